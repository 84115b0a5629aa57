//! Rows found by key.

use crate::map::hash_index::Numbers;
use crate::map::prefetch::{large_pages, prefetch};
use crate::{Key, keys};
use std::ops::{Index, IndexMut};

/// What is found by its key.
pub(crate) trait Keyed {
    fn key(&self) -> &Key;
}

/// Rows there is room for at first.
const FEWEST: usize = 4;

/// Rows, numbered as they came and found by key.
#[derive(Clone)]
pub(crate) struct Table<R> {
    rows: Vec<R>,
    numbers: Numbers,
    /// Those of the index of who owns what, which are looked for when an owner changes and hardly ever otherwise. Apart,
    /// they do not make what is looked for all the time lie farther from each other.
    entries: Numbers,
}

impl<R> Default for Table<R> {
    fn default() -> Self {
        Self { rows: Vec::new(), numbers: Numbers::default(), entries: Numbers::default() }
    }
}

impl<R: Keyed> Table<R> {
    /// The number of the row of `key`, whose hash is `hash`.
    #[inline]
    pub(crate) fn find(&self, key: &Key, hash: u64) -> Option<u32> {
        let numbers = if keys::is_entry(key) { &self.entries } else { &self.numbers };
        numbers.find(hash, |number| self[number].key() == key)
    }

    /// Adds the row of a key that has none, whose hash is `hash`, and gives its number.
    pub(crate) fn add(&mut self, row: R, hash: u64) -> u32 {
        let number = self.rows.len() as u32;
        if self.rows.len() == self.rows.capacity() {
            self.grow();
        }
        let numbers = if keys::is_entry(row.key()) { &mut self.entries } else { &mut self.numbers };
        numbers.add(hash, number);
        self.rows.push(row);
        number
    }
}

impl<R> Table<R> {
    /// Makes room for as many rows again. They are moved by hand: what the allocator would move, page by page, has no
    /// large pages ever after.
    #[cold]
    fn grow(&mut self) {
        let mut rows = Vec::with_capacity((self.rows.len() * 2).max(FEWEST));
        large_pages(&mut rows);
        rows.append(&mut self.rows);
        self.rows = rows;
    }

    /// Has memory bring what leads to the row of the key whose hash is `hash`; not of an index entry's.
    pub(crate) fn expect(&self, hash: u64) {
        self.numbers.expect(hash);
    }

    /// Has memory bring that row and the one after it, once it has brought what leads there.
    pub(crate) fn expect_rows(&self, hash: u64) {
        if let Some(number) = self.numbers.likely(hash) {
            let first = number as usize;
            self.rows[first.min(self.rows.len())..].iter().take(2).for_each(prefetch);
        }
    }

    /// The row of this number, if there is one.
    #[inline]
    pub(crate) fn get(&self, number: u32) -> Option<&R> {
        self.rows.get(number as usize)
    }

    /// As [`get`](Self::get), to change it.
    pub(crate) fn get_mut(&mut self, number: u32) -> Option<&mut R> {
        self.rows.get_mut(number as usize)
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Rows there is room for.
    pub(crate) fn capacity(&self) -> usize {
        self.rows.capacity()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut R> {
        self.rows.iter_mut()
    }

    /// Every row, in order of their numbers.
    pub(crate) fn into_rows(self) -> Vec<R> {
        self.rows
    }

    /// Takes every row out, and keeps the room for as many.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = R> {
        self.numbers.clear();
        self.entries.clear();
        self.rows.drain(..)
    }
}

impl<R> Index<u32> for Table<R> {
    type Output = R;
    #[inline]
    fn index(&self, number: u32) -> &R {
        &self.rows[number as usize]
    }
}

impl<R> IndexMut<u32> for Table<R> {
    #[inline]
    fn index_mut(&mut self, number: u32) -> &mut R {
        &mut self.rows[number as usize]
    }
}
