//! Typed index of a slot.
//!
//! A journal numbers its slots as it meets their keys, and everything else in it speaks of a slot by that number: the
//! hash index, the dirty list, the undo log, the read set of a child journal. All of these are `u32` to the machine, and
//! so are checkpoint ids, batch numbers and positions in the dirty list. As bare integers they could be mixed up without
//! an error: an index into the parent's slots used in the child's reads another key's value, and the mistake is a wrong
//! answer, never a crash.
//!
//! So a slot's number is a type. A [`SlotId`] is made by the [`SlotMap`](super::slot_map::SlotMap) that holds the slot,
//! and by nothing else but the table that stores its number. Whose slot map it belongs to is said by the field it stands
//! in; the one place where both may stand is a [`SlotRef`].
//!
//! Why 32 bits and not 64: slots are 128 bytes, so 2^31 of them are 256 GiB of journal, far above every budget; and a
//! dirty entry, an undo entry and a bucket of the hash index are smaller by 4 bytes each. A `SlotRef` keeps the top bit
//! for itself, and that is the limit that [`SlotId::new`] checks in debug builds.

/// Top bit of a [`SlotRef`]: the slot is the parent's.
const PARENT: u32 = 1 << 31;

/// Index of a slot in its slot map, below 2^31.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SlotId(u32);

impl SlotId {
    /// The slot that was met first.
    pub(crate) const FIRST: Self = Self(0);

    /// The slot at position `index`.
    #[inline]
    pub(crate) const fn new(index: usize) -> Self {
        debug_assert!(index < PARENT as usize);
        Self(index as u32)
    }

    /// Its position.
    #[inline]
    pub(crate) const fn index(self) -> usize {
        self.0 as usize
    }
}

/// Slot of a journal or of its parent, in 4 bytes: the top bit says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SlotRef(u32);

/// A [`SlotRef`], taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Location {
    /// Slot of the journal itself.
    Own(SlotId),
    /// Slot of the journal's parent.
    Parent(SlotId),
}

impl SlotRef {
    /// A slot of the journal itself.
    #[inline]
    pub(crate) const fn own(slot: SlotId) -> Self {
        Self(slot.0)
    }

    /// A slot of the journal's parent.
    #[inline]
    pub(crate) const fn parent(slot: SlotId) -> Self {
        Self(slot.0 | PARENT)
    }

    /// The slot, and whose it is.
    #[inline]
    pub(crate) const fn location(self) -> Location {
        match self.0 & PARENT {
            0 => Location::Own(SlotId(self.0)),
            _ => Location::Parent(SlotId(self.0 & !PARENT)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_says_whose_slot_it_is() {
        for slot in [0, 1, (1 << 31) - 1].map(SlotId::new) {
            assert_eq!(SlotRef::own(slot).location(), Location::Own(slot));
            assert_eq!(SlotRef::parent(slot).location(), Location::Parent(slot));
        }
    }
}
