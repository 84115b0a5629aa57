//! One call of one instance.

use super::boundary::{Broken, PooledInstance};
use super::compile::Code;
use super::{pool, trap};
use crate::EngineError;
use crate::engine::budget::Budgets;
use crate::execution::backend::{Instance, Number, enter};
use crate::execution::context::ExecutionContext;
use crate::execution::exit::ExecResult;
use crate::execution::gas::GasMeter;
use crate::modules::LoadedModule;
use crate::modules::metadata::Entry;
use std::sync::Arc;

/// An instance of `module`, whose machine code is `code`, as new.
///
/// # Errors
/// [`EngineError::Shortage`] where there is no room for one, even after all that are idle are gone.
#[inline(always)]
pub(crate) fn ready(module: &LoadedModule, code: &Code, budgets: &Budgets) -> Result<Ready, EngineError> {
    pool::take(module, code, budgets).map(Ready)
}

/// An instance as new, for one call.
pub(crate) struct Ready(Box<PooledInstance>);

/// Runs the function of `module` that stands at `function.0` in the ABI and is called `function.1`, in an instance of it.
/// The module may use `stack` bytes of stack, and have `memory` bytes of memory.
pub(crate) fn run(
    session: &mut ExecutionContext,
    (module, Ready(mut guest)): (&Arc<LoadedModule>, Ready),
    function: (usize, &str),
    (stack, memory): (i32, usize),
    meter: &mut GasMeter,
) -> ExecResult {
    guest.fill(*meter, stack);
    guest.allow(memory);
    let ended = enter(session, &mut *guest, module, function);
    meter.set_left(guest.gas());
    pool::give(module, guest, &session.shared.budgets);
    ended
}

impl Instance for PooledInstance {
    fn call(
        &mut self,
        session: &mut ExecutionContext,
        (index, _): (usize, &Entry),
        name: &str,
        numbers: &mut [Number],
    ) -> ExecResult {
        let code = self.function(index, name)?;
        self.enter(session, &code, numbers).map_err(|broken| match broken {
            Broken::Stopped(stop) => stop,
            Broken::Trapped(error, stack_left) => trap::ended(error, stack_left),
        })
    }
}
