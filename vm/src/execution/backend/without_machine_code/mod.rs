//! Machine code in a build without the feature `cranelift`: there is none, and no value of these types. Every module is
//! interpreted, as with [`Compiler::Interpreter`].

mod frame_sizes;
mod instance;

pub(crate) use frame_sizes::FrameSizes;
pub(super) use instance::{give, take};

use crate::engine::budget::Budgets;
use crate::modules::metered::Metered;
use crate::{Compiler, EngineError};
use allod_security::WasiOptions;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

/// Version of the engine, in the keys of artefacts.
pub(crate) const VERSION: &str = "no machine code";

/// Machine code, of which there is none.
pub(crate) enum Code {}

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

pub(crate) fn free_stacks() {}

pub(crate) fn lower_priority() {}
