//! What somebody is about to ask a journal for.
//!
//! Memory is slow where there are many objects, and can be asked to bring what will be wanted while the program goes on.
//! What an object's name leads to lies one behind another: the place that tells the slot of its record, the record, and
//! what was asked for after it before. So there are three steps, with some work between them.

use crate::{Journal, key_hash, keys};
use allod_core::ObjectId;

/// Objects that are expected at a time, at most.
const MOST: usize = 8;

impl Journal {
    /// Says that somebody is about to ask for object `id`, and has memory bring what leads to its record.
    pub fn expect_object(&mut self, id: &ObjectId) {
        if self.recent.slot(id).is_none() && self.expected.len() < MOST {
            let hash = key_hash::of(&keys::object(id));
            self.overlay.expect(hash);
            self.expected.push((hash, None));
        }
    }

    /// Has memory bring the records of the [expected](Self::expect_object) objects.
    pub fn expect_record(&mut self) {
        self.expected.iter_mut().for_each(|(hash, slot)| *slot = self.overlay.expect_slot(*hash));
    }

    /// Has memory bring what was asked for after each of these records before.
    pub fn expect_fields(&mut self) {
        self.expected.drain(..).filter_map(|row| row.1).for_each(|slot| self.overlay.expect_next(slot));
    }
}
