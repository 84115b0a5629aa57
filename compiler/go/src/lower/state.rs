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
use super::{Lowered, Options, initialiser};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::Program;
use crate::limits;
use crate::syntax::files::{Files, Span};

/// Bytes of a page of memory.
const PAGE: u64 = 1 << 16;

/// Bytes of memory that an initialisation can use: addresses stay below 2^31.
const MOST: u64 = 1 << 30;

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

/// The module that initialises a program, in so many bytes of `memory`; nothing where there is nothing to run.
///
/// # Errors
/// As [`lower`](super::lower); [`Code::Limit`] for package variables that take more than the memory.
pub fn beginning(program: &Program, files: &Files, memory: u64) -> Result<Option<Beginning>, Diagnostic> {
    if initialiser(program)?.is_none() {
        return Ok(None);
    }
    let mut module = Module::new(program);
    module.fill(None)?;
    let table = module.table.iter().filter_map(|number| module.reached.get(*number as usize).copied()).collect();
    let taken = u64::from(module.image.end()) + u64::from(limits::STACK_BYTES);
    let heap_pages = memory.min(MOST).saturating_sub(taken) / PAGE;
    if heap_pages < 2 {
        let text = format!("package variables take {taken} bytes of the {memory} that a contract may have");
        return Err(
            Diagnostic::new(Code::Limit, Span::default(), text).advise("make large variables when they are needed")
        );
    }
    // The data may begin within a page.
    let options = Options { names: false, lines: false, heap_pages: heap_pages as u32 - 1 };
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
