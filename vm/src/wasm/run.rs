//! One call of one instance.

use super::boundary::{Broken, Guest};
use super::compile::Code;
use super::{pool, trap};
use crate::card::Entry;
use crate::gas::GasMeter;
use crate::modules::LoadedModule;
use crate::run::{Instance, Number, enter};
use crate::session::Session;
use crate::stop::Ended;
use std::sync::Arc;

/// Runs the function of `module`, whose machine code is `code`, that stands at `function.0` in the ABI and is called
/// `function.1`. The module may use `stack` bytes of stack.
pub(crate) fn run(
    session: &mut Session,
    (module, code): (&Arc<LoadedModule>, &Code),
    function: (usize, &str),
    stack: i32,
    meter: &mut GasMeter,
) -> Ended {
    let mut guest = pool::take(module, code)?;
    guest.fill(*meter, stack);
    let ended = enter(session, &mut *guest, module, function);
    meter.set_left(guest.gas());
    pool::give(module, guest);
    ended
}

impl Instance for Guest {
    fn call(
        &mut self,
        session: &mut Session,
        (index, _): (usize, &Entry),
        name: &str,
        numbers: &mut [Number],
    ) -> Ended {
        let code = self.function(index, name)?;
        self.enter(session, &code, numbers).map_err(|broken| match broken {
            Broken::Stopped(stop) => stop,
            Broken::Trapped(error, stack_left) => trap::ended(error, stack_left),
        })
    }
}
