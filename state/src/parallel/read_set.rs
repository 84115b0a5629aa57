//! Read set: what a child journal has read of its parent.

use crate::Key;
use crate::journal::undo::OwnerKey;
use crate::map::accelerators::CARRIED_HASH;
use crate::map::slot_id::SlotId;

/// Number of the last reads that are searched before one is noted again. A contract reads the same few keys over and over.
const RECENT_READS: usize = 12;

/// Read set of a child journal, as Block-STM captures one: every answer of the parent that what the child did depends on.
///
/// Keys for which the child has a slot of its own are not here: the base of the slot says whether it was read.
#[derive(Default)]
pub(crate) struct ReadSet {
    /// Slots of the parent, in the order in which they were read; some of them more than once.
    pub(crate) slots: Vec<SlotId>,
    /// The slot read last, with the hash of its key, while the child has no slot for that key.
    last: Option<(SlotId, u64)>,
    /// Prefixes of the ranges that were scanned, and keys whose value was too long to be read.
    pub(crate) ranges: Vec<Key>,
    /// Owners and contracts whose oldest object was asked for.
    pub(crate) owner_queries: Vec<OwnerKey>,
}

impl ReadSet {
    /// Notes a read of a slot of the parent, whose key has this hash.
    #[inline]
    pub(crate) fn push(&mut self, slot: SlotId, hash: u64) {
        if !self.slots.iter().rev().take(RECENT_READS).any(|read| *read == slot) {
            self.slots.push(slot);
        }
        self.last = Some((slot, hash));
    }

    /// Takes out the slot read last and the hash of its key: a write tends to follow the read of its key, and then need not
    /// hash and search for it again.
    #[inline]
    pub(crate) fn take_last(&mut self) -> Option<(SlotId, u64)> {
        self.last.take().filter(|_| CARRIED_HASH)
    }

    /// Notes that everything done depends on all keys that begin with `prefix`.
    pub(crate) fn push_range(&mut self, prefix: &[u8]) {
        if self.ranges.last().is_none_or(|last| last[..] != *prefix) {
            self.ranges.push(prefix.into());
        }
    }

    /// Empties the set and keeps its capacity.
    pub(crate) fn clear(&mut self) {
        let Self { slots, last, ranges, owner_queries } = self;
        slots.clear();
        *last = None;
        ranges.clear();
        owner_queries.clear();
    }
}
