//! All that happens to a contract before it runs.
//!
//! | module | does |
//! |---|---|
//! | [`compile`] | source, WebAssembly text or a module → a module, stage by stage |
//! | `abi_section` | the ABI that a module carries, written and read |
//! | `go` | Go source → a module, by the compiler that is built in; or what a toolchain needs of it |
//! | [`toolchain`] | stock Go and TinyGo, where they are asked for |
//! | `pack` | what a toolchain leaves → a module that starts at once and imports only the host |
//! | [`gate`] | which modules enter |
//! | [`instrument`] | what is charged where |
//! | [`optimise`] | a module → one that is smaller and cheaper, for whoever wants to deploy that |
//! | [`probe`] | which function and line a probed module is in |
//! | [`scratch`] | folders for a while, which outlive nobody |
//!
//! The features, all of them on by default, leave out what is not asked for: `go` is `go`, `toolchain`, `pack` and `scratch`,
//! `optimise` and `probe` are the passes of those names. Without any there are the gate, metering and WebAssembly text.

#![forbid(unsafe_code)]

mod abi_section;
mod compile;
pub mod diagnostic;
mod error;
pub mod gate;
#[cfg(feature = "go")]
mod go;
#[cfg(not(feature = "go"))]
#[path = "go/without.rs"]
mod go;
pub mod instrument;
mod language;
#[cfg(feature = "optimise")]
pub mod optimise;
#[cfg(feature = "go")]
mod pack;
pub mod probe;
mod stage;
#[cfg(feature = "go")]
pub mod toolchain;

pub use abi_section::{abi_section, attach_abi};
pub use compile::{CompileOptions, Compiled, GoCompiler, HostPackage, MAX_SOURCE, SourceFile, compile};
pub use diagnostic::{Diagnostic, Diagnostics};
pub use error::CompileError;
#[cfg(feature = "go")]
pub use go::source::compile_folder;
#[cfg(feature = "go")]
pub use go::tests::{CompiledTests, TestFunction, compile_tests, test_import};
pub use language::module_text::text_place;
pub use language::{Language, detect};
pub use stage::Stage;
#[cfg(feature = "go")]
pub use toolchain::scratch;
