//! Record cache: decoded records of the objects that were used last.

use crate::keys;
use crate::map::accelerators::RECORD_CACHE;
use crate::map::slot_id::SlotRef;
use crate::tables::object_record::ObjectRecord;
use allod_core::{Address, ObjectId, Ownership};

/// Entries. A call touches a handful of objects, and tests each of them several times for permission.
const ENTRIES: usize = 8;

/// Direct-mapped cache of 8 decoded object records, by object id.
///
/// A hit saves the hash, the lookup and the decoding of a record. Any write of a record bumps `generation`, which
/// invalidates the records of all entries; where their slots are, stays known.
#[derive(Debug)]
pub(crate) struct RecordCache {
    entries: [Entry; ENTRIES],
    generation: u64,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    id: ObjectId,
    /// The slot of the record; `None` in an empty entry.
    slot: Option<SlotRef>,
    /// The generation in which `record` was decoded; 0 where it was not.
    decoded_in: u64,
    record: ObjectRecord,
}

const EMPTY: Entry = Entry {
    id: ObjectId::ZERO,
    slot: None,
    decoded_in: 0,
    record: ObjectRecord { ownership: Ownership::Shared, contract: Address::ZERO, sealed: false },
};

impl Default for RecordCache {
    fn default() -> Self {
        Self { entries: [EMPTY; ENTRIES], generation: 1 }
    }
}

impl RecordCache {
    /// The slot of the record of object `id`.
    #[inline]
    pub(crate) fn slot(&self, id: &ObjectId) -> Option<SlotRef> {
        let entry = &self.entries[bucket(id)];
        entry.slot.filter(|_| RECORD_CACHE && entry.id == *id)
    }

    /// The record of object `id`.
    #[inline]
    pub(crate) fn record(&self, id: &ObjectId) -> Option<&ObjectRecord> {
        let entry = &self.entries[bucket(id)];
        (RECORD_CACHE && entry.decoded_in == self.generation && entry.id == *id).then_some(&entry.record)
    }

    /// Notes the slot of the record of object `id`.
    pub(crate) fn insert_slot(&mut self, id: &ObjectId, slot: SlotRef) {
        self.entries[bucket(id)] = Entry { id: *id, slot: Some(slot), ..EMPTY };
    }

    /// Notes the record of object `id`, decoded from `slot`, and gives it back as it is kept.
    pub(crate) fn insert(&mut self, id: &ObjectId, slot: SlotRef, record: ObjectRecord) -> &ObjectRecord {
        let entry = &mut self.entries[bucket(id)];
        *entry = Entry { id: *id, slot: Some(slot), decoded_in: self.generation, record };
        &entry.record
    }

    /// Invalidates all records: one of them was written.
    #[inline]
    pub(crate) fn invalidate_all(&mut self) {
        self.generation += 1;
    }

    /// Empties the cache.
    pub(crate) fn clear(&mut self) {
        self.entries = [EMPTY; ENTRIES];
    }
}

/// The entry of an object.
fn bucket(id: &ObjectId) -> usize {
    usize::from(keys::spread(&id.0)) % ENTRIES
}
