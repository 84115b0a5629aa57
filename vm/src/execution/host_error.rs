//! Host errors: a status that the contract can handle, or the end of its call.

use crate::EngineError;
use crate::execution::exit::Exit;
use allod_core::{HostStatus, Reason};

/// Result of an operation that may fail with a status.
pub(crate) type HostResult<T> = Result<T, HostError>;

/// Error of a host operation.
#[derive(Debug)]
pub(crate) enum HostError {
    /// The contract gets a status, and goes on.
    Status(StatusError),
    /// The call ends.
    Exit(Exit),
}

/// Failure that the contract can handle: a status, and a reason for `last_error`.
#[derive(Debug)]
pub(crate) struct StatusError {
    pub(crate) status: HostStatus,
    pub(crate) why: Box<Reason>,
}

impl StatusError {
    #[cold]
    pub(crate) fn new(status: HostStatus, why: Reason) -> Self {
        Self { status, why: Box::new(why) }
    }
}

impl From<StatusError> for HostError {
    fn from(error: StatusError) -> Self {
        Self::Status(error)
    }
}

impl From<Exit> for HostError {
    fn from(exit: Exit) -> Self {
        Self::Exit(exit)
    }
}

impl<E: Into<EngineError>> From<E> for HostError {
    fn from(error: E) -> Self {
        Self::Exit(error.into().into())
    }
}

/// Last failure of a call. Its text is made when the contract asks for it.
#[derive(Debug, Default)]
pub(crate) enum LastError {
    #[default]
    None,
    Reason(Box<Reason>),
    Text(String),
}

impl LastError {
    /// The text for the contract; empty without a failure.
    pub(crate) fn into_text(self) -> String {
        match self {
            Self::None => String::new(),
            Self::Reason(reason) => reason.to_string(),
            Self::Text(text) => text,
        }
    }
}
