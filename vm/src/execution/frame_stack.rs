//! The host's side of one call: what the contract was given, what it holds, what it leaves.

use crate::execution::exit::Exit;
use allod_core::{Address, HostStatus, ObjectId, ObjectIds, Reason};

/// What a call is given.
pub(crate) struct CallInputs<'g> {
    /// The executing contract.
    pub(crate) contract: &'g Address,
    /// What the ids of its objects have in common.
    pub(crate) ids: &'g ObjectIds,
    /// The immediate caller.
    pub(crate) sender: &'g Address,
    /// The encoded arguments.
    pub(crate) input: Vec<u8>,
    /// The money the sender attached.
    pub(crate) attached: u64,
}

/// The calls under way, the running one last. A frame that was closed stays for the next call.
#[derive(Debug, Default)]
pub(crate) struct FrameStack {
    frames: Vec<Frame>,
    open: usize,
}

impl FrameStack {
    /// Opens a frame within the running call. Gives memory that an earlier one is done with.
    pub(crate) fn open(&mut self, given: CallInputs<'_>) -> Vec<u8> {
        if self.open == self.frames.len() {
            self.frames.push(Frame::default());
        }
        let Some(frame) = self.frames.get_mut(self.open) else { return Vec::new() };
        self.open += 1;
        frame.renew(given)
    }

    /// Closes the frame of the running call, and gives what it leaves.
    pub(crate) fn close(&mut self) -> Vec<u8> {
        let output = self.last_mut().map(|frame| std::mem::take(&mut frame.output));
        self.open = self.open.saturating_sub(1);
        output.unwrap_or_default()
    }

    /// Closes all.
    pub(crate) fn clear(&mut self) {
        self.open = 0;
    }

    /// How many there are.
    pub(crate) fn depth(&self) -> u64 {
        self.open as u64
    }

    /// The frame of the running call.
    pub(crate) fn last(&self) -> Option<&Frame> {
        self.open.checked_sub(1).and_then(|at| self.frames.get(at))
    }

    /// The frame of the running call.
    pub(crate) fn last_mut(&mut self) -> Option<&mut Frame> {
        self.open.checked_sub(1).and_then(|at| self.frames.get_mut(at))
    }
}

/// The host's side of one call.
#[derive(Debug, Default)]
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
    /// The last failure, for `last_error`.
    pub(crate) last_error: LastError,
    /// Bytes of memory that are counted for the contract's instance in the session.
    pub(crate) memory: u64,
    /// Objects by handle.
    handles: Vec<ObjectId>,
}

/// Handles that a closed frame keeps the room for.
const FEW: usize = 256;
/// Bytes of results and words that a closed frame keeps the room for.
const ROOM: usize = 4096;

impl Frame {
    /// Makes the frame that of a new call, and gives the memory of its input before.
    fn renew(&mut self, given: CallInputs<'_>) -> Vec<u8> {
        let CallInputs { contract, ids, sender, input, attached } = given;
        (self.contract, self.ids, self.sender) = (*contract, *ids, *sender);
        self.attached = attached;
        let mut spare = std::mem::replace(&mut self.input, input);
        spare.clear();
        spare.shrink_to(ROOM);
        self.output.clear();
        self.kept.clear();
        self.kept.shrink_to(ROOM);
        self.last_error = LastError::default();
        self.handles.clear();
        self.handles.shrink_to(FEW);
        self.memory = 0;
        spare
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
    pub(crate) fn object(&self, handle: u32) -> Option<&ObjectId> {
        self.handles.get(handle as usize)
    }
}

/// The last failure of a call. Its words are made when somebody asks for them.
#[derive(Debug, Default)]
pub(crate) enum LastError {
    #[default]
    None,
    Reason(Box<Reason>),
    Text(String),
}

impl LastError {
    /// The words for it.
    pub(crate) fn into_text(self) -> String {
        match self {
            Self::None => String::new(),
            Self::Reason(reason) => reason.to_string(),
            Self::Text(text) => text,
        }
    }
}

/// A failure the contract can handle: a status, and a reason for `last_error`.
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

/// Why an operation was not done.
#[derive(Debug)]
pub(crate) enum HostError {
    /// The contract is told, and goes on.
    Refused(StatusError),
    /// The call ends.
    Exit(Exit),
}

impl From<StatusError> for HostError {
    fn from(refusal: StatusError) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Exit> for HostError {
    fn from(stop: Exit) -> Self {
        Self::Exit(stop)
    }
}

impl<E: Into<crate::EngineError>> From<E> for HostError {
    fn from(error: E) -> Self {
        Self::Exit(error.into().into())
    }
}
