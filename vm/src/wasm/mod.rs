//! The WebAssembly engine. The only place that names it.
//!
//! | file | what it does |
//! |---|---|
//! | [`compile`] | metered module → machine code → loaded module |
//! | [`pool`] | live instances that wait for their next call |
//! | [`run`] | one call of one instance |
//! | [`linker`] | what the imports of a module stand for, and how each is served |
//! | [`wasi`] | the small deterministic WASI |
//! | [`trap`] | what a trap means |
//! | [`boundary`] | everything the compiler can't prove: raw memory, calls between the host and machine code |

mod boundary;
mod compile;
mod linker;
mod pool;
mod run;
mod trap;
mod wasi;

pub use compile::Compiler;
pub(crate) use compile::{Code, VERSION, compile, load};
pub(crate) use pool::sweep;
pub(crate) use run::run;
