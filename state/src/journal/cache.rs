//! Every key a journal has met: its value, what it was before, and how to undo that.

use crate::journal::NO_SLOT;
use crate::journal::slot::{Slot, State};
use crate::keys::KeyRef;
use crate::map::ordered_index::OrderedIndex;
use crate::map::prefetch::prefetch;
use crate::map::slot_map::SlotMap;
use crate::{Key, keys, map::key_hash, root::lthash};
use std::sync::atomic::Ordering;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A key written since the last batch, and what stands below.
struct Dirty {
    slot: u32,
    base: State,
}

/// How a slot was before a checkpoint's first write to it.
struct Undo {
    slot: u32,
    mark: u32,
    /// What it held; `None` where it was not dirty, and held its base.
    before: Option<State>,
}

/// Slots for which a cleared cache keeps the room.
const RETAINED_SLOTS: usize = 4096;

/// Every key a journal has met.
///
/// Points are found by hash. The ordered index holds only keys that were written, and is brought up to date only when
/// somebody scans. A checkpoint costs nothing until a key is written for the first time within it; then the old value
/// moves, uncopied, to the undo log. A write that is undone leaves the index too: there is nothing dead to walk over.
#[derive(Default)]
pub(crate) struct StateCache {
    slots: SlotMap<Slot>,
    index: Mutex<OrderedIndex>,
    dirty: Vec<Dirty>,
    undo: Vec<Undo>,
    /// Keys that have changed since the root was last worked out, and what they held then.
    remembered: Vec<(u32, State)>,
    /// Bytes that keys and values take on the heap.
    heap: usize,
    /// The slot that was asked for last by [`predict`](Self::guess).
    last: u32,
}

impl StateCache {
    /// The slot of `key`, if it was met.
    #[inline]
    pub(crate) fn find(&self, key: &Key, hash: u64) -> Option<u32> {
        self.slots.find(key, hash)
    }

    /// The slot of `key`, made if there is none.
    #[inline]
    pub(crate) fn slot(&mut self, key: &Key) -> u32 {
        let hash = key_hash::of(key);
        match self.find(key, hash) {
            Some(slot) => slot,
            None => self.add(key.clone(), hash),
        }
    }

    /// The slot of `key`, if it is the one that was asked for last, or the one that came after that one each time.
    #[inline]
    pub(crate) fn predict<const N: usize>(&mut self, key: &KeyRef<'_, N>) -> Option<u32> {
        let last = self.slots.get(self.last)?;
        if key.matches(&last.key) {
            return Some(self.last);
        }
        let next = last.next;
        if last.confident && last.next_fingerprint == key.fingerprint() && key.matches(&self.slots.get(next)?.key) {
            self.last = next;
            return Some(next);
        }
        None
    }

    /// Has memory bring the slot that came after `slot` each time.
    #[inline]
    pub(crate) fn prefetch_successor(&self, slot: u32) {
        if let Some(next) =
            self.slots.get(slot).filter(|slot| slot.confident).and_then(|slot| self.slots.get(slot.next))
        {
            prefetch(next);
        }
    }

    /// Has memory bring what leads to the slot of the key whose hash is `hash`.
    pub(crate) fn prefetch(&self, hash: u64) {
        self.slots.prefetch(hash);
    }

    /// Has memory bring that slot and the one after it, once it has brought what leads there.
    pub(crate) fn prefetch_slots(&self, hash: u64) {
        self.slots.prefetch_slots(hash);
    }

    /// Notes that the slot which [`predict`](Self::guess) was asked for is this one.
    pub(crate) fn train(&mut self, slot: u32) {
        let hint = keys::fingerprint(&self.at(slot).key);
        if let Some(last) = self.slots.get_mut(self.last) {
            last.confident = last.next == slot || last.next == self.last;
            (last.next, last.next_fingerprint) = (slot, hint);
        }
        self.last = slot;
        self.prefetch_successor(slot);
    }

    #[inline(never)]
    pub(crate) fn add(&mut self, key: Key, hash: u64) -> u32 {
        self.heap += key.heap_len();
        let slot = Slot::new(key, self.slots.len() as u32);
        self.slots.add(slot, hash)
    }

    #[inline]
    pub(crate) fn at(&self, slot: u32) -> &Slot {
        &self.slots[slot]
    }

    /// How many keys are held.
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    /// Bytes that all of it takes.
    pub(crate) fn bytes(&self) -> usize {
        self.slots.len() * (size_of::<Slot>() + 2 * size_of::<u32>())
            + self.remembered.len() * size_of::<(u32, State)>()
            + self.heap
    }

