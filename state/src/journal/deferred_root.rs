//! Deferred root: values from before, for a state root that is brought up to date later.

use crate::journal::cache::StateCache;
use crate::journal::slot::SlotValue;
use crate::keys;
use crate::map::slot_id::SlotId;

/// Deferred root: for each key changed by a batch since the root was last worked out, its value from before the first of
/// them. A key that changes a thousand times in between costs two elements of the lattice, not two thousand.
#[derive(Default)]
pub(crate) struct DeferredRoot {
    /// Slots and their values at the last root. The slots say so too, by `root_deferred`.
    before: Vec<(SlotId, SlotValue)>,
    /// The number of transactions at the last root, if it has changed since.
    transactions: Option<u64>,
}

impl DeferredRoot {
    /// Notes the bases of those of `slots` that the root covers, and the number of `transactions` in the store.
    pub(crate) fn defer(&mut self, cache: &mut StateCache, slots: &[SlotId], transactions: Option<u64>) {
        for id in slots {
            let Some(slot) = cache.get_mut(*id) else { continue };
            if !slot.root_deferred && keys::in_state_root(&slot.key) {
                slot.root_deferred = true;
                self.before.push((*id, cache.base(*id).clone()));
            }
        }
        if let Some(before) = transactions {
            self.transactions.get_or_insert(before);
        }
    }

    /// Takes out the slots with their values from before, and the number of transactions from before.
    pub(crate) fn take(&mut self, cache: &mut StateCache) -> (Vec<(SlotId, SlotValue)>, Option<u64>) {
        let before = std::mem::take(&mut self.before);
        for (id, _) in &before {
            if let Some(slot) = cache.get_mut(*id) {
                slot.root_deferred = false;
            }
        }
        (before, self.transactions.take())
    }

    /// Number of deferred changes.
    pub(crate) fn len(&self) -> usize {
        self.before.len() + usize::from(self.transactions.is_some())
    }

    /// Bytes of the list.
    pub(crate) fn bytes(&self) -> usize {
        self.before.len() * size_of::<(SlotId, SlotValue)>()
    }

    /// Follows slots to their new ids.
    pub(crate) fn renumber(&mut self, moved: &[Option<SlotId>]) {
        for (slot, _) in &mut self.before {
            *slot = moved[slot.index()].unwrap_or(*slot);
        }
    }

    /// Forgets all.
    pub(crate) fn clear(&mut self) {
        let Self { before, transactions } = self;
        before.clear();
        *transactions = None;
    }
}
