//! Frame stack: the host's side of the calls under way.

use crate::execution::host_error::LastError;
use allod_core::{Address, ObjectId, ObjectIds};

/// Inputs of a call.
pub(crate) struct CallInputs<'g> {
    /// The executing contract.
    pub(crate) contract: &'g Address,
    /// The part that the ids of its objects have in common.
    pub(crate) ids: &'g ObjectIds,
    /// The immediate caller.
    pub(crate) sender: &'g Address,
    /// The encoded arguments.
    pub(crate) input: Vec<u8>,
    /// The money that the sender attached.
    pub(crate) value: u64,
}

/// Stack of frames, the running call's last. A frame that was closed stays for the next call, with its capacity.
#[derive(Debug, Default)]
pub(crate) struct FrameStack {
    frames: Vec<Frame>,
    open: usize,
}

impl FrameStack {
    /// Opens a frame within the running call, at `position` in the trace. Gives the input's memory of an earlier call, which is
    /// done with it.
    pub(crate) fn open(&mut self, inputs: CallInputs<'_>, position: u32) -> Vec<u8> {
        if self.open == self.frames.len() {
            self.frames.push(Frame::default());
        }
        let Some(frame) = self.frames.get_mut(self.open) else { return Vec::new() };
        self.open += 1;
        frame.reset(inputs, position)
    }

    /// Closes the frame of the running call, and gives its output.
    pub(crate) fn close(&mut self) -> Vec<u8> {
        let output = self.last_mut().map(|frame| std::mem::take(&mut frame.output));
        self.open = self.open.saturating_sub(1);
        output.unwrap_or_default()
    }

    /// Closes all frames.
    pub(crate) fn clear(&mut self) {
        self.open = 0;
    }

    /// Number of open frames.
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

/// Frame: the host's side of one call.
#[derive(Debug, Default)]
pub(crate) struct Frame {
    /// The executing contract.
    pub(crate) contract: Address,
    /// The part that the ids of its objects have in common.
    pub(crate) ids: ObjectIds,
    /// The immediate caller.
    pub(crate) sender: Address,
    /// Its position in the trace, each frame before those it called.
    pub(crate) position: u32,
    /// The encoded arguments.
    pub(crate) input: Vec<u8>,
    /// The encoded result.
    pub(crate) output: Vec<u8>,
    /// The attached money that was not received yet.
    pub(crate) value: u64,
    /// The last result that did not fit, for `fetch`.
    pub(crate) return_data: Vec<u8>,
    /// The last failure, for `last_error`.
    pub(crate) last_error: LastError,
    /// Bytes of memory that are counted for the contract's instance in the transaction.
    pub(crate) memory: u64,
    /// Objects by handle.
    handles: Vec<ObjectId>,
}

/// Handles for which a closed frame keeps the capacity.
const RETAINED_HANDLES: usize = 256;
/// Bytes of inputs and results for which a closed frame keeps the capacity.
const RETAINED_BYTES: usize = 4096;

impl Frame {
    /// Begins a new call in the capacity of the last one, and gives the memory of that one's input. Every field is named
    /// here, so that none can be forgotten.
    fn reset(&mut self, inputs: CallInputs<'_>, trace_position: u32) -> Vec<u8> {
        let Self { contract, ids, sender, position, input, output, value, return_data, last_error, memory, handles } =
            self;
        (*contract, *ids, *sender) = (*inputs.contract, *inputs.ids, *inputs.sender);
        (*value, *position) = (inputs.value, trace_position);
        let mut spare = std::mem::replace(input, inputs.input);
        spare.clear();
        spare.shrink_to(RETAINED_BYTES);
        output.clear();
        return_data.clear();
        return_data.shrink_to(RETAINED_BYTES);
        *last_error = LastError::default();
        handles.clear();
        handles.shrink_to(RETAINED_HANDLES);
        *memory = 0;
        spare
    }

    /// A new handle for `id`; `None` if this call holds `limit` already.
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
