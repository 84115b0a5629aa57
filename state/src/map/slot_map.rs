//! Rows found by key.

use crate::map::hash_index::HashIndex;
use crate::map::prefetch::{large_pages, prefetch};
use crate::{Key, keys};
use std::ops::{Index, IndexMut};

/// What is found by its key.
pub(crate) trait Keyed {
    fn key(&self) -> &Key;
}

/// Rows there is room for at first.
const MIN_SLOTS: usize = 4;

/// Rows, numbered as they came and found by key.
#[derive(Clone)]
pub(crate) struct SlotMap<R> {
    slots: Vec<R>,
    index: HashIndex,
    /// Those of the index of who owns what, which are looked for when an owner changes and hardly ever otherwise. Apart,
    /// they do not make what is looked for all the time lie farther from each other.
    owner_index: HashIndex,
}

impl<R> Default for SlotMap<R> {
    fn default() -> Self {
        Self { slots: Vec::new(), index: HashIndex::default(), owner_index: HashIndex::default() }
    }
}

impl<R: Keyed> SlotMap<R> {
    /// The number of the slot of `key`, whose hash is `hash`.
    #[inline]
    pub(crate) fn find(&self, key: &Key, hash: u64) -> Option<u32> {
        let index = if keys::is_entry(key) { &self.owner_index } else { &self.index };
        index.find(hash, |number| self[number].key() == key)
    }

    /// Adds the slot of a key that has none, whose hash is `hash`, and gives its number.
    pub(crate) fn add(&mut self, slot: R, hash: u64) -> u32 {
        let number = self.slots.len() as u32;
        if self.slots.len() == self.slots.capacity() {
            self.grow();
        }
        let index = if keys::is_entry(slot.key()) { &mut self.owner_index } else { &mut self.index };
        index.add(hash, number);
        self.slots.push(slot);
        number
    }
}

impl<R> SlotMap<R> {
    /// Makes room for as many slots again. They are moved by hand: what the allocator would move, page by page, has no
    /// large pages ever after.
    #[cold]
    fn grow(&mut self) {
        let mut slots = Vec::with_capacity((self.slots.len() * 2).max(MIN_SLOTS));
        large_pages(&mut slots);
        slots.append(&mut self.slots);
        self.slots = slots;
    }

    /// Has memory bring what leads to the slot of the key whose hash is `hash`; not of an index entry's.
    pub(crate) fn prefetch(&self, hash: u64) {
        self.index.prefetch(hash);
    }

    /// Has memory bring that slot and the one after it, once it has brought what leads there.
    pub(crate) fn prefetch_slots(&self, hash: u64) {
        if let Some(number) = self.index.first_probe(hash) {
            let first = number as usize;
            self.slots[first.min(self.slots.len())..].iter().take(2).for_each(prefetch);
        }
    }

    /// The slot of this number, if there is one.
    #[inline]
    pub(crate) fn get(&self, number: u32) -> Option<&R> {
        self.slots.get(number as usize)
    }

    /// As [`get`](Self::get), to change it.
    pub(crate) fn get_mut(&mut self, number: u32) -> Option<&mut R> {
        self.slots.get_mut(number as usize)
    }

    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    /// Rows there is room for.
    pub(crate) fn capacity(&self) -> usize {
        self.slots.capacity()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut R> {
        self.slots.iter_mut()
    }

    /// Every slot, in order of their index.
    pub(crate) fn into_slots(self) -> Vec<R> {
        self.slots
    }

    /// Takes every slot out, and keeps the room for as many.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = R> {
        self.index.clear();
        self.owner_index.clear();
        self.slots.drain(..)
    }
}

impl<R> Index<u32> for SlotMap<R> {
    type Output = R;
    #[inline]
    fn index(&self, number: u32) -> &R {
        &self.slots[number as usize]
    }
}

impl<R> IndexMut<u32> for SlotMap<R> {
    #[inline]
    fn index_mut(&mut self, number: u32) -> &mut R {
        &mut self.slots[number as usize]
    }
}
