//! Slot map: slots in the order in which they came, found by key.

use crate::map::accelerators::OWNER_ENTRY_INDEX;
use crate::map::hash_index::HashIndex;
use crate::map::prefetch::{large_pages, prefetch};
use crate::map::slot_id::SlotId;
use crate::{Key, keys};
use std::ops::{Index, IndexMut};

/// Entry of a [`SlotMap`]: something that has a key.
pub(crate) trait Keyed {
    fn key(&self) -> &Key;
}

/// Slots of the smallest map.
const MIN_SLOTS: usize = 4;

/// Slots in one array, in the order in which they came, found by key through a [`HashIndex`].
///
/// A slot never moves to another index, so a [`SlotId`] stays good until the map is drained.
#[derive(Clone)]
pub(crate) struct SlotMap<S> {
    slots: Vec<S>,
    index: HashIndex,
    /// Index of the entries of the owner index, which are looked up when an owner changes and hardly ever otherwise.
    /// Apart, they leave the other index half as large, so that more of it is in the processor's caches.
    owner_index: HashIndex,
}

impl<S> Default for SlotMap<S> {
    fn default() -> Self {
        Self { slots: Vec::new(), index: HashIndex::default(), owner_index: HashIndex::default() }
    }
}

impl<S: Keyed> SlotMap<S> {
    /// The slot of `key`, whose hash is `hash`.
    #[inline]
    pub(crate) fn find(&self, key: &Key, hash: u64) -> Option<SlotId> {
        let index = if has_index_of_its_own(key) { &self.owner_index } else { &self.index };
        index.find(hash, |slot| self[slot].key() == key)
    }

    /// Adds the slot of a key that has none, whose hash is `hash`.
    pub(crate) fn insert(&mut self, slot: S, hash: u64) -> SlotId {
        let id = SlotId::new(self.slots.len());
        if self.slots.len() == self.slots.capacity() {
            self.grow();
        }
        let index = if has_index_of_its_own(slot.key()) { &mut self.owner_index } else { &mut self.index };
        index.insert(hash, id);
        self.slots.push(slot);
        id
    }
}

/// True if `key` is looked up in the owner index.
#[inline]
fn has_index_of_its_own(key: &Key) -> bool {
    OWNER_ENTRY_INDEX && keys::is_owner_entry(key)
}

impl<S> SlotMap<S> {
    /// Doubles the capacity. The slots are moved by hand: `realloc` would move the mapping page by page, and memory moved
    /// so is never backed by large pages again.
    #[cold]
    fn grow(&mut self) {
        let mut slots = Vec::with_capacity((self.slots.len() * 2).max(MIN_SLOTS));
        large_pages(&mut slots);
        slots.append(&mut self.slots);
        self.slots = slots;
    }

    /// Prefetches the bucket that leads to the slot of the key whose hash is `hash`. Not for entries of the owner index.
    pub(crate) fn prefetch(&self, hash: u64) {
        self.index.prefetch(hash);
    }

    /// Prefetches the slot of the key whose hash is `hash`, and the slot behind it. The bucket should have been
    /// [prefetched](Self::prefetch) some time before.
    pub(crate) fn prefetch_slots(&self, hash: u64) {
        if let Some(slot) = self.index.first_probe(hash) {
            self.slots[slot.index().min(self.slots.len())..].iter().take(2).for_each(prefetch);
        }
    }

    /// The slot `id`, if there is one.
    #[inline]
    pub(crate) fn get(&self, id: SlotId) -> Option<&S> {
        self.slots.get(id.index())
    }

    /// As [`get`](Self::get), to change it.
    pub(crate) fn get_mut(&mut self, id: SlotId) -> Option<&mut S> {
        self.slots.get_mut(id.index())
    }

    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    /// The ids of all slots, in order.
    pub(crate) fn ids(&self) -> impl Iterator<Item = SlotId> + use<S> {
        (0..self.slots.len()).map(SlotId::new)
    }

    /// Slots that fit without growing.
    pub(crate) fn capacity(&self) -> usize {
        self.slots.capacity()
    }

    pub(crate) fn iter_mut(&mut self) -> impl Iterator<Item = &mut S> {
        self.slots.iter_mut()
    }

    /// All slots, in order.
    pub(crate) fn into_slots(self) -> Vec<S> {
        self.slots
    }

    /// Takes all slots out and keeps the capacity.
    pub(crate) fn drain(&mut self) -> impl Iterator<Item = S> {
        self.index.clear();
        self.owner_index.clear();
        self.slots.drain(..)
    }
}

impl<S> Index<SlotId> for SlotMap<S> {
    type Output = S;
    #[inline]
    fn index(&self, id: SlotId) -> &S {
        &self.slots[id.index()]
    }
}

impl<S> IndexMut<SlotId> for SlotMap<S> {
    #[inline]
    fn index_mut(&mut self, id: SlotId) -> &mut S {
        &mut self.slots[id.index()]
    }
}