    /// Whether what a slot holds is known.
    #[inline]
    pub(crate) fn is_known(&self, slot: u32) -> bool {
        self.at(slot).now != State::Unknown
    }

    /// What stands below a slot, as far as it is known.
    pub(crate) fn base(&self, slot: u32) -> &State {
        let slot = self.at(slot);
        slot.dirty.checked_sub(1).map_or(&slot.now, |at| &self.dirty[at as usize].base)
    }

    /// Says what stands below a slot of which that is not known.
    pub(crate) fn set_base(&mut self, slot: u32, base: State) {
        self.heap += base.heap_len();
        let slot = &mut self.slots[slot];
        match slot.dirty.checked_sub(1) {
            Some(at) => self.dirty[at as usize].base = base,
            None => slot.now = base,
        }
    }

    /// Has `set` change what a slot holds, within checkpoint `mark`, 0 where none is open.
    #[inline]
    pub(crate) fn write(&mut self, number: u32, mark: u32, set: impl FnOnce(&mut State)) {
        let slot = &mut self.slots[number];
        let before = std::mem::replace(&mut slot.now, State::Unknown);
        set(&mut slot.now);
        self.heap += slot.now.heap_len();
        let mut gone = slot.now == State::Absent;
        // A slot written since the innermost checkpoint has its older value in the log already.
        let logged = slot.mark >= mark;
        let old_mark = slot.mark;
        slot.mark = mark.max(old_mark);
        if slot.dirty == 0 {
            gone &= before == State::Absent;
            self.dirty.push(Dirty { slot: number, base: before });
            slot.dirty = self.dirty.len() as u32;
            if !logged {
                self.undo.push(Undo { slot: number, mark: old_mark, before: None });
            }
        } else {
            gone = gone && self.dirty[slot.dirty as usize - 1].base == State::Absent;
            if logged {
                self.heap -= before.heap_len();
            } else {
                self.undo.push(Undo { slot: number, mark: old_mark, before: Some(before) });
            }
        }
        self.list(number, !gone);
    }

    /// Puts a slot into the ordered index, where it waits until somebody asks, or takes it out. One that is taken out
    /// while it waits is left out when its turn comes.
    #[inline]
    fn list(&mut self, number: u32, listed: bool) {
        let slot = &mut self.slots[number];
        let was = slot.listed.get_mut();
        if *was == listed {
            return;
        }
        let index = index(&mut self.index);
        if listed {
            index.add(&slot.key, number);
            *was = true;
        } else if index.remove(&slot.key) {
            *was = false;
        }
    }

    pub(crate) fn undo_len(&self) -> usize {
        self.undo.len()
    }

    /// Undoes every write since the log was `len` long.
    pub(crate) fn undo_to(&mut self, len: usize) {
        while self.undo.len() > len {
            let Some(Undo { slot: number, mark, before }) = self.undo.pop() else { return };
            let slot = &mut self.slots[number];
            slot.mark = mark;
            let listed = before.is_some();
            let before = match before {
                Some(before) => before,
                // Whatever became dirty later is clean again by now.
                None => {
                    slot.dirty = 0;
                    self.dirty.pop().map_or(State::Unknown, |dirty| dirty.base)
                }
            };
            self.heap -= std::mem::replace(&mut slot.now, before).heap_len();
            self.list(number, listed);
        }
    }

    /// Forgets how to undo: no checkpoint is open.
    pub(crate) fn settle(&mut self) {
        for Undo { before, .. } in self.undo.drain(..) {
            self.heap -= before.map_or(0, |before| before.heap_len());
        }
    }

    /// Forgets when slots were written, so that checkpoints may be numbered from 1 again: none is open.
    pub(crate) fn forget_checkpoints(&mut self) {
        self.slots.iter_mut().for_each(|slot| slot.mark = 0);
    }

