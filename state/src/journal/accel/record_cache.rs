//! Objects whose records were looked at last.

use crate::ObjectRecord;
use crate::journal::NO_SLOT;
use allod_core::{Address, ObjectId, Ownership};

/// Objects that are found without a search.
const ENTRIES: usize = 8;

/// Objects whose records were looked at last: where they are, and what they say.
#[derive(Debug)]
pub(crate) struct RecordCache {
    rows: [Row; ENTRIES],
    /// Goes up when a record is written. What a row says of a record holds if it was read since.
    generation: u64,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    id: ObjectId,
    /// The slot of its record; [`NO_SLOT`] where the row is empty.
    slot: u32,
    /// The generation at which the record was read; 0 where it was not.
    read: u64,
    record: ObjectRecord,
}

const EMPTY: Row = Row {
    id: ObjectId::ZERO,
    slot: NO_SLOT,
    read: 0,
    record: ObjectRecord { ownership: Ownership::Shared, contract: Address::ZERO, sealed: false },
};

impl Default for RecordCache {
    fn default() -> Self {
        Self { rows: [EMPTY; ENTRIES], generation: 1 }
    }
}

impl RecordCache {
    /// The slot of the record of object `id`.
    #[inline]
    pub(crate) fn slot(&self, id: &ObjectId) -> Option<u32> {
        let row = &self.rows[bucket(id)];
        (row.slot != NO_SLOT && row.id == *id).then_some(row.slot)
    }

    /// What the record of object `id` says.
    #[inline]
    pub(crate) fn record(&self, id: &ObjectId) -> Option<&ObjectRecord> {
        let row = &self.rows[bucket(id)];
        (row.read == self.generation && row.id == *id).then_some(&row.record)
    }

    /// Notes where the record of object `id` is.
    pub(crate) fn insert_slot(&mut self, id: &ObjectId, slot: u32) {
        self.rows[bucket(id)] = Row { id: *id, slot, ..EMPTY };
    }

    /// Notes what the record of object `id` says, which is in `slot`.
    pub(crate) fn insert(&mut self, id: &ObjectId, slot: u32, record: ObjectRecord) {
        self.rows[bucket(id)] = Row { id: *id, slot, read: self.generation, record };
    }

    /// Notes that a record may say something else now.
    pub(crate) fn invalidate_all(&mut self) {
        self.generation += 1;
    }

    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        self.rows = [EMPTY; ENTRIES];
    }
}

/// Where an object is looked for: those of one contract differ in the numbers of their transactions and in their own.
fn bucket(id: &ObjectId) -> usize {
    usize::from(id.0[27] ^ id.0[31]) % ENTRIES
}
