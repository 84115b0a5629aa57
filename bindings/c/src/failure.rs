//! Failure: a status for programs, and its text for people.

use allod_vm::EngineError;

/// Status of a call of this library. `allod_last_error` has the text of the last one that is not `ALLOD_STATUS_OK`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AllodStatus {
    /// It was done.
    Ok = 0,
    /// The contract reverted, trapped, or ran out of gas. Nothing of the call is kept. Where the function gives a receipt,
    /// the receipt is there, and has to be freed.
    ContractFailed = 1,
    /// A pointer was null where something had to be.
    NullPointer = 2,
    /// A handle was zero, closed before, never given out, or of another kind.
    WrongHandle = 3,
    /// A text was no UTF-8, no JSON of the form wanted, or too long.
    InvalidArgument = 4,
    /// The engine does not do it: no such contract or function, code that does not compile, money that is not there.
    Refused = 5,
    /// The store failed, is in use, is damaged, or is another chain's.
    Store = 6,
    /// There was no room, or the engine was at a call of this very thread. The same may be tried again.
    Unavailable = 7,
    /// The engine is at fault. A panic ends here.
    Internal = 8,
}

/// Failure of a call of this library.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) status: AllodStatus,
    pub(crate) text: String,
}

impl Failure {
    pub(crate) fn new(status: AllodStatus, text: impl Into<String>) -> Self {
        Self { status, text: text.into() }
    }

    pub(crate) fn invalid(text: impl Into<String>) -> Self {
        Self::new(AllodStatus::InvalidArgument, text)
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        let status = match &error {
            EngineError::Failed(_) | EngineError::DeployGas { .. } => AllodStatus::ContractFailed,
            EngineError::Busy | EngineError::Shortage { .. } | EngineError::Threads { .. } => AllodStatus::Unavailable,
            EngineError::Internal(_) => AllodStatus::Internal,
            EngineError::Io { .. } => AllodStatus::Store,
            other if other.store_fault().is_some() => AllodStatus::Store,
            _ => AllodStatus::Refused,
        };
        Self::new(status, error.to_string())
    }
}
