//! Successor prediction: which slot is read next.

use crate::journal::cache::StateCache;
use crate::keys::{self, KeyRef};
use crate::map::accelerators::SUCCESSOR;
use crate::map::prefetch::prefetch;
use crate::map::slot_id::SlotId;

/// Predicts the slot of a key from the slot that was read last: a contract reads its keys in the same order every call, so
/// each slot remembers its [`Successor`](crate::journal::slot::Successor).
///
/// The key is compared before a prediction is used: a wrong one costs a lookup, never an answer. A right one saves hashing
/// the key and one dependent cache miss of the hash index.
pub(crate) struct SuccessorPredictor {
    /// The slot that was read last.
    last: SlotId,
}

impl Default for SuccessorPredictor {
    fn default() -> Self {
        Self { last: SlotId::FIRST }
    }
}

impl SuccessorPredictor {
    /// The slot of `key`, if that is the slot read last or its confident successor.
    #[inline]
    pub(crate) fn predict<const N: usize>(&mut self, cache: &StateCache, key: &KeyRef<'_, N>) -> Option<SlotId> {
        if !SUCCESSOR {
            return None;
        }
        let last = cache.get(self.last)?;
        if key.matches(&last.key) {
            return Some(self.last);
        }
        let next = last.successor;
        if next.confident && next.fingerprint == key.fingerprint() && key.matches(&cache.get(next.slot)?.key) {
            self.last = next.slot;
            return Some(next.slot);
        }
        None
    }

    /// Trains the predictor with the slot that [`predict`](Self::predict) should have found, and prefetches the one that
    /// comes after it.
    pub(crate) fn train(&mut self, cache: &mut StateCache, slot: SlotId) {
        if !SUCCESSOR {
            return;
        }
        let fingerprint = keys::fingerprint(&cache.slot(slot).key);
        if let Some(last) = cache.get_mut(self.last) {
            let before = last.successor.slot;
            last.successor.confident = before == slot || before == self.last;
            last.successor.slot = slot;
            last.successor.fingerprint = fingerprint;
        }
        self.last = slot;
        prefetch_successor(cache, slot);
    }

    /// Begins anew, for slots with other ids.
    pub(crate) fn reset(&mut self) {
        let Self { last } = self;
        *last = SlotId::FIRST;
    }
}

/// Prefetches the confident successor of `slot`.
#[inline]
fn prefetch_successor(cache: &StateCache, slot: SlotId) {
    let successor = cache.slot(slot).successor;
    if successor.confident
        && let Some(next) = cache.get(successor.slot)
    {
        prefetch(next);
    }
}
