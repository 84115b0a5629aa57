//! Tracer of a transaction's calls.

use crate::frame::{CallFrame, MAX_DENIALS, Touch, Touched};
use allod_core::{Address, ObjectId, Reason, Status};

/// Calls that one transaction may make, so that its receipt has a bound.
pub const MAX_CALLS: usize = 10_000;

/// Touches that the frames of one transaction list together, for the same reason.
pub const MAX_ALL_TOUCHES: usize = 8_192;

/// Refused calls and denied operations that the frames of one transaction list together, for the same reason.
pub const MAX_REFUSALS: usize = 1_024;

/// Opening of a call: who calls what, with how much.
///
/// ```
/// use allod_core::{Address, Reason};
/// use allod_security::{CallTracer, Opening};
///
/// let contract = Address([9; 20]);
/// let again = Opening {
///     contract,
///     function: "f",
///     sender: Address([1; 20]),
///     value: 0,
///     gas_limit: 100,
///     reentrant: true,
/// };
/// let mut tracer = CallTracer::new(8);
/// tracer.open(again)?;
/// tracer.open(again)?;
/// let refused = tracer.open(Opening { reentrant: false, ..again });
/// assert!(matches!(refused, Err(Reason::Reentered { contract: it }) if it == contract));
/// # Ok::<(), Reason>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Opening<'o> {
    /// The contract called.
    pub contract: Address,
    /// Its function.
    pub function: &'o str,
    /// The immediate caller.
    pub sender: Address,
    /// The value the caller attaches.
    pub value: u64,
    /// Gas it is given.
    pub gas_limit: u64,
    /// True if the contract may be on the call chain already, as its deployer said.
    pub reentrant: bool,
}

/// The call chain of one transaction, and the tree of calls it leaves behind.
///
/// Every [`open`](Self::open) that succeeds is followed by one [`close`](Self::close), also when the call
/// failed. The host keeps it; a contract neither sees it nor pays code for it.
///
/// ```
/// use allod_core::{Address, Status};
/// use allod_security::{CallTracer, Opening};
///
/// let (alice, contract) = (Address([1; 20]), Address([9; 20]));
/// let mut tracer = CallTracer::new(1);
/// let opening =
///     Opening { contract, function: "f", sender: alice, value: 0, gas_limit: 100, reentrant: false };
/// assert!(tracer.open(opening).is_ok());
/// assert!(tracer.open(opening).is_err(), "deeper than one frame, and again on the same chain");
/// tracer.close(Status::Success, 40);
/// assert_eq!(tracer.finish().map(|frame| frame.gas_used), Some(40));
/// ```
#[derive(Clone, Debug)]
pub struct CallTracer {
    limit: usize,
    /// The open frames, or the outermost one when it is closed.
    chain: Vec<CallFrame>,
    closed: bool,
    calls: usize,
    touches: usize,
    refusals: usize,
    /// Refused calls that have a frame.
    refused_frames: usize,
}

impl CallTracer {
    /// A tracer for chains of at most `depth_limit` frames.
    pub fn new(depth_limit: u64) -> Self {
        let limit = usize::try_from(depth_limit).unwrap_or(usize::MAX);
        Self { limit, chain: Vec::new(), closed: false, calls: 0, touches: 0, refusals: 0, refused_frames: 0 }
    }

    /// Forgets everything, for the next transaction.
    #[inline]
    pub fn reset(&mut self) {
        self.chain.clear();
        (self.closed, self.calls, self.touches) = (false, 0, 0);
        (self.refusals, self.refused_frames) = (0, 0);
    }

    /// Begins a call.
    ///
    /// # Errors
    /// [`Reason::Depth`] where the chain would be too long, [`Reason::Calls`] where the calls are too many,
    /// [`Reason::Reentered`] where the contract is on it and may not be re-entered. Nothing is begun then, and the
    /// caller's frame lists the call as [refused](Self::refuse).
    #[inline]
    pub fn open(&mut self, opening: Opening<'_>) -> Result<(), Reason> {
        if std::mem::take(&mut self.closed) {
            self.chain.clear();
        }
        let Opening { contract, function, sender, value, gas_limit, reentrant } = opening;
        let refusal = if self.chain.len() >= self.limit {
            Reason::Depth { depth: self.chain.len() as u64 + 1, limit: self.limit as u64 }
        } else if self.calls >= MAX_CALLS {
            Reason::Calls { call: self.calls as u64 + 1, limit: MAX_CALLS as u64 }
        } else if !reentrant && self.chain.iter().any(|frame| frame.contract == contract) {
            Reason::Reentered { contract }
        } else {
            self.calls += 1;
            self.chain.push(CallFrame::new((contract, function.into()), sender, gas_limit, value));
            return Ok(());
        };
        self.refuse((contract, function), sender, value, refusal.clone());
        Err(refusal)
    }

