//! Prefetch queue: objects that a call is about to use.
//!
//! Among millions of slots each step of a lookup is a cache miss: the bucket of the hash index, then the slot. Both can be
//! requested as soon as the call's input names the object, and arrive while the call is being set up. Hence two steps
//! with work between them: the bucket when the input is read, the slot when the frame is made. Slots stand in the order
//! in which their keys were met, so the slot behind a record tends to hold a field of the same object, and is prefetched
//! with it.

use crate::journal::accel::record_cache::RecordCache;
use crate::journal::cache::StateCache;
use crate::keys;
use crate::map::accelerators::OBJECT_PREFETCH;
use crate::map::key_hash;
use allod_core::ObjectId;

/// Objects in the queue, at most. A processor has some ten cache misses under way at a time.
const MAX_QUEUED: usize = 8;

/// Key hashes of object records whose buckets were prefetched and whose slots were not.
#[derive(Default)]
pub(crate) struct PrefetchQueue {
    hashes: Vec<u64>,
}

impl PrefetchQueue {
    /// Prefetches the bucket of object `id`'s record, and queues its slot.
    pub(crate) fn push(&mut self, id: &ObjectId, records: &RecordCache, cache: &StateCache) {
        if OBJECT_PREFETCH && self.hashes.len() < MAX_QUEUED && records.slot(id).is_none() {
            let hash = key_hash::of(&keys::object(id));
            cache.slots().prefetch(hash);
            self.hashes.push(hash);
        }
    }

    /// Prefetches the slots of all queued records, and the slot behind each.
    #[inline]
    pub(crate) fn flush(&mut self, cache: &StateCache) {
        self.hashes.drain(..).for_each(|hash| cache.slots().prefetch_slots(hash));
    }

    /// Empties the queue.
    pub(crate) fn clear(&mut self) {
        let Self { hashes } = self;
        hashes.clear();
    }
}
