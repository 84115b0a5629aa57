//! Why a call can't begin.

use crate::EngineError;
use crate::modules::LoadedModule;
use allod_core::{Reason, reason};
use allod_security::LimitError;
use std::sync::Arc;

/// Why a call can't begin. Small, as every call that can begin is answered beside it.
pub(crate) enum Unready {
    /// Whoever asked for it is to blame.
    Refused(Box<Reason>),
    /// So it is here: the contract has no such function.
    NoFunction(Arc<LoadedModule>),
    /// The engine or its store failed.
    Failed(Box<EngineError>),
}

impl Unready {
    /// The reason as nodes agree on it, for a call of `function`.
    ///
    /// # Errors
    /// What the engine or its store failed at.
    #[cold]
    pub(crate) fn reason(self, function: &str) -> Result<Reason, EngineError> {
        match self {
            Self::Refused(reason) => Ok(*reason),
            Self::NoFunction(_) => Ok(Reason::NoFunction { function: reason::name(function.as_bytes()) }),
            Self::Failed(error) => Err(*error),
        }
    }

    /// What to tell the person who asked for a call of `function`.
    #[cold]
    pub(crate) fn told(self, function: &str) -> EngineError {
        match self {
            Self::Refused(reason) => match *reason {
                Reason::NoContract { address } => EngineError::NoContract { address },
                Reason::Limit { what, given, limit } => LimitError::Exceeded { what, given, limit }.into(),
                reason => EngineError::Refused(reason),
            },
            Self::NoFunction(module) => match module.card.abi.function(function) {
                Err(error) => error.into(),
                Ok(_) => EngineError::Internal(format!("the function {function} is there and was not found")),
            },
            Self::Failed(error) => *error,
        }
    }
}

impl Unready {
    /// For a reason of the caller's making.
    #[cold]
    pub(crate) fn refused(reason: Reason) -> Self {
        Self::Refused(Box::new(reason))
    }
}

impl<E: Into<EngineError>> From<E> for Unready {
    #[cold]
    fn from(error: E) -> Self {
        Self::Failed(Box::new(error.into()))
    }
}
