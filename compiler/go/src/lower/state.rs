//! State: the memory that package variables and `init` functions leave, computed once ahead of all calls.
//!
//! A program whose variables need code to get their values has a module with the export `_initialize`, which a host runs
//! before each call. A host that has an interpreter at hand runs it once instead:
//!
//! 1. [`beginning`] gives a module that does nothing but initialise;
//! 2. its `_initialize` is run, its `memory` and the global [`HEAP`](super::HEAP) are read;
//! 3. [`lower_from`] gives the module that begins with this memory and has no `_initialize`.

use super::module::{Callee, Module};
use super::output::{Layout, assemble};
use super::{Lowered, Options};
use crate::diagnostic::Diagnostic;
use crate::ir::Program;
use crate::syntax::files::Files;

/// Pages of 64 KiB that an initialisation may use.
const PAGES: u32 = 512;

/// A module that initialises and does nothing else.
#[derive(Debug)]
pub struct Beginning {
    /// The module's bytes. Its memory does not grow.
    pub wasm: Vec<u8>,
    table: Vec<Callee>,
}

impl Beginning {
    /// The state that its run has left: the bytes of its memory, and the value of [`HEAP`](super::HEAP). Memory behind that is not
    /// looked at; nothing where there is less.
    pub fn state(self, memory: &[u8], heap: u32) -> Option<State> {
        let memory = memory.get(..heap as usize)?.to_vec();
        Some(State { memory, table: self.table })
    }
}

/// The memory that a program begins with.
#[derive(Debug)]
pub struct State {
    pub(super) memory: Vec<u8>,
    /// Functions that function values in memory refer to.
    pub(super) table: Vec<Callee>,
}

/// The module that initialises a program; nothing where there is nothing to run.
///
/// # Errors
/// As [`lower`](super::lower).
pub fn beginning(program: &Program, files: &Files) -> Result<Option<Beginning>, Diagnostic> {
    let mut module = Module::new(program);
    module.fill(None)?;
    if module.init.is_none() {
        return Ok(None);
    }
    let table = module.table.iter().filter_map(|number| module.reached.get(*number as usize).copied()).collect();
    let options = Options { names: false, lines: false, heap_pages: PAGES };
    let lowered = assemble(module, files, &options, Layout::StackLast)?;
    Ok(Some(Beginning { wasm: lowered.wasm, table }))
}

/// Lowers a program that begins with a state.
///
/// # Errors
/// As [`lower`](super::lower).
pub fn lower_from(program: &Program, files: &Files, options: &Options, state: &State) -> Result<Lowered, Diagnostic> {
    let mut module = Module::new(program);
    module.fill(Some(state))?;
    assemble(module, files, options, Layout::HeapLast)
}
