//! What a journal has changed: found out, added to the state's root, and made into a batch.

use crate::journal::slot::State;
use crate::receipts::segment::RECEIPTS_PER_SEGMENT;
use crate::{Journal, Key, LtHash, StateError, WriteBatch, keys};

/// A key whose value is not what it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The key.
    pub key: Vec<u8>,
    /// Its value in the store.
    pub before: Option<Vec<u8>>,
    /// Its value now.
    pub after: Option<Vec<u8>>,
}

/// What has changed, found out.
#[derive(Debug)]
pub struct ChangeSet {
    /// In no order that means anything.
    slots: Vec<u32>,
    /// How many transactions there were before and are now, if that is not the same.
    tx_count: Option<(u64, u64)>,
}

impl ChangeSet {
    /// How many changes there are, that of the number of transactions included.
    pub fn len(&self) -> usize {
        self.slots.len() + usize::from(self.tx_count.is_some())
    }

    /// Whether nothing has changed.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Journal {
    /// Every key whose value is not what the store says, in order. Receipts and the number of transactions apart.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn changes(&mut self) -> Result<Vec<Change>, StateError> {
        let changed = self.changed()?;
        let changed = self.in_order(&changed);
        let owned = |value: Option<&[u8]>| value.map(<[u8]>::to_vec);
        let change = |slot| {
            let (key, before, after) = self.before_and_after(slot);
            Change { key: key.to_vec(), before: owned(before), after: owned(after) }
        };
        Ok(changed.map(change).collect())
    }

    /// The slots whose value is not what the store says.
    fn changed(&mut self) -> Result<Vec<u32>, StateError> {
        let mut dirty = std::mem::take(&mut self.room);
        dirty.clear();
        dirty.extend(self.cache.dirty());
        self.load_all(&dirty)?;
        dirty.retain(|slot| self.cache.at(*slot).now != *self.cache.base(*slot));
        Ok(dirty)
    }

    /// Slots in order of their keys.
    fn in_order(&self, slots: &[u32]) -> impl Iterator<Item = u32> + use<> {
        let key = |slot: u32| &self.cache.at(slot).key;
        // Most keys differ in their first 32 bytes, which are compared faster beside each other than in their slots.
        let head = |slot: u32| {
            let mut head = [0; 32];
            let key = key(slot);
            let len = key.len().min(32);
            head[..len].copy_from_slice(&key[..len]);
            let (words, _) = head.as_chunks::<8>();
            [0, 1, 2, 3].map(|at: usize| u64::from_be_bytes(words[at]))
        };
        let mut rows: Vec<_> = slots.iter().map(|slot| (head(*slot), *slot)).collect();
        rows.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| key(a.1).cmp(key(b.1))));
        rows.into_iter().map(|row| row.1)
    }

    fn before_and_after(&self, slot: u32) -> (&Key, Option<&[u8]>, Option<&[u8]>) {
        (&self.cache.at(slot).key, self.read_state(self.cache.base(slot)), self.value(slot))
    }

    /// The changes as one batch, in order of their keys, then the receipts. What was written back to what it was is no
    /// change. Checkpoints that are still open count as kept.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn into_batch(mut self) -> Result<WriteBatch, StateError> {
        self.take_batch()
    }

    /// The changes as one batch, as [`into_batch`](Self::into_batch) has them. The journal goes on as if the batch
    /// were in the store, and still knows every key it has read, so that the next block finds them here. Where the
    /// store then refuses the batch, the journal is of no more use.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn take_batch(&mut self) -> Result<WriteBatch, StateError> {
        let changes = self.collect_changes()?;
        Ok(self.finalize_batch(changes, None))
    }

    /// Finds out what has changed, so that its parts can be gone over on several threads before [`finalize_batch`](Self::finalize_batch).
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn collect_changes(&mut self) -> Result<ChangeSet, StateError> {
        let slots = self.changed()?;
        let tx_count = match self.tx_count.now {
            Some(now) => Some((self.stored_count()?, now)).filter(|(before, now)| before != now),
            None => None,
        };
        Ok(ChangeSet { slots, tx_count })
    }

    /// What the changes numbered `part` do to the state's lattice.
    pub fn root_delta(&self, changes: &ChangeSet, part: std::ops::Range<usize>) -> LtHash {
        let mut delta = LtHash::default();
        for number in part {
            match (changes.slots.get(number), changes.tx_count) {
                (Some(slot), _) => {
                    let (key, before, after) = self.before_and_after(*slot);
                    delta.update(key, before, after);
                }
                (None, Some((before, after))) if number == changes.slots.len() => {
                    delta.update_transaction_count(before, after)
                }
                (None, _) => break,
            }
        }
        delta
    }

    /// What the number of transactions does to the state's lattice.
    pub fn root_delta_of_tx_count(&self, changes: &ChangeSet) -> LtHash {
        self.root_delta(changes, changes.slots.len()..changes.len())
    }

    /// Remembers what the keys of `changes` held before, so that [`take_deferred_root`](Self::take_deferred_root) can work their part of
    /// the root out later. A key that changes a thousand times in between is remembered once.
    pub fn defer_root(&mut self, changes: &ChangeSet) {
        self.cache.remember(&changes.slots);
        if let Some((before, _)) = changes.tx_count {
            self.tx_count.remembered.get_or_insert(before);
        }
    }

    /// How many keys were [deferred](Self::defer_root).
    pub fn deferred_root_len(&self) -> usize {
        self.cache.remembered_len() + usize::from(self.tx_count.remembered.is_some())
    }

    /// What the deferred changes did to the state's lattice, up to the last batch.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn take_deferred_root(&mut self) -> Result<LtHash, StateError> {
        let mut delta = LtHash::default();
        for (slot, before) in self.cache.take_remembered() {
            let (before, after) = (self.read_state(&before), self.read_state(self.cache.base(slot)));
            delta.update(&self.cache.at(slot).key, before, after);
        }
        if let Some(before) = self.tx_count.remembered.take() {
            let after = self.stored_count()?;
            delta.update_transaction_count(before, after);
        }
        Ok(delta)
    }

    /// The changes as one batch, with `root` if it is given, as [`take_batch`](Self::take_batch) has it. Nothing was
    /// written since they were collected.
    pub fn finalize_batch(&mut self, changes: ChangeSet, root: Option<&LtHash>) -> WriteBatch {
        let mut batch = WriteBatch::new();
        self.write_changes(&changes, &mut batch);
        self.finalize(changes, root, &mut batch);
        batch
    }

    /// The first half of [`finalize_batch`](Self::finalize_batch): the changes, in order of the keys, for which the journal
    /// need only be read.
    pub fn write_changes(&self, changes: &ChangeSet, batch: &mut WriteBatch) {
        batch.clear();
        for slot in self.in_order(&changes.slots) {
            let slot = self.cache.at(slot);
            match &slot.now {
                State::Value(value) => drop(batch.put(&slot.key, &**value)),
                _ => drop(batch.delete(&slot.key)),
            }
        }
        if let Some((_, now)) = changes.tx_count {
            batch.put(keys::meta(keys::TRANSACTION_NAME), now.to_le_bytes());
        }
    }

    /// The second half of [`finalize_batch`](Self::finalize_batch): the root and the receipts, behind the changes that `batch`
    /// holds. The journal goes on as if all of it were in the store.
    pub fn finalize(&mut self, changes: ChangeSet, root: Option<&LtHash>, batch: &mut WriteBatch) {
        if let Some(root) = root {
            batch.put(keys::meta(keys::ROOT_NAME), root.to_bytes());
        }
        self.receipts.drain_into(batch);
        self.room = changes.slots;
        self.cache.rebase();
        self.left = 0;
        self.owners.forget_changes();
        self.tx_count.stored = self.tx_count.now.take().or(self.tx_count.stored);
        self.checkpoints.clear();
        self.last_checkpoint = 0;
        self.events.clear();
    }

    /// Puts the receipts that wait into `batch`, and nothing else, if they are as many as stand under one key, or have more
    /// than `most` bytes, and no checkpoint is open. Answers whether.
    pub fn flush_receipts(&mut self, batch: &mut WriteBatch, most: usize) -> bool {
        let due = (self.receipts.len() >= RECEIPTS_PER_SEGMENT || self.receipts.bytes() > most)
            && self.checkpoints.is_empty();
        if due {
            batch.clear();
            self.receipts.drain_into(batch);
        }
        due
    }
}
