//! Long values of a store in memory.

use crate::large_pages;

/// Bytes of the first chunk, and the most of a later one: each is twice as large as the one before.
const FIRST: usize = 64 << 10;
const MOST: usize = 8 << 20;

/// Values, one behind another in a few large pieces of memory. What is let go of leaves a hole.
#[derive(Clone, Default)]
pub(crate) struct Heap {
    chunks: Vec<Vec<u8>>,
    used: usize,
    holes: usize,
}

/// Where a value lies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    chunk: u32,
    start: u32,
    len: u32,
}

impl Heap {
    /// Keeps `value`; `None` for one of 4 GiB or more.
    pub(crate) fn put(&mut self, value: &[u8]) -> Option<Place> {
        let len = u32::try_from(value.len()).ok()?;
        let room = self.chunks.last().map_or(0, |chunk| chunk.capacity() - chunk.len());
        if room < value.len() || self.chunks.is_empty() {
            let size = self.chunks.last().map_or(FIRST, |last| (2 * last.capacity()).clamp(FIRST, MOST));
            self.chunks.push(large_pages::with_capacity(size.max(value.len())));
        }
        let chunk = self.chunks.len().checked_sub(1)?;
        let bytes = self.chunks.last_mut()?;
        let start = bytes.len() as u32;
        bytes.extend_from_slice(value);
        self.used += value.len();
        Some(Place { chunk: chunk as u32, start, len })
    }

    /// The value at `place`.
    pub(crate) fn at(&self, place: Place) -> &[u8] {
        let start = place.start as usize;
        &self.chunks[place.chunk as usize][start..start + place.len as usize]
    }

    /// Lets go of the value at `place`.
    pub(crate) fn free(&mut self, place: Place) {
        self.holes += place.len as usize;
    }

    /// Whether more of it is holes than values, and enough to do something about it.
    pub(crate) fn is_full_of_holes(&self) -> bool {
        self.holes > MOST.max(self.used / 2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_where_they_were_put() {
        let mut heap = Heap::default();
        let values: Vec<Vec<u8>> = (0..400).map(|n| vec![n as u8; n * n]).collect();
        let places: Vec<Place> = values.iter().map(|value| heap.put(value).unwrap()).collect();
        let copy = heap.clone();
        let more = heap.put(&[1; 9]).unwrap();
        for (value, place) in values.iter().zip(&places) {
            assert!(heap.at(*place) == value && copy.at(*place) == value);
        }
        assert_eq!(heap.at(more), [1; 9]);
        assert!(!heap.is_full_of_holes());
        places.iter().for_each(|place| heap.free(*place));
        assert!(heap.is_full_of_holes());
    }
}
