//! One call as the host saw it.

use allod_core::{Address, Name, ObjectId, Reason, Status};
use serde::{Deserialize, Serialize};

/// Touches that one frame lists, at most. What is touched after that is left out, and
/// [`CallFrame::objects_cut`] says so.
pub const MAX_TOUCHES: usize = 256;

/// Different denials that one frame lists, at most. What is denied after that is left out, and
/// [`CallFrame::refusals_cut`] says so.
pub const MAX_DENIALS: usize = 16;

/// Kind of a touch: what was done to an object. A frame lists each kind once an object.
///
/// ```
/// use allod_core::{Address, ObjectId, Status};
/// use allod_security::{CallTracer, Opening, Touched};
///
/// let (account, contract, object) = (Address([1; 20]), Address([9; 20]), ObjectId([7; 32]));
/// let mut tracer = CallTracer::new(8);
/// tracer.open(Opening { contract, function: "f", sender: account, value: 0, gas_limit: 100, reentrant: false })?;
/// for what in [Touched::Read, Touched::Written, Touched::Written] {
///     tracer.touch(object, what);
/// }
/// tracer.close(Status::Success, 40);
/// let frame = tracer.finish().expect("the call has ended");
/// assert_eq!(frame.objects.iter().map(|touch| touch.what).collect::<Vec<_>>(), [Touched::Read, Touched::Written]);
/// # Ok::<(), allod_core::Reason>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Touched {
    /// It was made.
    Created,
    /// A field was read.
    Read,
    /// A field was written.
    Written,
    /// Its owner changed, or it was shared, frozen, sealed or unsealed.
    OwnerChanged,
    /// It was removed.
    Deleted,
}

/// Touch of an object: its id, and what was done to it.
///
/// ```
/// use allod_core::ObjectId;
/// use allod_security::{Touch, Touched};
///
/// let touch = Touch { id: ObjectId([7; 32]), what: Touched::Created };
/// assert_ne!(touch, Touch { what: Touched::Deleted, ..touch });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// The object.
    pub id: ObjectId,
    /// The operation.
    pub what: Touched,
}

/// One call as the host saw it, with the calls it made. It tells what was attempted: in a frame that did not
/// succeed, or stands below one that did not, writes and events were undone.
///
/// ```
/// use allod_core::{Address, Status};
/// use allod_security::{CallTracer, Opening};
///
/// let account = Address([1; 20]);
/// let (market, token) = (Address([8; 20]), Address([9; 20]));
/// let call = |sender, contract, function, gas_limit| {
///     Opening { contract, function, sender, value: 0, gas_limit, reentrant: false }
/// };
/// let mut tracer = CallTracer::new(8);
/// tracer.open(call(account, market, "Buy", 1_000))?;
/// tracer.open(call(market, token, "Move", 500))?;
/// tracer.close(Status::Success, 300);
/// tracer.close(Status::Success, 420);
/// let buy = tracer.finish().expect("the call has ended");
/// assert_eq!(buy.walk().map(|frame| frame.function.as_str()).collect::<Vec<_>>(), ["Buy", "Move"]);
/// assert_eq!((buy.gas_used, buy.own_gas()), (420, 120));
/// # Ok::<(), allod_core::Reason>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallFrame {
    /// The contract that ran.
    pub contract: Address,
    /// The function that was called.
    pub function: Name,
    /// The immediate caller.
    pub sender: Address,
    /// The value the caller attached, of which the contract could receive as much as it liked.
    pub value: u64,
    /// Gas it was given.
    pub gas_limit: u64,
    /// Gas it used, its callees' included.
    pub gas_used: u64,
    /// The status it ended with.
    pub status: Status,
    /// Events it logged itself.
    pub events: u32,
    /// Objects it touched itself, each thing done to each object once, in order of the first time.
    pub objects: Vec<Touch>,
    /// True if more objects were touched than [`MAX_TOUCHES`], or [`MAX_ALL_TOUCHES`](crate::tracer::MAX_ALL_TOUCHES), let it list.
    pub objects_cut: bool,
    /// The denials it met: why, with the object and who asked, each once, in order of the first time.
    pub denials: Vec<Reason>,
    /// True if more calls were refused or operations denied than [`MAX_DENIALS`], or
    /// [`MAX_REFUSALS`](crate::tracer::MAX_REFUSALS), let it list.
    pub refusals_cut: bool,
    /// The calls it made, in order. One that could not begin is among them, with its reason as its status and no gas.
    pub children: Vec<CallFrame>,
    /// Wall-clock time it took, its callees included. Never stored, never hashed: no two machines agree on it.
    #[serde(skip)]
    pub elapsed_ns: Option<u64>,
}

impl CallFrame {
    /// The frame of a call that begins: `value` is what the caller attached.
    pub(crate) fn new(called: (Address, Name), sender: Address, gas_limit: u64, value: u64) -> Self {
        let (contract, function) = called;
        Self {
            contract,
            function,
            sender,
            value,
            gas_limit,
            gas_used: 0,
            status: Status::Success,
            events: 0,
            objects: Vec::new(),
            objects_cut: false,
            denials: Vec::new(),
            refusals_cut: false,
            children: Vec::new(),
            elapsed_ns: None,
        }
    }

    /// This frame and every frame below it, each before those it called.
    pub fn walk(&self) -> impl Iterator<Item = &CallFrame> {
        let mut left = vec![self];
        std::iter::from_fn(move || {
            let frame = left.pop()?;
            left.extend(frame.children.iter().rev());
            Some(frame)
        })
    }

    /// Gas this frame used itself, without its callees'.
    pub fn own_gas(&self) -> u64 {
        self.children.iter().fold(self.gas_used, |gas, child| gas.saturating_sub(child.gas_used))
    }

    /// Notes a touch, if it is a new one and there is `room`; answers whether it was noted.
    #[inline]
    pub(crate) fn touch(&mut self, touch: Touch, room: bool) -> bool {
        // The last one first: loops over one object are what contracts mostly do.
        if self.objects.iter().rev().any(|known| *known == touch) {
            return false;
        }
        let fits = room && self.objects.len() < MAX_TOUCHES;
        if fits {
            self.objects.push(touch);
        } else {
            self.objects_cut = true;
        }
        fits
    }
}
