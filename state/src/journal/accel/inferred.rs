//! Inferred bases: bases of slots that follow from the rules of the tables, and need not be read.
//!
//! A new object has no field in the store, because no field outlives its object; and the entry of the owner index that a
//! write removes is in the store exactly if the record there says so. A journal that writes such a key without having
//! read it would have to read the base when the batch is made, to tell whether the key has changed. It is set here instead.

use crate::journal::Journal;
use crate::journal::slot::SlotValue;
use crate::map::accelerators::INFERRED_BASES;
use crate::map::slot_id::{Location, SlotId, SlotRef};

impl Journal {
    /// Sets the base of a slot that was not read, where the tables leave no other.
    pub(crate) fn infer_base(&mut self, slot: SlotId, base: SlotValue) {
        if INFERRED_BASES && *self.layer.cache.base(slot) == SlotValue::Unknown {
            let parent = self.parent_slot(&self.layer.cache.slot(slot).key);
            self.layer.cache.set_base(slot, parent.map_or(base, SlotValue::Parent));
        }
    }

    /// True if the key of a slot is known to be absent beneath the journal.
    pub(crate) fn is_new(&self, slot: SlotRef) -> bool {
        match slot.location() {
            Location::Own(slot) => INFERRED_BASES && *self.layer.cache.base(slot) == SlotValue::Absent,
            Location::Parent(_) => false,
        }
    }
}
