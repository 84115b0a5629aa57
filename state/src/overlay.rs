//! Every key a journal has met: what the store says of it, what was written since, and how to undo that.

use crate::key_hash::KeyHash;
use std::collections::{BTreeMap, HashMap};
use std::ops::Bound;
use std::sync::Arc;

/// What was written to a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    /// Nothing: what the store says holds.
    Nothing,
    /// A value.
    Put(Box<[u8]>),
    /// That it has none.
    Deleted,
}

/// One key.
pub(crate) struct Slot {
    pub(crate) key: Arc<[u8]>,
    /// What the store says; the outer `None` where it was not asked.
    pub(crate) base: Option<Option<Box<[u8]>>>,
    pub(crate) written: Written,
    /// The innermost checkpoint when it was last written.
    mark: u64,
    /// Whether it is in the ordered index, or waits to be.
    listed: bool,
}

impl Slot {
    /// The value that holds, if what the store says is known or does not matter.
    pub(crate) fn value(&self) -> Option<&[u8]> {
        match &self.written {
            Written::Put(value) => Some(value),
            Written::Deleted => None,
            Written::Nothing => self.base.as_ref()?.as_deref(),
        }
    }

    /// Whether the value that holds is known without asking the store.
    pub(crate) fn is_known(&self) -> bool {
        self.base.is_some() || self.written != Written::Nothing
    }
}

/// How a slot was before a checkpoint's first write to it.
struct Undo {
    slot: u32,
    written: Written,
    mark: u64,
}

/// Every key a journal has met.
///
/// Points are found by hash. The ordered index holds only keys that were written, and is brought up to date only when
/// somebody scans. A checkpoint costs nothing until a key is written for the first time within it; then the old value
/// moves, uncopied, to the undo log.
#[derive(Default)]
pub(crate) struct Overlay {
    slots: Vec<Slot>,
    by_key: HashMap<Arc<[u8]>, u32, KeyHash>,
    ordered: BTreeMap<Arc<[u8]>, u32>,
    unordered: Vec<u32>,
    undo: Vec<Undo>,
}

impl Overlay {
    /// The slot of `key`, made if there is none.
    pub(crate) fn slot(&mut self, key: &[u8]) -> u32 {
        if let Some(slot) = self.by_key.get(key) {
            return *slot;
        }
        let slot = self.slots.len() as u32;
        let key: Arc<[u8]> = key.into();
        self.slots.push(Slot { key: Arc::clone(&key), base: None, written: Written::Nothing, mark: 0, listed: false });
        self.by_key.insert(key, slot);
        slot
    }

    pub(crate) fn at(&self, slot: u32) -> &Slot {
        &self.slots[slot as usize]
    }

    pub(crate) fn set_base(&mut self, slot: u32, base: Option<Box<[u8]>>) {
        self.slots[slot as usize].base = Some(base);
    }

    /// Writes to a slot within checkpoint `mark`, 0 where none is open.
    pub(crate) fn write(&mut self, number: u32, written: Written, mark: u64) {
        let slot = &mut self.slots[number as usize];
        let before = std::mem::replace(&mut slot.written, written);
        // A slot written since the innermost checkpoint has its older value in the log already.
        if slot.mark < mark {
            self.undo.push(Undo { slot: number, written: before, mark: slot.mark });
            slot.mark = mark;
        }
        if !slot.listed {
            slot.listed = true;
            self.unordered.push(number);
        }
    }

    pub(crate) fn undo_len(&self) -> usize {
        self.undo.len()
    }

    /// Undoes every write since the log was `len` long. Says whether there was any.
    pub(crate) fn undo_to(&mut self, len: usize) -> bool {
        let any = len < self.undo.len();
        for Undo { slot, written, mark } in self.undo.drain(len..).rev() {
            let slot = &mut self.slots[slot as usize];
            slot.written = written;
            slot.mark = mark;
        }
        any
    }

    /// Forgets how to undo: no checkpoint is open.
    pub(crate) fn settle(&mut self) {
        self.undo.clear();
    }

    /// Brings the ordered index up to date.
    pub(crate) fn order(&mut self) {
        for number in self.unordered.drain(..) {
            self.ordered.insert(Arc::clone(&self.slots[number as usize].key), number);
        }
    }

    /// The written keys that begin with `prefix` and are above `after`, in order. See [`order`](Self::order).
    pub(crate) fn written<'o>(&'o self, prefix: &'o [u8], after: Option<&'o [u8]>) -> impl Iterator<Item = &'o Slot> {
        let from = match after {
            Some(after) if after >= prefix => Bound::Excluded(after),
            _ => Bound::Included(prefix),
        };
        let range = self.ordered.range::<[u8], _>((from, Bound::Unbounded));
        let slots = range.take_while(move |(key, _)| key.starts_with(prefix)).map(|(_, slot)| self.at(*slot));
        slots.filter(|slot| slot.written != Written::Nothing)
    }

    /// The slots that were written and not undone, by number.
    pub(crate) fn dirty(&self) -> impl Iterator<Item = u32> {
        let listed = self.ordered.values().chain(&self.unordered);
        listed.copied().filter(|slot| self.at(*slot).written != Written::Nothing)
    }

    /// Takes what was written as what the store says from now on.
    pub(crate) fn rebase(&mut self) {
        self.settle();
        self.order();
        for number in std::mem::take(&mut self.ordered).into_values() {
            let slot = &mut self.slots[number as usize];
            match std::mem::replace(&mut slot.written, Written::Nothing) {
                Written::Nothing => {}
                Written::Put(value) => slot.base = Some(Some(value)),
                Written::Deleted => slot.base = Some(None),
            }
            slot.mark = 0;
            slot.listed = false;
        }
    }

    /// How many keys are held.
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }
}
