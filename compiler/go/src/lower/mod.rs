//! From the intermediate representation to a WebAssembly module.
//!
//! | file or folder | holds |
//! |---|---|
//! | `layout`, `signature` | sizes, alignments and words of types; how values are passed |
//! | `data` | the memory that a module begins with, package variables and descriptors of types in it |
//! | `module` | what is reached, and its numbers |
//! | `function` | the code of a function |
//! | `parts` | functions that no source has: allocation, dispatch, thunks |
//! | `code`, `clean`, `inline` | operators with places, passes over them, calls that become code |
//! | `state` | what initialisation leaves, computed ahead |
//! | `output` | sections |
//!
//! *Invariants.* The module uses only what the engine's gate lets in: WebAssembly 1.0, sign extension, saturating
//! conversions, several results, `memory.copy` and `memory.fill`. The same program gives the same bytes. Only functions that
//! something reaches are in it. Whatever does not fit together in a program is a diagnostic, never output.

mod clean;
mod code;
mod data;
mod function;
mod inline;
mod layout;
mod module;
mod output;
mod parts;
mod signature;
mod state;
mod survey;
#[cfg(test)]
mod tests;

pub use output::{HEAP, lines};
pub use state::{Beginning, State, beginning, lower_from};

use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Body, FunctionId, Program, StmtKind};
use crate::syntax::files::{Files, Span};

/// A choice of what a module has besides its code.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// The section `name`, by which tools show functions.
    pub names: bool,
    /// The section [`lines::SECTION`].
    pub lines: bool,
    /// Pages of 64 KiB of the heap to begin with. More are asked for when they are needed, which costs more gas.
    pub heap_pages: u32,
}

impl Default for Options {
    /// Without names, with lines, with 16 pages.
    fn default() -> Self {
        Options { names: false, lines: true, heap_pages: 16 }
    }
}

/// A module.
#[derive(Debug)]
pub struct Lowered {
    /// The module's bytes.
    pub wasm: Vec<u8>,
    /// Lines of its operators.
    pub lines: lines::Lines,
}

/// Lowers a program. `files` are those that its places lie in.
///
/// # Errors
/// A program that asks for more than [`limits`](crate::limits) allow is refused with [`Code::Limit`]. One that contradicts
/// itself gives [`Code::Internal`]: then the compiler is wrong, not the source.
pub fn lower(program: &Program, files: &Files, options: &Options) -> Result<Lowered, Diagnostic> {
    let mut module = module::Module::new(program);
    module.fill(None)?;
    output::assemble(module, files, options, output::Layout::HeapLast)
}

/// The function that has to run before all others, if there is something for it to do.
fn initialiser(program: &Program) -> Result<Option<FunctionId>, Diagnostic> {
    let Some(id) = program.init else { return Ok(None) };
    let function = program.functions.get(id.index());
    let function = function.ok_or_else(|| internal(Span::default(), "an init function that is none"))?;
    let Body::Code(body) = &function.body else {
        return Err(internal(function.span, "an init function without code"));
    };
    let idle = body.iter().all(|stmt| matches!(&stmt.kind, StmtKind::Return(values) if values.is_empty()));
    Ok((!idle).then_some(id))
}

/// The diagnostic of an inconsistency.
fn internal(span: Span, what: impl std::fmt::Display) -> Diagnostic {
    Diagnostic::new(Code::Internal, span, format!("internal: {what}"))
        .advise("this is a fault of the compiler: please report it with the source")
}
