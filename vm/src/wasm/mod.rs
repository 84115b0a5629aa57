//! The WebAssembly engine. The only place that names it.
//!
//! | file | what it does |
//! |---|---|
//! | [`compile`] | metered module → machine code → loaded module |
//! | [`linker`] | the imports a module asks for, bound to the host |
//! | [`wasi`] | the small deterministic WASI |
//! | [`run`] | one instance, one call |
//! | [`trap`] | what a trap means |
//! | [`boundary`] | everything the compiler can't prove: raw memory, limits of memories and tables, trusted machine code |

mod boundary;
mod compile;
mod linker;
mod run;
mod trap;
mod wasi;

pub use compile::Compiler;
pub(crate) use compile::{Code, VERSION, compile, load};
pub(crate) use run::run;
