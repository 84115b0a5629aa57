//! One call as the host saw it.

use allod_core::{Address, Name, ObjectId, Status};
use serde::{Deserialize, Serialize};

/// Touches that one frame lists, at most. What is touched after that is left out, and
/// [`CallFrame::objects_cut`] says so.
pub const MAX_TOUCHES: usize = 256;

/// What was done to an object.
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
    /// What was done.
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
    /// Gas it was given.
    pub gas_limit: u64,
    /// Gas it used, its callees' included.
    pub gas_used: u64,
    /// How it ended.
    pub status: Status,
    /// Events it logged itself.
    pub events: u32,
    /// Objects it touched itself, each thing done to each object once, in order of the first time.
    pub objects: Vec<Touch>,
    /// Whether more objects were touched than [`MAX_TOUCHES`], or [`MAX_ALL_TOUCHES`](crate::tracer::MAX_ALL_TOUCHES), let it list.
    pub objects_cut: bool,
    /// The calls it made, in order.
    pub children: Vec<CallFrame>,
    /// Wall-clock time it took, its callees included. Never stored, never hashed: no two machines agree on it.
    #[serde(skip)]
    pub elapsed_ns: Option<u64>,
}

impl CallFrame {
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