    /// The written keys in order, up to date for those that begin with `prefix`.
    pub(crate) fn ordered(&self, prefix: &[u8]) -> MutexGuard<'_, OrderedIndex> {
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        index.flush(prefix, |number| {
            let (slot, over) = (self.at(number), self.is_over(number));
            if !over {
                slot.listed.store(false, Ordering::Relaxed);
            }
            over.then_some(&slot.key)
        });
        index
    }

    /// Whether a slot holds something else than what stands below.
    fn is_over(&self, slot: u32) -> bool {
        let row = self.at(slot);
        row.dirty != 0 && !(row.now == State::Absent && *self.base(slot) == State::Absent)
    }

    /// The slots written since the last batch and not undone.
    pub(crate) fn dirty(&self) -> impl Iterator<Item = u32> {
        self.dirty.iter().map(|dirty| dirty.slot)
    }

    /// How many slots were written since the last batch and not undone.
    pub(crate) fn dirty_len(&self) -> usize {
        self.dirty.len()
    }

    /// Takes what slots hold as what stands below from now on.
    pub(crate) fn rebase(&mut self) {
        self.settle();
        // Those that wait may have been undone, and are not dirty then.
        for slot in index(&mut self.index).drain_pending() {
            *self.slots[slot].listed.get_mut() = false;
        }
        index(&mut self.index).clear();
        for Dirty { slot, base } in self.dirty.drain(..) {
            self.heap -= base.heap_len();
            let slot = &mut self.slots[slot];
            slot.mark = 0;
            slot.dirty = 0;
            *slot.listed.get_mut() = false;
        }
    }

    /// Lets go of keys that were only read, and numbers the others anew: those written since the last batch, and those
    /// remembered. There is nothing to undo.
    pub(crate) fn evict_reads(&mut self) {
        debug_assert!(self.undo.is_empty());
        let rows = std::mem::take(&mut self.slots).into_slots();
        let mut places = vec![NO_SLOT; rows.len()];
        self.heap = self.dirty.iter().map(|dirty| dirty.base.heap_len()).sum();
        for (slot, place) in rows.into_iter().zip(&mut places) {
            if slot.dirty != 0 || slot.remembered {
                self.heap += slot.key.heap_len() + slot.now.heap_len();
                let (hash, number) = (key_hash::of(&slot.key), self.slots.len() as u32);
                *place = self.slots.add(slot.renumbered(number), hash);
            }
        }
        self.dirty.iter_mut().for_each(|dirty| dirty.slot = places[dirty.slot as usize]);
        self.remembered.iter_mut().for_each(|(slot, _)| *slot = places[*slot as usize]);
        self.last = 0;
        index(&mut self.index).clear();
        for at in 0..self.dirty.len() {
            let number = self.dirty[at].slot;
            self.list(number, self.is_over(number));
        }
    }

    /// Remembers what stands below the slots of `changed`, for a root that is worked out later.
    pub(crate) fn remember(&mut self, changed: &[u32]) {
        for number in changed {
            let slot = &mut self.slots[*number];
            if !slot.remembered && lthash::in_state_root(&slot.key) {
                slot.remembered = true;
                self.remembered.push((*number, self.base(*number).clone()));
            }
        }
    }

    /// Takes out what was remembered.
    pub(crate) fn take_remembered(&mut self) -> Vec<(u32, State)> {
        let remembered = std::mem::take(&mut self.remembered);
        remembered.iter().for_each(|(slot, _)| self.slots[*slot].remembered = false);
        remembered
    }

    /// How many keys are remembered.
    pub(crate) fn remembered_len(&self) -> usize {
        self.remembered.len()
    }

    /// Takes out what stands below a slot and, where it was written, what it holds. Its key stays.
    pub(crate) fn take(&mut self, number: u32) -> (State, Option<State>) {
        let slot = &mut self.slots[number];
        let now = std::mem::replace(&mut slot.now, State::Unknown);
        match slot.dirty.checked_sub(1).and_then(|at| self.dirty.get_mut(at as usize)) {
            Some(dirty) => (std::mem::replace(&mut dirty.base, State::Unknown), Some(now)),
            None => (now, None),
        }
    }

    /// Leaves in a written slot, whose values were taken out, what it meant for the journal below: what that held
    /// before, and holds now.
    pub(crate) fn leave(&mut self, number: u32, before: State, now: State) {
        let slot = &mut self.slots[number];
        slot.now = before;
        if let Some(dirty) = slot.dirty.checked_sub(1).and_then(|at| self.dirty.get_mut(at as usize)) {
            dirty.base = now;
        }
    }

    /// Every slot in which something was [left](Self::leave): what was there before, and what is now.
    pub(crate) fn left(&self) -> impl Iterator<Item = (u32, &State, &State)> {
        self.dirty.iter().map(|dirty| (dirty.slot, &self.at(dirty.slot).now, &dirty.base))
    }

    /// Forgets everything, and keeps the room for as much, if it is not a lot.
    pub(crate) fn clear(&mut self) {
        if self.slots.capacity() > RETAINED_SLOTS {
            *self = Self::default();
            return;
        }
        drop(self.slots.drain());
        self.last = 0;
        index(&mut self.index).clear();
        self.dirty.clear();
        self.undo.clear();
        self.remembered.clear();
        self.heap = 0;
    }
}

/// The index, where nobody else can have it.
fn index(index: &mut Mutex<OrderedIndex>) -> &mut OrderedIndex {
    index.get_mut().unwrap_or_else(PoisonError::into_inner)
}