    /// The position in [`CallFrame::walk`] of the frame that was opened last; 0 for the outermost.
    #[inline]
    pub fn opened_last(&self) -> u32 {
        // Calls and refusals are bounded, so it fits.
        (self.calls + self.refused_frames).saturating_sub(1) as u32
    }

    /// Notes that a call which the current frame wanted to make was refused: a frame without gas below it.
    #[cold]
    pub fn refuse(&mut self, (contract, function): (Address, &str), sender: Address, value: u64, reason: Reason) {
        let room = self.refusals < MAX_REFUSALS;
        self.refusals += usize::from(room);
        let Some(frame) = self.running_mut() else { return };
        if !room {
            frame.refusals_cut = true;
            return;
        }
        let refused = CallFrame::new((contract, function.into()), sender, 0, value);
        frame.children.push(CallFrame { status: Status::Refused { reason: Box::new(reason) }, ..refused });
        self.refused_frames += 1;
    }

    /// Notes that the current frame was denied something.
    #[cold]
    pub fn deny(&mut self, reason: &Reason) {
        let room = self.refusals < MAX_REFUSALS;
        let Some(frame) = self.running_mut() else { return };
        if frame.denials.contains(reason) {
            return;
        }
        if !room || frame.denials.len() >= MAX_DENIALS {
            frame.refusals_cut = true;
            return;
        }
        frame.denials.push(reason.clone());
        self.refusals += 1;
    }

    /// Notes that the current frame did `what` to object `id`.
    #[inline]
    pub fn touch(&mut self, id: ObjectId, what: Touched) {
        let room = self.touches < MAX_ALL_TOUCHES;
        if let Some(frame) = self.running_mut() {
            self.touches += usize::from(frame.touch(Touch { id, what }, room));
        }
    }

    /// Notes that the current frame logged an event.
    #[inline]
    pub fn event(&mut self) {
        if let Some(frame) = self.running_mut() {
            frame.events = frame.events.saturating_add(1);
        }
    }

    /// Ends the current frame.
    #[inline]
    pub fn close(&mut self, status: Status, gas_used: u64) {
        self.close_timed(status, gas_used, None);
    }

    /// Ends the current frame, with the time it took if the caller measured it.
    #[inline]
    pub fn close_timed(&mut self, status: Status, gas_used: u64, elapsed_ns: Option<u64>) {
        let Some(frame) = self.running_mut() else { return };
        (frame.gas_used, frame.elapsed_ns) = (gas_used, elapsed_ns);
        // It began as one.
        if !status.is_success() {
            frame.status = status;
        }
        if self.chain.len() == 1 {
            self.closed = true;
        } else if let Some(frame) = self.chain.pop()
            && let Some(caller) = self.chain.last_mut()
        {
            caller.children.push(frame);
        }
    }

    /// The number of open frames.
    pub fn depth(&self) -> usize {
        self.open_frames().len()
    }

    fn open_frames(&self) -> &[CallFrame] {
        if self.closed { &[] } else { &self.chain }
    }

    #[inline]
    fn running_mut(&mut self) -> Option<&mut CallFrame> {
        if self.closed { None } else { self.chain.last_mut() }
    }

    /// The executing contract, if any.
    pub fn contract(&self) -> Option<Address> {
        self.open_frames().last().map(|frame| frame.contract)
    }

    /// The immediate caller of the executing contract, if any.
    pub fn sender(&self) -> Option<Address> {
        self.open_frames().last().map(|frame| frame.sender)
    }

    /// The contracts on the chain, the first called first.
    pub fn chain(&self) -> impl Iterator<Item = Address> {
        self.open_frames().iter().map(|frame| frame.contract)
    }

    /// The whole tree, and the tracer is as new. `None` while a frame is open or where none ever was.
    #[inline]
    pub fn finish(&mut self) -> Option<CallFrame> {
        if std::mem::take(&mut self.closed) { self.chain.pop() } else { None }
    }
}
