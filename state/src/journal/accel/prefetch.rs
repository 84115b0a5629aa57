//! What somebody is about to ask a journal for.
//!
//! Memory is slow where there are many objects, and can be asked to bring what will be wanted while the program goes on.
//! An object's name leads to a place that tells the slot of its record. So there are two steps, with some work between
//! them. Keys keep the order in which they were first met, and what follows a record there is most often a field of its
//! object: it is brought along, although nothing says yet that it will be wanted.

use crate::{Journal, keys, map::key_hash};
use allod_core::ObjectId;

/// Objects that are prefetch_queue at a time, at most.
const MAX_QUEUED: usize = 8;

impl Journal {
    /// Says that somebody is about to ask for object `id`, and has memory bring what leads to its record.
    pub fn prefetch_object(&mut self, id: &ObjectId) {
        if self.records.slot(id).is_none() && self.prefetch_queue.len() < MAX_QUEUED {
            let hash = key_hash::of(&keys::object(id));
            self.cache.prefetch(hash);
            self.prefetch_queue.push(hash);
        }
    }

    /// Has memory bring the records of the [prefetch_queue](Self::prefetch_object) objects, and what was met after each.
    #[inline]
    pub fn prefetch_records(&mut self) {
        self.prefetch_queue.drain(..).for_each(|hash| self.cache.prefetch_slots(hash));
    }
}
