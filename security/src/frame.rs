//! One call as the host saw it.

use allod_core::{Address, Name, ObjectId, Reason, Status};
use serde::{Deserialize, Serialize};

/// Touches that one frame lists, at most. What is touched after that is left out, and
/// [`CallFrame::objects_cut`] says so.
pub const MAX_TOUCHES: usize = 256;

/// Different denials that one frame lists, at most. What is denied after that is left out, and
/// [`CallFrame::refusals_cut`] says so.
pub const MAX_DENIALS: usize = 16;

/// A touch of an object: the operation and the id.
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

/// An object and what was done to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Touch {
    /// The object.
    pub id: ObjectId,
    /// The operation.
    pub what: Touched,
}

/// One call as the host saw it, with the calls it made. It tells what was attempted: in a frame that did not
/// succeed, or stands below one that did not, writes and events were undone.
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
