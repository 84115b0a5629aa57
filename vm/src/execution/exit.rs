//! Exit: the end of a run that did not return.

use crate::EngineError;
use crate::execution::gas::OutOfGas;
use allod_core::{RevertCode, Trap};

/// Non-local exit of a module's run, or of a host function. Boxed, so that a result beside it is returned in two registers
/// (asserted below): what is in memory would be copied from function to function.
#[derive(Debug)]
pub(crate) struct Exit(Box<ExitReason>);

/// Reason of an exit.
#[derive(Debug)]
pub(crate) enum ExitReason {
    /// The limit was reached.
    OutOfGas,
    /// The contract gave up.
    Revert(RevertCode, String),
    /// The contract named memory it does not have.
    OutOfBounds,
    /// The contract's runtime asked to exit.
    Exit(u32),
    /// The module trapped.
    Trapped(Trap),
    /// The engine failed. Nothing of the transaction may be kept.
    Fault(EngineError),
}

/// Result of a run.
pub(crate) type ExecResult = Result<(), Exit>;

const _: () = assert!(size_of::<ExecResult>() == size_of::<usize>());
const _: () = assert!(size_of::<Result<i64, Exit>>() <= 16);

impl Exit {
    /// The reason.
    pub(crate) fn why(self) -> ExitReason {
        *self.0
    }
}

impl From<ExitReason> for Exit {
    #[cold]
    fn from(why: ExitReason) -> Self {
        Self(Box::new(why))
    }
}

impl From<OutOfGas> for Exit {
    #[cold]
    fn from(_: OutOfGas) -> Self {
        ExitReason::OutOfGas.into()
    }
}

impl<E: Into<EngineError>> From<E> for Exit {
    #[cold]
    fn from(error: E) -> Self {
        ExitReason::Fault(error.into()).into()
    }
}
