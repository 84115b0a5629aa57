//! Why a run did not return.

use crate::EngineError;
use crate::execution::gas::OutOfGas;
use allod_core::{RevertCode, Trap};

/// Why a module's run, or a host function, did not return. A pointer, and answers beside it fit into two registers:
/// what lies in memory would be copied from function to function.
#[derive(Debug)]
pub(crate) struct Stop(Box<Why>);

/// What ended it.
#[derive(Debug)]
pub(crate) enum Why {
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
pub(crate) type Ended = Result<(), Stop>;

const _: () = assert!(size_of::<Ended>() == size_of::<usize>());

impl Stop {
    /// What ended it.
    pub(crate) fn why(self) -> Why {
        *self.0
    }
}

impl From<Why> for Stop {
    #[cold]
    fn from(why: Why) -> Self {
        Self(Box::new(why))
    }
}

impl From<OutOfGas> for Stop {
    #[cold]
    fn from(_: OutOfGas) -> Self {
        Why::OutOfGas.into()
    }
}

impl<E: Into<EngineError>> From<E> for Stop {
    #[cold]
    fn from(error: E) -> Self {
        Why::Fault(error.into()).into()
    }
}
