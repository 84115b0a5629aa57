//! All that happens to a contract before it runs.
//!
//! | module | does |
//! |---|---|
//! | [`compile`] | source, WebAssembly text or a module → a module, stage by stage |
//! | `go` | Go source → a module, by the compiler that is built in; or what a toolchain needs of it |
//! | [`toolchain`] | stock Go and TinyGo, where they are asked for |
//! | `pack` | what a toolchain leaves → a module that starts at once and imports only the host |
//! | [`gate`] | which modules enter |
//! | [`instrument`] | what is charged where |
//! | [`optimise`] | a module → one that is smaller and cheaper, for whoever wants to deploy that |
//! | [`probe`] | which function and line a probed module is in |
//! | [`scratch`] | folders for a while, which outlive nobody |

#![forbid(unsafe_code)]

mod compile;
pub mod diagnostic;
mod error;
pub mod gate;
mod go;
pub mod instrument;
mod language;
pub mod optimise;
mod pack;
pub mod probe;
mod stage;
pub mod toolchain;

pub use compile::{CompileOptions, Compiled, GoCompiler, HostPackage, MAX_SOURCE, SourceFile, compile, compile_folder};
pub use diagnostic::{Diagnostic, Diagnostics};
pub use error::CompileError;
pub use language::module_text::text_place;
pub use language::{Language, detect};
pub use pack::{abi_section, attach_abi};
pub use stage::Stage;
pub use toolchain::scratch;
