//! Why a call can't begin.

use crate::EngineError;
use crate::modules::LoadedModule;
use allod_core::{Reason, reason};
use allod_security::LimitError;
use std::sync::Arc;

/// Why a call can't begin.
pub(crate) enum Unready {
    /// Whoever asked for it is to blame.
    Refused(Reason),
    /// So it is here: the contract has no such function.
    NoFunction(Arc<LoadedModule>),
    /// The engine or its store failed.
    Failed(EngineError),
}

impl Unready {
    /// The reason as nodes agree on it, for a call of `function`.
    ///
    /// # Errors
    /// What the engine or its store failed at.
    #[cold]
    pub(crate) fn reason(self, function: &str) -> Result<Reason, EngineError> {
        match self {
            Self::Refused(reason) => Ok(reason),
            Self::NoFunction(_) => Ok(Reason::NoFunction { function: reason::name(function.as_bytes()) }),
            Self::Failed(error) => Err(error),
        }
    }

    /// What to tell the person who asked for a call of `function`.
    #[cold]
    pub(crate) fn told(self, function: &str) -> EngineError {
        match self {
            Self::Refused(Reason::NoContract { address }) => EngineError::NoContract { address },
            Self::Refused(Reason::Limit { what, given, limit }) => LimitError::Exceeded { what, given, limit }.into(),
            Self::Refused(reason) => EngineError::Refused(reason),
            Self::NoFunction(module) => match module.card.abi.function(function) {
                Err(error) => error.into(),
                Ok(_) => EngineError::Internal(format!("the function {function} is there and was not found")),
            },
            Self::Failed(error) => error,
        }
    }
}

impl<E: Into<EngineError>> From<E> for Unready {
    #[cold]
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}
