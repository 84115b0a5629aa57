//! HashIndex found by hash.

use crate::map::prefetch::{large_pages, prefetch};

/// HashIndex found by hash, in one array whose buckets hold half of the hash beside the number: a look-up among millions
/// waits for memory once, and the bucket can be asked for before it is needed. HashIndex are never taken out one by one.
#[derive(Clone, Default)]
pub(crate) struct HashIndex {
    /// As many as a power of two, and never more than two thirds full. A bucket is half of a hash and a number, which is
    /// above 0 in one that is taken.
    buckets: Vec<u64>,
    len: usize,
}

/// Places to begin with.
const MIN_BUCKETS: usize = 16;

impl HashIndex {
    /// The number of `hash` that `is` says yes to.
    #[inline]
    pub(crate) fn find(&self, hash: u64, is: impl Fn(u32) -> bool) -> Option<u32> {
        let mut at = self.home_bucket(hash)?;
        loop {
            match self.buckets[at] {
                0 => return None,
                bucket if upper_half(bucket) == upper_half(hash) && is(slot_of(bucket)) => {
                    return Some(slot_of(bucket));
                }
                _ => at = (at + 1) & (self.buckets.len() - 1),
            }
        }
    }

    /// Adds the number of `hash`, which is below [`u32::MAX`].
    pub(crate) fn add(&mut self, hash: u64, number: u32) {
        if self.buckets.len() < MIN_BUCKETS || self.len * 3 >= self.buckets.len() * 2 {
            let room = (self.buckets.len() * 2).max(MIN_BUCKETS);
            let mut buckets = vec![0; room];
            large_pages(&mut buckets);
            let full = std::mem::replace(&mut self.buckets, buckets);
            full.into_iter().filter(|bucket| *bucket != 0).for_each(|bucket| self.put(bucket));
        }
        self.len += 1;
        self.put(hash & UPPER_HALF | u64::from(number + 1));
    }

    fn put(&mut self, bucket: u64) {
        let Some(mut at) = self.home_bucket(bucket) else { return };
        while self.buckets[at] != 0 {
            at = (at + 1) & (self.buckets.len() - 1);
        }
        self.buckets[at] = bucket;
    }

    /// Where a hash is looked for first: its upper half says that too, so that buckets know where they belong.
    #[inline]
    fn home_bucket(&self, hash: u64) -> Option<usize> {
        Some(upper_half(hash) as usize & self.buckets.len().checked_sub(1)?)
    }

    /// Has memory bring the bucket where `hash` is looked for first.
    #[inline]
    pub(crate) fn prefetch(&self, hash: u64) {
        if let Some(bucket) = self.home_bucket(hash).and_then(|at| self.buckets.get(at)) {
            prefetch(bucket);
        }
    }

    /// The number in the bucket where `hash` is looked for first, if it may be the one.
    #[inline]
    pub(crate) fn first_probe(&self, hash: u64) -> Option<u32> {
        let bucket = *self.buckets.get(self.home_bucket(hash)?)?;
        (bucket != 0 && upper_half(bucket) == upper_half(hash)).then(|| slot_of(bucket))
    }

    /// Takes all out, and keeps the room.
    pub(crate) fn clear(&mut self) {
        self.buckets.fill(0);
        self.len = 0;
    }
}

/// The half of a hash that a bucket holds.
const UPPER_HALF: u64 = !0 << 32;

#[inline]
fn upper_half(hash: u64) -> u32 {
    (hash >> 32) as u32
}

#[inline]
fn slot_of(bucket: u64) -> u32 {
    (bucket as u32).wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_found_however_their_hashes_collide() {
        // All alike, alike but for the half that no bucket holds, and spread.
        for spread in [0, 1, 0x9E37_79B9_7F4A_7C15] {
            let mut index = HashIndex::default();
            assert_eq!(index.find(7, |_| true), None);
            let hash = |number: u32| u64::from(number).wrapping_mul(spread);
            for number in 0..3000 {
                index.add(hash(number), number);
            }
            for number in 0..3000 {
                assert_eq!(index.find(hash(number), |n| n == number), Some(number));
            }
            assert_eq!(index.find(hash(1), |n| n == 3000), None);
            index.clear();
            assert_eq!(index.find(hash(1), |_| true), None);
        }
    }
}
