//! Ordered index: keys in order, sorted lazily.

use crate::keys::ScanClass;
use crate::map::accelerators::LAZY_ORDER;
use crate::map::slot_id::SlotId;
use crate::{Key, keys};
use std::collections::BTreeMap;
use std::ops::Bound;

/// Keys in order, with their slots, sorted lazily: a key that is added waits in a list until a scan needs its order.
///
/// Most keys are written and never scanned: a push costs 4 bytes, an insert into the B-tree a copy of the key and a search.
/// There is a list for each [`ScanClass`], so a scan sorts the pending keys of its own class alone.
#[derive(Clone, Default)]
pub(crate) struct OrderedIndex {
    ordered: BTreeMap<Key, SlotId>,
    pending: [Vec<SlotId>; ScanClass::COUNT],
}

impl OrderedIndex {
    /// Adds a key that is not in the index.
    pub(crate) fn insert(&mut self, key: &Key, slot: SlotId) {
        match LAZY_ORDER {
            true => self.pending[keys::scan_class(key) as usize].push(slot),
            false => drop(self.ordered.insert(key.clone(), slot)),
        }
    }

    /// Takes a key out. False for a key that is pending: it stays, and [`flush`](Self::flush) asks whether it still
    /// counts.
    pub(crate) fn remove(&mut self, key: &Key) -> bool {
        self.ordered.remove(&key[..]).is_some()
    }

    /// Sorts the pending keys that may begin with `prefix`. `key` gives the key of a slot, or `None` to leave it out.
    pub(crate) fn flush<'k>(&mut self, prefix: &[u8], key: impl Fn(SlotId) -> Option<&'k Key>) {
        let class = keys::scan_class(prefix) as usize;
        let classes = if prefix.is_empty() { 0..ScanClass::COUNT } else { class..class + 1 };
        for slot in self.pending[classes].iter_mut().flat_map(|class| class.drain(..)) {
            if let Some(key) = key(slot) {
                self.ordered.insert(key.clone(), slot);
            }
        }
    }

    /// The slots of the sorted keys that begin with `prefix` and are above `after`, in order.
    pub(crate) fn range<'i>(&'i self, prefix: &'i [u8], after: Option<&'i [u8]>) -> impl Iterator<Item = SlotId> + 'i {
        let from = match after {
            Some(after) if after >= prefix => Bound::Excluded(after),
            _ => Bound::Included(prefix),
        };
        let range = self.ordered.range::<[u8], _>((from, Bound::Unbounded));
        range.take_while(move |(key, _)| key.starts_with(prefix)).map(|(_, slot)| *slot)
    }

    /// Takes the pending slots out.
    pub(crate) fn drain_pending(&mut self) -> impl Iterator<Item = SlotId> {
        self.pending.iter_mut().flat_map(|class| class.drain(..))
    }

    /// Empties the index and keeps the capacity of the pending lists.
    pub(crate) fn clear(&mut self) {
        let Self { ordered, pending } = self;
        ordered.clear();
        pending.iter_mut().for_each(Vec::clear);
    }
}
