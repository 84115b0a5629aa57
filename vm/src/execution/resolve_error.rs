//! Resolve error: why a call can't begin.

use crate::EngineError;
use crate::modules::loaded_module::LoadedModule;
use allod_core::{Reason, reason};
use allod_security::LimitError;
use std::sync::Arc;

/// Error of a call that can't begin. It is small, because every call that can begin is returned beside it.
pub(crate) enum ResolveError {
    /// The caller is to blame.
    Refused(Box<Reason>),
    /// The caller is to blame: the contract, whose module this is, has no such function.
    NoFunction(Arc<LoadedModule>),
    /// The engine or its store failed.
    Failed(Box<EngineError>),
}

impl ResolveError {
    /// Refusal for `reason`.
    #[cold]
    pub(crate) fn refused(reason: Reason) -> Self {
        Self::Refused(Box::new(reason))
    }

    /// The reason as nodes agree on it, for a call of `function`.
    ///
    /// # Errors
    /// The failure of the engine or its store.
    #[cold]
    pub(crate) fn into_reason(self, function: &str) -> Result<Reason, EngineError> {
        match self {
            Self::Refused(reason) => Ok(*reason),
            Self::NoFunction(_) => Ok(Reason::NoFunction { function: reason::name(function.as_bytes()) }),
            Self::Failed(error) => Err(*error),
        }
    }

    /// The error for the person who asked for a call of `function`: it names functions that are spelled alike.
    #[cold]
    pub(crate) fn into_engine_error(self, function: &str) -> EngineError {
        match self {
            Self::Refused(reason) => match *reason {
                Reason::NoContract { address } => EngineError::NoContract { address },
                Reason::Limit { what, given, limit } => LimitError::Exceeded { what, given, limit }.into(),
                reason => EngineError::Refused(reason),
            },
            Self::NoFunction(module) => match module.metadata.abi.function(function) {
                Err(error) => error.into(),
                Ok(_) => EngineError::Internal(format!("the function {function} is there and was not found")),
            },
            Self::Failed(error) => *error,
        }
    }
}

impl<E: Into<EngineError>> From<E> for ResolveError {
    #[cold]
    fn from(error: E) -> Self {
        Self::Failed(Box::new(error.into()))
    }
}
