//! Hash index: from the hash of a key to its slot.

use crate::map::prefetch::{large_pages, prefetch};
use crate::map::slot_id::SlotId;

/// Open-addressing hash index (linear probing, load at most 2/3) from key hash to [`SlotId`].
///
/// A bucket is 8 bytes, 32 bits of the hash beside the slot, so a lookup among millions is one cache miss, and that one
/// can be prefetched. Insert-only: nothing is ever taken out one by one, so there are no tombstones. `clear` is
/// O(capacity). It holds no keys; the caller compares them.
#[derive(Clone, Default)]
pub(crate) struct HashIndex {
    /// A power of two of them, or none. An empty bucket is 0.
    buckets: Vec<Bucket>,
    len: usize,
}

/// Bucket: the upper half of a hash, and in the lower half a slot's index plus 1; 0 where it is empty.
type Bucket = u64;

/// Buckets of the smallest table.
const MIN_BUCKETS: usize = 16;

impl HashIndex {
    /// The slot of `hash` for which `matches` is true.
    #[inline]
    pub(crate) fn find(&self, hash: u64, matches: impl Fn(SlotId) -> bool) -> Option<SlotId> {
        let mut at = self.home_bucket(hash)?;
        loop {
            match self.buckets[at] {
                0 => return None,
                bucket if upper_half(bucket) == upper_half(hash) && matches(slot_of(bucket)) => {
                    return Some(slot_of(bucket));
                }
                _ => at = (at + 1) & (self.buckets.len() - 1),
            }
        }
    }

    /// Adds the slot of `hash`.
    pub(crate) fn insert(&mut self, hash: u64, slot: SlotId) {
        if self.buckets.len() < MIN_BUCKETS || self.len * 3 >= self.buckets.len() * 2 {
            let capacity = (self.buckets.len() * 2).max(MIN_BUCKETS);
            let mut buckets = vec![0; capacity];
            large_pages(&mut buckets);
            let full = std::mem::replace(&mut self.buckets, buckets);
            full.into_iter().filter(|bucket| *bucket != 0).for_each(|bucket| self.put(bucket));
        }
        self.len += 1;
        self.put(hash & UPPER_HALF | (slot.index() as u64 + 1));
    }

    fn put(&mut self, bucket: Bucket) {
        let Some(mut at) = self.home_bucket(bucket) else { return };
        while self.buckets[at] != 0 {
            at = (at + 1) & (self.buckets.len() - 1);
        }
        self.buckets[at] = bucket;
    }

    /// Position of the bucket where the search for `hash` begins. The upper half of the hash decides, which a bucket holds
    /// too: so a table grows without the keys.
    #[inline]
    fn home_bucket(&self, hash: u64) -> Option<usize> {
        Some(upper_half(hash) as usize & self.buckets.len().checked_sub(1)?)
    }

    /// Prefetches the home bucket of `hash`.
    #[inline]
    pub(crate) fn prefetch(&self, hash: u64) {
        if let Some(bucket) = self.home_bucket(hash).and_then(|at| self.buckets.get(at)) {
            prefetch(bucket);
        }
    }

    /// The slot in the home bucket of `hash`, if its half of the hash agrees. Good enough to prefetch, not to answer.
    #[inline]
    pub(crate) fn first_probe(&self, hash: u64) -> Option<SlotId> {
        let bucket = *self.buckets.get(self.home_bucket(hash)?)?;
        (bucket != 0 && upper_half(bucket) == upper_half(hash)).then(|| slot_of(bucket))
    }

    /// Empties the index and keeps its capacity.
    pub(crate) fn clear(&mut self) {
        self.buckets.fill(0);
        self.len = 0;
    }
}

/// The bits of a hash that a bucket holds.
const UPPER_HALF: u64 = !0 << 32;

#[inline]
fn upper_half(hash: u64) -> u32 {
    (hash >> 32) as u32
}

#[inline]
fn slot_of(bucket: Bucket) -> SlotId {
    SlotId::new((bucket as u32).wrapping_sub(1) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_is_found_however_hashes_collide() {
        // Equal hashes, hashes that differ only in the half which no bucket holds, and hashes that are spread.
        for spread in [0, 1, 0x9E37_79B9_7F4A_7C15] {
            let mut index = HashIndex::default();
            assert_eq!(index.find(7, |_| true), None);
            let hash = |number: usize| (number as u64).wrapping_mul(spread);
            for number in 0..3000 {
                index.insert(hash(number), SlotId::new(number));
            }
            for number in 0..3000 {
                let slot = SlotId::new(number);
                assert_eq!(index.find(hash(number), |other| other == slot), Some(slot));
            }
            assert_eq!(index.find(hash(1), |slot| slot == SlotId::new(3000)), None);
            index.clear();
            assert_eq!(index.find(hash(1), |_| true), None);
        }
    }
}
