//! A module that meters itself, with what a compiler has to know of it.

use crate::execution::backend::machine_code::Counted;
use allod_compiler::instrument::Instrumented;

/// A module that meters itself, with what a compiler has to know of it.
pub(crate) struct Metered {
    pub(crate) wasm: Vec<u8>,
    /// Bytes of code.
    pub(crate) code_bytes: u64,
    /// Bytes of plain code that the optimising compiler takes as long for as for all of it, at most, and for the function
    /// that keeps it busy the longest.
    pub(crate) compiling: u64,
    pub(crate) heaviest: u64,
    /// What it counts for a call of each function.
    pub(crate) counted: Counted,
}

impl From<Instrumented> for Metered {
    fn from(module: Instrumented) -> Self {
        let Instrumented { wasm, code_bytes, functions } = module;
        let compiling = functions.iter().fold(0u64, |all, plan| all.saturating_add(plan.compile_cost));
        let heaviest = functions.iter().map(|plan| plan.compile_cost).max().unwrap_or(0);
        Self { wasm, code_bytes: code_bytes as u64, compiling, heaviest, counted: Counted::of(&functions) }
    }
}
