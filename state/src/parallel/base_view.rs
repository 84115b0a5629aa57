//! A journal that many threads read and nobody writes.

use crate::journal::NO_SLOT;
use crate::journal::accel::owner_cache::{OwnedSet, OwnerKey};
use crate::journal::slot::State;
use crate::map::key_hash::KeyHash;
use crate::{Journal, Key, Pair, Reader, StateError, Visitor, map::key_hash};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A journal that many threads read and nobody writes, until all of them are done with it.
///
/// It is what a block's transactions run over when they run side by side: each in a journal of its own
/// ([`Journal::fork`]), which reads through the view one. [`BatchValidator`](crate::BatchValidator) brings them together again.
#[derive(Debug)]
pub struct BaseView {
    pub(crate) journal: Journal,
    /// What those over it have asked of who owns what, so that one of them walks and not each.
    learned: Mutex<Learned>,
}

type Learned = HashMap<OwnerKey, OwnedSet, KeyHash>;

impl BaseView {
    /// The journal again, once nobody else reads it.
    pub fn into_inner(self: Arc<Self>) -> Option<Journal> {
        let Self { mut journal, learned } = Arc::into_inner(self)?;
        for (key, held) in learned.into_inner().unwrap_or_else(PoisonError::into_inner) {
            journal.owners.insert(key, held);
        }
        Some(journal)
    }

    /// The journal, to read what it knows.
    pub fn journal(&self) -> &Journal {
        &self.journal
    }

    /// The slot that knows the value of `key`, if one does.
    #[inline]
    pub(crate) fn slot(&self, key: &Key, hash: u64) -> Option<u32> {
        let cache = &self.journal.cache;
        cache.find(key, hash).filter(|slot| cache.is_known(*slot))
    }

    /// The first `most` objects of a key, one at least if there is any, as far as they are known or else read.
    pub(crate) fn held(&self, key: &OwnerKey, most: usize) -> Result<OwnedSet, StateError> {
        let learned = || self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = self.journal.owners.get(key).filter(|held| held.knows_oldest()) {
            return Ok(held.first(most));
        }
        if let Some(held) = learned().get(key) {
            return Ok(held.first(most));
        }
        let mut held = self.journal.owners.get(key).cloned().unwrap_or_default();
        while !held.knows_oldest() {
            self.journal.read_on(key, &mut held)?;
        }
        let beginning = held.first(most);
        learned().insert(*key, held);
        Ok(beginning)
    }
}

impl Reader for BaseView {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        let key = &Key::from(key);
        match self.slot(key, key_hash::of(key)) {
            Some(slot) => Ok(self.journal.value(slot).map(<[u8]>::to_vec)),
            None => self.journal.store.get(key),
        }
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        self.journal.scan_unnoted(prefix, after, limit)
    }

    fn visit(&self, prefix: &[u8], after: Option<&[u8]>, see: &mut Visitor<'_>) -> Result<(), StateError> {
        self.journal.visit_unnoted(prefix, after, see)
    }
}

impl Journal {
    /// A journal over the same store in which nothing is known.
    pub fn empty_like(&self) -> Self {
        Self::new(Arc::clone(&self.store))
    }

    /// The journal for many threads to read. Checkpoints that are open stay open.
    pub fn share(self) -> Arc<BaseView> {
        Arc::new(BaseView { journal: self, learned: Mutex::default() })
    }

    /// A journal over a view one, for the transaction whose number since genesis is `transaction`. It is absorbed by
    /// a [`BatchValidator`](crate::BatchValidator) or thrown away, and never makes a batch.
    pub fn fork(view: &Arc<BaseView>, transaction: u64) -> Self {
        let mut journal = Self::new(Arc::clone(&view.journal.store));
        journal.reset_over(view, transaction);
        journal
    }

    /// As [`fork`](Self::fork), in the room that this journal has.
    pub fn reset_over(&mut self, view: &Arc<BaseView>, transaction: u64) {
        self.clear();
        self.parent = Some(Arc::clone(view));
        self.tx_count.stored = Some(transaction.saturating_sub(1));
    }

    /// Lets go of the journal below, once it is noted where there the keys are. What was read through it is not known
    /// any more.
    pub fn detach(&mut self) {
        let Some(below) = self.parent.take() else { return };
        let slot = |slot| match self.cache.base(slot) {
            State::Parent(slot) => *slot,
            _ => {
                let key = &self.cache.at(slot).key;
                below.journal.cache.find(key, key_hash::of(key)).unwrap_or(NO_SLOT)
            }
        };
        self.parent_slots.clear();
        self.parent_slots.extend((0..self.cache.len() as u32).map(slot));
    }
}
