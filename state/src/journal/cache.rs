//! State cache: every key that a journal has met, with its value and its base.

use crate::Key;
use crate::journal::slot::{CheckpointId, DirtyId, Slot, SlotValue};
use crate::journal::undo::{UndoLog, UndoWrite};
use crate::map::key_hash;
use crate::map::ordered_index::OrderedIndex;
use crate::map::slot_id::SlotId;
use crate::map::slot_map::SlotMap;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Entry of the dirty list: a slot written since the last batch, and its base, the value it had before.
struct Dirty {
    slot: SlotId,
    base: SlotValue,
}

/// Slots for which a cleared cache keeps its capacity: 512 KiB of them.
const RETAINED_SLOTS: usize = 4096;

/// State cache: every key that a journal has met, with its value and its base.
///
/// Points are found by hash. The ordered index holds written keys alone, and is sorted when a scan asks. Invariants:
/// - A slot's *base* is its value in the layer beneath: the store or the parent. It is in the dirty list for a dirty slot,
///   and is the slot's value otherwise.
/// - A write that is undone leaves the dirty list and the ordered index, so a scan passes no dead entries.
#[derive(Default)]
pub(crate) struct StateCache {
    slots: SlotMap<Slot>,
    index: Mutex<OrderedIndex>,
    dirty: Vec<Dirty>,
    /// Bytes on the heap of all keys, values and bases, those in the undo log included.
    heap: usize,
}

impl StateCache {
    /// The slot of `key`, if it was met.
    #[inline]
    pub(crate) fn find(&self, key: &Key, hash: u64) -> Option<SlotId> {
        self.slots.find(key, hash)
    }

    /// The slot of `key`, made if there is none.
    #[inline]
    pub(crate) fn find_or_insert(&mut self, key: &Key) -> SlotId {
        let hash = key_hash::of(key);
        match self.find(key, hash) {
            Some(slot) => slot,
            None => self.insert(key.clone(), hash),
        }
    }

    /// Makes the slot of a key that has none.
    #[inline(never)]
    pub(crate) fn insert(&mut self, key: Key, hash: u64) -> SlotId {
        self.heap += key.heap_len();
        let slot = Slot::new(key, SlotId::new(self.slots.len()));
        self.slots.insert(slot, hash)
    }

    #[inline]
    pub(crate) fn slot(&self, slot: SlotId) -> &Slot {
        &self.slots[slot]
    }

    /// The slot `slot`, if there is one.
    #[inline]
    pub(crate) fn get(&self, slot: SlotId) -> Option<&Slot> {
        self.slots.get(slot)
    }

    /// As [`get`](Self::get), to change what is known of it. Its value is changed by [`write`](Self::write) alone.
    #[inline]
    pub(crate) fn get_mut(&mut self, slot: SlotId) -> Option<&mut Slot> {
        self.slots.get_mut(slot)
    }

    /// The slots, to prefetch some.
    #[inline]
    pub(crate) fn slots(&self) -> &SlotMap<Slot> {
        &self.slots
    }

    /// Number of keys.
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    /// The ids of all slots, in the order in which their keys were met.
    pub(crate) fn ids(&self) -> impl Iterator<Item = SlotId> + use<> {
        self.slots.ids()
    }

