//! Numbers found by hash.

use crate::map::prefetch::{large_pages, prefetch};

/// Numbers found by hash, in one array whose places hold half of the hash beside the number: a look-up among millions
/// waits for memory once, and the place can be asked for before it is needed. Numbers are never taken out one by one.
#[derive(Clone, Default)]
pub(crate) struct Numbers {
    /// As many as a power of two, and never more than two thirds full. A place is half of a hash and a number, which is
    /// above 0 in one that is taken.
    places: Vec<u64>,
    len: usize,
}

/// Places to begin with.
const FEWEST: usize = 16;

impl Numbers {
    /// The number of `hash` that `is` says yes to.
    #[inline]
    pub(crate) fn find(&self, hash: u64, is: impl Fn(u32) -> bool) -> Option<u32> {
        let mut at = self.home(hash)?;
        loop {
            match self.places[at] {
                0 => return None,
                place if half(place) == half(hash) && is(number(place)) => return Some(number(place)),
                _ => at = (at + 1) & (self.places.len() - 1),
            }
        }
    }

    /// Adds the number of `hash`, which is below [`u32::MAX`].
    pub(crate) fn add(&mut self, hash: u64, number: u32) {
        if self.places.len() < FEWEST || self.len * 3 >= self.places.len() * 2 {
            let room = (self.places.len() * 2).max(FEWEST);
            let mut places = vec![0; room];
            large_pages(&mut places);
            let full = std::mem::replace(&mut self.places, places);
            full.into_iter().filter(|place| *place != 0).for_each(|place| self.put(place));
        }
        self.len += 1;
        self.put(hash & HALF | u64::from(number + 1));
    }

    fn put(&mut self, place: u64) {
        let Some(mut at) = self.home(place) else { return };
        while self.places[at] != 0 {
            at = (at + 1) & (self.places.len() - 1);
        }
        self.places[at] = place;
    }

    /// Where a hash is looked for first: its upper half says that too, so that places know where they belong.
    #[inline]
    fn home(&self, hash: u64) -> Option<usize> {
        Some(half(hash) as usize & self.places.len().checked_sub(1)?)
    }

    /// Has memory bring the place where `hash` is looked for first.
    #[inline]
    pub(crate) fn expect(&self, hash: u64) {
        if let Some(place) = self.home(hash).and_then(|at| self.places.get(at)) {
            prefetch(place);
        }
    }

    /// The number in the place where `hash` is looked for first, if it may be the one.
    #[inline]
    pub(crate) fn likely(&self, hash: u64) -> Option<u32> {
        let place = *self.places.get(self.home(hash)?)?;
        (place != 0 && half(place) == half(hash)).then(|| number(place))
    }

    /// Takes all out, and keeps the room.
    pub(crate) fn clear(&mut self) {
        self.places.fill(0);
        self.len = 0;
    }
}

/// The half of a hash that a place holds.
const HALF: u64 = !0 << 32;

#[inline]
fn half(hash: u64) -> u32 {
    (hash >> 32) as u32
}

#[inline]
fn number(place: u64) -> u32 {
    (place as u32).wrapping_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_is_found_however_their_hashes_collide() {
        // All alike, alike but for the half that no place holds, and spread.
        for spread in [0, 1, 0x9E37_79B9_7F4A_7C15] {
            let mut numbers = Numbers::default();
            assert_eq!(numbers.find(7, |_| true), None);
            let hash = |number: u32| u64::from(number).wrapping_mul(spread);
            for number in 0..3000 {
                numbers.add(hash(number), number);
            }
            for number in 0..3000 {
                assert_eq!(numbers.find(hash(number), |n| n == number), Some(number));
            }
            assert_eq!(numbers.find(hash(1), |n| n == 3000), None);
            numbers.clear();
            assert_eq!(numbers.find(hash(1), |_| true), None);
        }
    }
}
