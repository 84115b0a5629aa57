//! The host's side of one call: what the contract was given, what it holds, what it leaves.

use allod_core::{Address, HostStatus, ObjectId, ObjectIds, RevertCode};

/// The host's side of one call.
#[derive(Debug)]
pub(crate) struct Frame {
    /// The executing contract.
    pub(crate) contract: Address,
    /// What the ids of its objects have in common.
    pub(crate) ids: ObjectIds,
    /// The immediate caller.
    pub(crate) sender: Address,
    /// The encoded arguments.
    pub(crate) input: Vec<u8>,
    /// The encoded result.
    pub(crate) output: Vec<u8>,
    /// What is left of the money the sender attached.
    pub(crate) attached: u64,
    /// The last result that did not fit, for `fetch`.
    pub(crate) kept: Vec<u8>,
    /// The text of the last failure, for `last_error`.
    pub(crate) last_error: String,
    /// Objects by handle.
    handles: Vec<ObjectId>,
}

impl Frame {
    pub(crate) fn new(contract: Address, ids: ObjectIds, sender: Address, input: Vec<u8>, attached: u64) -> Self {
        Self {
            contract,
            ids,
            sender,
            input,
            attached,
            output: Vec::new(),
            kept: Vec::new(),
            last_error: String::new(),
            handles: Vec::new(),
        }
    }

    /// A handle for `id`; `None` if this call holds `limit` already.
    pub(crate) fn hold(&mut self, id: ObjectId, limit: usize) -> Option<u32> {
        if self.handles.len() >= limit {
            return None;
        }
        self.handles.push(id);
        Some((self.handles.len() - 1) as u32)
    }

    /// The object behind a handle.
    pub(crate) fn object(&self, handle: u32) -> Option<ObjectId> {
        self.handles.get(handle as usize).copied()
    }
}

/// Why a host function does not return to the contract.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The limit was reached.
    OutOfGas,
    /// The contract gave up.
    Revert(RevertCode, String),
    /// The contract named memory it does not have.
    OutOfBounds,
    /// The contract's runtime asked to exit.
    Exit(u32),
    /// The engine failed. Nothing of the transaction may be kept.
    Fault(crate::EngineError),
}

impl From<crate::gas::OutOfGas> for Stop {
    fn from(_: crate::gas::OutOfGas) -> Self {
        Self::OutOfGas
    }
}

impl<E: Into<crate::EngineError>> From<E> for Stop {
    fn from(error: E) -> Self {
        Self::Fault(error.into())
    }
}

/// A failure the contract can handle: a status, and words for `last_error`.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: HostStatus,
    pub(crate) why: String,
}

impl Refusal {
    pub(crate) fn new(status: HostStatus, why: impl Into<String>) -> Self {
        Self { status, why: why.into() }
    }
}

/// Why an operation was not done.
#[derive(Debug)]
pub(crate) enum Undone {
    /// The contract is told, and goes on.
    Refused(Refusal),
    /// The call ends.
    Ended(Stop),
}

impl From<Refusal> for Undone {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Stop> for Undone {
    fn from(stop: Stop) -> Self {
        Self::Ended(stop)
    }
}

impl<E: Into<crate::EngineError>> From<E> for Undone {
    fn from(error: E) -> Self {
        Self::Ended(error.into().into())
    }
}