    /// Bytes that all of it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.slots.len() * (size_of::<Slot>() + 2 * size_of::<SlotId>()) + self.heap
    }

    /// True if the value of a slot is known.
    #[inline]
    pub(crate) fn is_known(&self, slot: SlotId) -> bool {
        self.slot(slot).value != SlotValue::Unknown
    }

    /// The base of a slot, as far as it is known.
    pub(crate) fn base(&self, slot: SlotId) -> &SlotValue {
        let slot = self.slot(slot);
        slot.dirty.map_or(&slot.value, |dirty| &self.dirty[dirty.index()].base)
    }

    /// Sets the base of a slot, which was unknown.
    pub(crate) fn set_base(&mut self, slot: SlotId, base: SlotValue) {
        self.heap += base.heap_len();
        let slot = &mut self.slots[slot];
        match slot.dirty {
            Some(dirty) => self.dirty[dirty.index()].base = base,
            None => slot.value = base,
        }
    }

    /// Has `set` write the value of a slot, within the innermost open checkpoint of `undo`.
    #[inline]
    pub(crate) fn write(&mut self, id: SlotId, undo: &mut UndoLog, set: impl FnOnce(&mut SlotValue)) {
        let checkpoint = undo.innermost();
        let slot = &mut self.slots[id];
        let before = std::mem::replace(&mut slot.value, SlotValue::Unknown);
        set(&mut slot.value);
        self.heap += slot.value.heap_len();
        let mut gone = slot.value == SlotValue::Absent;
        // A slot written since the innermost checkpoint has its older value in the undo log already.
        let logged = slot.checkpoint >= checkpoint;
        let older = slot.checkpoint;
        slot.checkpoint = checkpoint.max(older);
        match slot.dirty {
            None => {
                gone &= before == SlotValue::Absent;
                self.dirty.push(Dirty { slot: id, base: before });
                slot.dirty = DirtyId::last_of(self.dirty.len());
                if !logged {
                    undo.push_write(UndoWrite { slot: id, checkpoint: older, before: None });
                }
            }
            Some(dirty) => {
                gone = gone && self.dirty[dirty.index()].base == SlotValue::Absent;
                if logged {
                    self.heap -= before.heap_len();
                } else {
                    undo.push_write(UndoWrite { slot: id, checkpoint: older, before: Some(before) });
                }
            }
        }
        self.set_indexed(id, !gone);
    }

    /// Takes back a write. Those after it were taken back before.
    pub(crate) fn undo(&mut self, UndoWrite { slot: id, checkpoint, before }: UndoWrite) {
        let slot = &mut self.slots[id];
        slot.checkpoint = checkpoint;
        let was_dirty = before.is_some();
        let before = match before {
            Some(before) => before,
            // Slots that became dirty later are clean again by now, so its entry is the last.
            None => {
                slot.dirty = None;
                self.dirty.pop().map_or(SlotValue::Unknown, |dirty| dirty.base)
            }
        };
        self.heap -= std::mem::replace(&mut slot.value, before).heap_len();
        self.set_indexed(id, was_dirty);
    }

    /// Lets go of values in the undo log: no checkpoint is open.
    pub(crate) fn forget_undo(&mut self, undo: &mut UndoLog) {
        for UndoWrite { before, .. } in undo.drain_writes() {
            self.heap -= before.map_or(0, |before| before.heap_len());
        }
    }

    /// Forgets in which checkpoint slots were written, so that checkpoints may be numbered from 1 again: none is open.
    pub(crate) fn forget_checkpoints(&mut self) {
        self.slots.iter_mut().for_each(|slot| slot.checkpoint = CheckpointId::NONE);
    }

    /// Puts a slot into the ordered index, or takes it out. One that is taken out while it is pending stays in the list,
    /// and is left out when that is sorted.
    #[inline]
    fn set_indexed(&mut self, id: SlotId, indexed: bool) {
        let slot = &mut self.slots[id];
        let was = slot.indexed.get_mut();
        if *was == indexed {
            return;
        }
        let index = exclusive(&mut self.index);
        if indexed {
            index.insert(&slot.key, id);
            *was = true;
        } else if index.remove(&slot.key) {
            *was = false;
        }
    }

    /// The ordered index, sorted for the keys that begin with `prefix`.
    pub(crate) fn ordered(&self, prefix: &[u8]) -> MutexGuard<'_, OrderedIndex> {
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        index.flush(prefix, |id| {
            let (slot, differs) = (self.slot(id), self.differs_from_base(id));
            if !differs {
                slot.indexed.store(false, Ordering::Relaxed);
            }
            differs.then_some(&slot.key)
        });
        index
    }

    /// True if a scan has to look at a slot beside the layer beneath: it was written, and is not absent in both.
    fn differs_from_base(&self, id: SlotId) -> bool {
        let slot = self.slot(id);
        slot.dirty.is_some() && !(slot.value == SlotValue::Absent && *self.base(id) == SlotValue::Absent)
    }

    /// The slots written since the last batch and not undone, in the order of their first writes.
    pub(crate) fn dirty(&self) -> impl Iterator<Item = SlotId> {
        self.dirty.iter().map(|dirty| dirty.slot)
    }

    /// Number of slots written since the last batch and not undone.
    pub(crate) fn dirty_len(&self) -> usize {
        self.dirty.len()
    }

    /// Makes the value of every slot its base: a batch has carried it into the layer beneath.
    pub(crate) fn rebase(&mut self, undo: &mut UndoLog) {
        self.forget_undo(undo);
        // A pending slot may have been undone, and is not dirty then.
        for slot in exclusive(&mut self.index).drain_pending() {
            *self.slots[slot].indexed.get_mut() = false;
        }
        exclusive(&mut self.index).clear();
        for Dirty { slot, base } in self.dirty.drain(..) {
            self.heap -= base.heap_len();
            let slot = &mut self.slots[slot];
            slot.checkpoint = CheckpointId::NONE;
            slot.dirty = None;
            *slot.indexed.get_mut() = false;
        }
    }

    /// Evicts slots that were only read. The others, dirty or with a deferred root, get new ids: gives them by the old
    /// ones. There is nothing to undo.
    pub(crate) fn evict_reads(&mut self) -> Vec<Option<SlotId>> {
        let slots = std::mem::take(&mut self.slots).into_slots();
        let mut moved = vec![None; slots.len()];
        self.heap = self.dirty.iter().map(|dirty| dirty.base.heap_len()).sum();
        for (slot, moved) in slots.into_iter().zip(&mut moved) {
            if slot.dirty.is_some() || slot.root_deferred {
                self.heap += slot.key.heap_len() + slot.value.heap_len();
                let (hash, id) = (key_hash::of(&slot.key), SlotId::new(self.slots.len()));
                *moved = Some(self.slots.insert(slot.renumbered(id), hash));
            }
        }
        for dirty in &mut self.dirty {
            dirty.slot = moved[dirty.slot.index()].unwrap_or(dirty.slot);
        }
        exclusive(&mut self.index).clear();
        for at in 0..self.dirty.len() {
            let slot = self.dirty[at].slot;
            self.set_indexed(slot, self.differs_from_base(slot));
        }
        moved
    }

    /// Takes the base of a slot out and, where it was written, its value. Its key stays.
    pub(crate) fn take(&mut self, id: SlotId) -> (SlotValue, Option<SlotValue>) {
        let slot = &mut self.slots[id];
        let value = std::mem::replace(&mut slot.value, SlotValue::Unknown);
        match slot.dirty.and_then(|dirty| self.dirty.get_mut(dirty.index())) {
            Some(dirty) => (std::mem::replace(&mut dirty.base, SlotValue::Unknown), Some(value)),
            None => (value, None),
        }
    }

    /// Empties the cache. A small one keeps its capacity.
    pub(crate) fn clear(&mut self) {
        if self.slots.capacity() > RETAINED_SLOTS {
            *self = Self::default();
            return;
        }
        let Self { slots, index, dirty, heap } = self;
        drop(slots.drain());
        exclusive(index).clear();
        dirty.clear();
        *heap = 0;
    }
}

/// The index without a lock, which nobody else can have.
fn exclusive(index: &mut Mutex<OrderedIndex>) -> &mut OrderedIndex {
    index.get_mut().unwrap_or_else(PoisonError::into_inner)
}
