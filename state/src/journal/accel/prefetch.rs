//! What somebody is about to ask a journal for.
//!
//! Memory is slow where there are many objects, and can be asked to bring what will be wanted while the program goes on.
//! An object's name leads to a place that tells the slot of its record. So there are two steps, with some work between
//! them. Keys keep the order in which they were first met, and what follows a record there is most often a field of its
//! object: it is brought along, although nothing says yet that it will be wanted.

use crate::{Journal, keys, map::key_hash};
use allod_core::ObjectId;

/// Objects that are expected at a time, at most.
const MOST: usize = 8;

impl Journal {
    /// Says that somebody is about to ask for object `id`, and has memory bring what leads to its record.
    pub fn expect_object(&mut self, id: &ObjectId) {
        if self.recent.slot(id).is_none() && self.expected.len() < MOST {
            let hash = key_hash::of(&keys::object(id));
            self.overlay.expect(hash);
            self.expected.push(hash);
        }
    }

    /// Has memory bring the records of the [expected](Self::expect_object) objects, and what was met after each.
    #[inline]
    pub fn expect_records(&mut self) {
        self.expected.drain(..).for_each(|hash| self.overlay.expect_slots(hash));
    }
}
