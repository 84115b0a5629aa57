//! Writes of a journal.

use crate::journal::Journal;
use crate::journal::slot::{SlotValue, ValueBytes};
use crate::keys::KeyRef;
use crate::map::slot_id::{SlotId, SlotRef};
use crate::{Key, keys};
use allod_core::{Address, ObjectId};

use super::undo::OwnerChange;

impl Journal {
    /// Gives `key` a value.
    pub fn put(&mut self, key: &[u8], value: impl AsRef<[u8]>) {
        self.set(&Key::from(key), ValueBytes::from(value.as_ref()));
    }

    /// Takes away the value of `key`, if it has one.
    pub fn delete(&mut self, key: &[u8]) {
        self.unset(&Key::from(key));
    }

    /// Gives `key` a value, and says which slot it has.
    #[inline]
    pub(crate) fn set(&mut self, key: &Key, value: ValueBytes) -> SlotId {
        let slot = self.slot(key);
        self.write(slot, SlotValue::Value(value));
        slot
    }

    /// As [`set`](Self::set), to the concatenation of `parts`, for a key that was read just now or is part of a sequence.
    #[inline]
    pub(crate) fn set_predicted<const N: usize>(&mut self, key: KeyRef<'_, N>, parts: &[&[u8]]) -> SlotId {
        let slot = match self.layer.accel.successors.predict(&self.layer.cache, &key) {
            Some(slot) => slot,
            None => {
                let slot = self.slot_after_read(&key);
                self.layer.accel.successors.train(&mut self.layer.cache, slot);
                slot
            }
        };
        self.layer.cache.write(slot, &mut self.layer.undo, |value| value.fill(parts));
        slot
    }

    /// Takes away the value of `key`, and says which slot it has.
    pub(crate) fn unset(&mut self, key: &Key) -> SlotId {
        let slot = self.slot(key);
        self.write(slot, SlotValue::Absent);
        slot
    }

    /// Writes the record of object `id`, which was read before.
    pub(crate) fn write_object(&mut self, id: &ObjectId, value: SlotValue) {
        let slot = self.slot(&keys::object(id));
        self.layer.accel.records.insert_slot(id, SlotRef::own(slot));
        self.write(slot, value);
    }

    /// Writes the entry of the owner index which says that `owner` has object `id` of `contract`, or removes it.
    pub(crate) fn write_owner_entry(&mut self, owner: &Address, contract: &Address, id: &ObjectId, owned: bool) {
        let entry = || SlotValue::Value(ValueBytes::from(&[][..]));
        let slot = self.slot(&keys::owned(owner, id));
        // An entry that was never touched is in the store exactly if the record there names this owner.
        let (value, base) = if owned { (entry(), SlotValue::Absent) } else { (SlotValue::Absent, entry()) };
        self.write(slot, value);
        self.infer_base(slot, base);
        let change = OwnerChange { key: (*owner, *contract), id: *id, owned };
        // It can be undone, or has to be told to the parent.
        if self.layer.undo.depth() > 0 || self.parent.is_some() {
            self.layer.undo.push_owner_change(change);
        }
        self.layer.accel.owners.apply(change);
    }

    /// The slot of `key`, made if there is none.
    #[inline]
    fn slot(&mut self, key: &Key) -> SlotId {
        if let Some(parent) = &mut self.parent {
            parent.reads.take_last();
        }
        self.layer.cache.find_or_insert(key)
    }

    /// As [`slot`](Self::slot), for a key that was perhaps the last one read of the parent: then there is no slot for it
    /// here, and its base is known.
    fn slot_after_read<const N: usize>(&mut self, key: &KeyRef<'_, N>) -> SlotId {
        if let Some(parent) = &mut self.parent
            && let Some((slot, hash)) = parent.reads.take_last()
            && key.matches(&parent.view.layer.cache.slot(slot).key)
        {
            let own = self.layer.cache.insert(key.to_key(), hash);
            self.layer.cache.set_base(own, SlotValue::Parent(slot));
            return own;
        }
        self.layer.cache.find_or_insert(&key.to_key())
    }

    #[inline]
    fn write(&mut self, slot: SlotId, value: SlotValue) {
        if keys::is_object(&self.layer.cache.slot(slot).key) {
            self.layer.accel.records.invalidate_all();
        }
        self.layer.cache.write(slot, &mut self.layer.undo, |slot| *slot = value);
    }
}
