//! A journal that many threads read and nobody writes.

use crate::journal::NO_SLOT;
use crate::journal::accel::owner_cache::{Held, Holding};
use crate::journal::slot::State;
use crate::map::key_hash::KeyHash;
use crate::{Journal, Key, Pair, Reader, StateError, Visitor, map::key_hash};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A journal that many threads read and nobody writes, until all of them are done with it.
///
/// It is what a block's transactions run over when they run side by side: each in a journal of its own
/// ([`Journal::over`]), which reads through the frozen one. [`Window`](crate::Window) brings them together again.
#[derive(Debug)]
pub struct Frozen {
    pub(crate) journal: Journal,
    /// What those over it have asked of who owns what, so that one of them walks and not each.
    learned: Mutex<Learned>,
}

type Learned = HashMap<Holding, Held, KeyHash>;

impl Frozen {
    /// The journal again, once nobody else reads it.
    pub fn thaw(self: Arc<Self>) -> Option<Journal> {
        let Self { mut journal, learned } = Arc::into_inner(self)?;
        for (holding, held) in learned.into_inner().unwrap_or_else(PoisonError::into_inner) {
            journal.owned.learn(holding, held);
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
        let overlay = &self.journal.overlay;
        overlay.find(key, hash).filter(|slot| overlay.is_known(*slot))
    }

    /// The first `most` objects of a holding, one at least if there is any, as far as they are known or else read.
    pub(crate) fn held(&self, holding: &Holding, most: usize) -> Result<Held, StateError> {
        let learned = || self.learned.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(held) = self.journal.owned.get(holding).filter(|held| held.is_enough()) {
            return Ok(held.beginning(most));
        }
        if let Some(held) = learned().get(holding) {
            return Ok(held.beginning(most));
        }
        let mut held = self.journal.owned.get(holding).cloned().unwrap_or_default();
        while !held.is_enough() {
            self.journal.read_on(holding, &mut held)?;
        }
        let beginning = held.beginning(most);
        learned().insert(*holding, held);
        Ok(beginning)
    }
}

impl Reader for Frozen {
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
    pub fn sibling(&self) -> Self {
        Self::new(Arc::clone(&self.store))
    }

    /// The journal for many threads to read. Checkpoints that are open stay open.
    pub fn freeze(self) -> Arc<Frozen> {
        Arc::new(Frozen { journal: self, learned: Mutex::default() })
    }

    /// A journal over a frozen one, for the transaction whose number since genesis is `transaction`. It is absorbed by
    /// a [`Window`](crate::Window) or thrown away, and never makes a batch.
    pub fn over(frozen: &Arc<Frozen>, transaction: u64) -> Self {
        let mut journal = Self::new(Arc::clone(&frozen.journal.store));
        journal.renew(frozen, transaction);
        journal
    }

    /// As [`over`](Self::over), in the room that this journal has.
    pub fn renew(&mut self, frozen: &Arc<Frozen>, transaction: u64) {
        self.clear();
        self.below = Some(Arc::clone(frozen));
        self.counted.stored = Some(transaction.saturating_sub(1));
    }

    /// Lets go of the journal below, once it is noted where there the keys are. What was read through it is not known
    /// any more.
    pub fn let_go(&mut self) {
        let Some(below) = self.below.take() else { return };
        let place = |slot| match self.overlay.base(slot) {
            State::Below(place) => *place,
            _ => {
                let key = &self.overlay.at(slot).key;
                below.journal.overlay.find(key, key_hash::of(key)).unwrap_or(NO_SLOT)
            }
        };
        self.places.clear();
        self.places.extend((0..self.overlay.len() as u32).map(place));
    }
}
