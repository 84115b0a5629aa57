//! Objects whose records were looked at last.

use crate::ObjectRecord;
use crate::journal::NO_SLOT;
use allod_core::{Address, ObjectId, Ownership};

/// Objects that are found without a search.
const ROOM: usize = 8;

/// Objects whose records were looked at last: where they are, and what they say.
#[derive(Debug)]
pub(crate) struct Recent {
    rows: [Row; ROOM],
    /// Goes up when a record is written. What a row says of a record holds if it was read since.
    age: u64,
}

#[derive(Clone, Copy, Debug)]
struct Row {
    id: ObjectId,
    /// The slot of its record; [`NO_SLOT`] where the row is empty.
    slot: u32,
    /// The age at which the record was read; 0 where it was not.
    read: u64,
    record: ObjectRecord,
}

const EMPTY: Row = Row {
    id: ObjectId::ZERO,
    slot: NO_SLOT,
    read: 0,
    record: ObjectRecord { ownership: Ownership::Shared, contract: Address::ZERO, sealed: false },
};

impl Default for Recent {
    fn default() -> Self {
        Self { rows: [EMPTY; ROOM], age: 1 }
    }
}

impl Recent {
    /// The slot of the record of object `id`.
    #[inline]
    pub(crate) fn slot(&self, id: &ObjectId) -> Option<u32> {
        let row = &self.rows[place(id)];
        (row.slot != NO_SLOT && row.id == *id).then_some(row.slot)
    }

    /// What the record of object `id` says.
    #[inline]
    pub(crate) fn record(&self, id: &ObjectId) -> Option<&ObjectRecord> {
        let row = &self.rows[place(id)];
        (row.read == self.age && row.id == *id).then_some(&row.record)
    }

    /// Notes where the record of object `id` is.
    pub(crate) fn found(&mut self, id: &ObjectId, slot: u32) {
        self.rows[place(id)] = Row { id: *id, slot, ..EMPTY };
    }

    /// Notes what the record of object `id` says, which is in `slot`.
    pub(crate) fn read(&mut self, id: &ObjectId, slot: u32, record: ObjectRecord) {
        self.rows[place(id)] = Row { id: *id, slot, read: self.age, record };
    }

    /// Notes that a record may say something else now.
    pub(crate) fn written(&mut self) {
        self.age += 1;
    }

    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        self.rows = [EMPTY; ROOM];
    }
}

/// Where an object is looked for: those of one contract differ in the numbers of their transactions and in their own.
fn place(id: &ObjectId) -> usize {
    usize::from(id.0[27] ^ id.0[31]) % ROOM
}
