//! Why a run did not return.

use crate::EngineError;
use crate::execution::gas::OutOfGas;
use allod_core::{RevertCode, Trap};

/// Why a module's run, or a host function, did not return. A pointer, and answers beside it fit into two registers:
/// what lies in memory would be copied from function to function.
#[derive(Debug)]
pub(crate) struct Exit(Box<ExitReason>);

/// What ended it.
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

/// How a run ended.
pub(crate) type ExecResult = Result<(), Exit>;

const _: () = assert!(size_of::<ExecResult>() == size_of::<usize>());

impl Exit {
    /// What ended it.
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
