//! From what a toolchain leaves to a module that starts at once and imports only the host.
//!
//! | pass | does |
//! |---|---|
//! | [`wasi`](self::wasi) | puts fixed answers in the place of the operating system |
//! | [`snapshot`](self::snapshot) | runs the initialisation once and keeps what it left |
//! | [`optimise`](self::optimise) | removes what nothing reaches |
//! | [`check`](self::check) | holds the module against the ABI and the list of imports |

mod check;
mod image;
mod optimise;
mod snapshot;
mod wasi;

pub(crate) use check::check;
pub(crate) use optimise::optimise;
pub(crate) use snapshot::{Bounds, initialised_memory, snapshot};

use crate::CompileError;

/// Reads a module for rewriting; function names stay.
fn parse(pass: &'static str, wasm: &[u8]) -> Result<walrus::Module, CompileError> {
    let mut config = walrus::ModuleConfig::new();
    config.generate_producers_section(false).generate_name_section(true);
    config.parse(wasm).map_err(|e| CompileError::Module { pass, why: format!("{e:#}") })
}
