//! Metered module: a module that meters itself, and the work that it is for a compiler.

use crate::execution::backend::machine_code::FrameSizes;
use allod_compiler::instrument::Instrumented;

/// Module that meters itself, and the work that it is for a compiler.
pub(crate) struct Metered {
    pub(crate) wasm: Vec<u8>,
    /// Bytes of code.
    pub(crate) code_bytes: u64,
    /// Time that the optimising compiler takes at most, in the bytes of plain code that take as long.
    pub(crate) compile_cost: u64,
    /// The same for the function that takes longest.
    pub(crate) heaviest_function: u64,
    /// Bytes of stack that it counts for a call of each function.
    pub(crate) frame_sizes: FrameSizes,
}

impl From<Instrumented> for Metered {
    fn from(module: Instrumented) -> Self {
        let Instrumented { wasm, code_bytes, functions } = module;
        let compile_cost = functions.iter().fold(0u64, |all, plan| all.saturating_add(plan.compile_cost));
        let heaviest_function = functions.iter().map(|plan| plan.compile_cost).max().unwrap_or(0);
        let frame_sizes = FrameSizes::of(&functions);
        Self { wasm, code_bytes: code_bytes as u64, compile_cost, heaviest_function, frame_sizes }
    }
}
