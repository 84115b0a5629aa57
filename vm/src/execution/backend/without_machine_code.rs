//! Machine code in a build without the feature `cranelift`: there is none, and no value of these types. Every module is
//! interpreted, as with [`Compiler::Interpreter`].

use crate::engine::budget::Budgets;
use crate::execution::backend::entry::{Instance, RawValue};
use crate::execution::context::ExecutionContext;
use crate::execution::exit::ExecResult;
use crate::execution::gas::GasMeter;
use crate::modules::metadata::Export;
use crate::modules::metered::Metered;
use crate::{Compiler, EngineError};
use allod_compiler::instrument::FunctionPlan;
use allod_security::WasiOptions;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Version of the engine, in the keys of artefacts.
pub(crate) const VERSION: &str = "no machine code";

/// Machine code, of which there is none.
pub(crate) enum Code {}

/// Instance of machine code, of which there is none.
pub(crate) enum NoInstance {}

/// Priority of a compilation.
pub(crate) enum Priority<'p> {
    Foreground,
    Background(#[expect(dead_code, reason = "there is nothing to cancel")] &'p Cancellation),
}

/// Cancellation of a compilation in the background.
pub(crate) struct Cancellation {
    pub(crate) stop: Arc<AtomicBool>,
    pub(crate) deadline: Instant,
}

impl Cancellation {
    pub(crate) fn is_cancelled(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || Instant::now() >= self.deadline
    }
}

/// Frame sizes, which nobody compares.
pub(crate) struct FrameSizes;

impl FrameSizes {
    pub(crate) fn of(_: &[FunctionPlan]) -> Self {
        Self
    }
}

/// Compiles nothing.
///
/// # Errors
/// [`EngineError::NotCompiled`], always.
pub(crate) fn compile(module: &Metered, _: Compiler, _: &WasiOptions, _: Priority<'_>) -> Result<Vec<u8>, EngineError> {
    let FrameSizes = module.frame_sizes;
    Err(EngineError::NotCompiled("this build of allod-vm has no compiler: the feature `cranelift`".into()))
}

/// Loads nothing.
///
/// # Errors
/// [`EngineError::NotCompiled`], always.
pub(crate) fn load(_: &[u8], _: &WasiOptions, _: &Budgets) -> Result<Code, EngineError> {
    Err(EngineError::NotCompiled("this build of allod-vm runs no machine code: the feature `cranelift`".into()))
}

pub(super) fn take(code: &Code, _: &Budgets) -> Result<Box<NoInstance>, EngineError> {
    match *code {}
}

pub(super) fn give(code: &Code, _: Box<NoInstance>, _: &Budgets) {
    match *code {}
}

pub(crate) fn free_stacks() {}

pub(crate) fn lower_priority() {}

impl NoInstance {
    pub(super) fn set_counters(&mut self, _: GasMeter, _: i32) {
        match *self {}
    }

    pub(super) fn allow_memory(&mut self, _: usize) {
        match *self {}
    }

    pub(super) fn gas(&self) -> i64 {
        match *self {}
    }
}

impl Instance for NoInstance {
    fn call(&mut self, _: &mut ExecutionContext, _: Export<'_>, _: &mut [RawValue]) -> ExecResult {
        match *self {}
    }
}
