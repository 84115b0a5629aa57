//! Keys in order, put in order when somebody asks.

use crate::Key;
use std::collections::BTreeMap;
use std::ops::Bound;

/// Keys in order, with the numbers of their slots. Most keys are never scanned, so those nobody has asked the order of
/// wait, apart by their first letter: one that is scanned need not wait for the others.
#[derive(Clone, Default)]
pub(crate) struct OrderedIndex {
    ordered: BTreeMap<Key, u32>,
    pending: [Vec<u32>; CLASSES],
}

const CLASSES: usize = 4;

fn class(key: &[u8]) -> usize {
    match key.first() {
        Some(b'w') => 0,
        Some(b'f') => 1,
        Some(b's') => 2,
        _ => 3,
    }
}

impl OrderedIndex {
    /// Adds a key, which is not there yet.
    pub(crate) fn add(&mut self, key: &Key, slot: u32) {
        self.pending[class(key)].push(slot);
    }

    /// Takes a key out, and says whether it was there; one that waits is not.
    pub(crate) fn remove(&mut self, key: &Key) -> bool {
        self.ordered.remove(&key[..]).is_some()
    }

    /// Puts those in order that begin with `prefix`. `key` gives the key of a slot, or says that it is to be left out.
    pub(crate) fn flush<'k>(&mut self, prefix: &[u8], key: impl Fn(u32) -> Option<&'k Key>) {
        let classes = if prefix.is_empty() { 0..CLASSES } else { class(prefix)..class(prefix) + 1 };
        for slot in self.pending[classes].iter_mut().flat_map(|class| class.drain(..)) {
            if let Some(key) = key(slot) {
                self.ordered.insert(key.clone(), slot);
            }
        }
    }

    /// Those that begin with `prefix` and are above `after`, in order.
    pub(crate) fn within<'i>(&'i self, prefix: &'i [u8], after: Option<&'i [u8]>) -> impl Iterator<Item = u32> + 'i {
        let from = match after {
            Some(after) if after >= prefix => Bound::Excluded(after),
            _ => Bound::Included(prefix),
        };
        let range = self.ordered.range::<[u8], _>((from, Bound::Unbounded));
        range.take_while(move |(key, _)| key.starts_with(prefix)).map(|(_, slot)| *slot)
    }

    /// Takes out those that wait.
    pub(crate) fn drain_pending(&mut self) -> impl Iterator<Item = u32> {
        self.pending.iter_mut().flat_map(|class| class.drain(..))
    }

    /// Forgets every key, and keeps the room for as many to wait.
    pub(crate) fn clear(&mut self) {
        self.ordered.clear();
        self.pending.iter_mut().for_each(Vec::clear);
    }
}
