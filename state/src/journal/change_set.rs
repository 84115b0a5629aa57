//! What a journal has changed: found out, added to the state's root, and made into a batch.

use crate::journal::slot::State;
use crate::receipts::segment::GROUP;
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
pub struct Prepared {
    /// In no order that means anything.
    slots: Vec<u32>,
    /// How many transactions there were before and are now, if that is not the same.
    counted: Option<(u64, u64)>,
}

impl Prepared {
    /// How many changes there are, that of the number of transactions included.
    pub fn len(&self) -> usize {
        self.slots.len() + usize::from(self.counted.is_some())
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
        dirty.extend(self.overlay.dirty());
        self.load_all(&dirty)?;
        dirty.retain(|slot| self.overlay.at(*slot).now != *self.overlay.base(*slot));
        Ok(dirty)
    }

    /// Slots in order of their keys.
    fn in_order(&self, slots: &[u32]) -> impl Iterator<Item = u32> + use<> {
        let key = |slot: u32| &self.overlay.at(slot).key;
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
        (&self.overlay.at(slot).key, self.read_state(self.overlay.base(slot)), self.value(slot))
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
        let prepared = self.prepare()?;
        Ok(self.seal(prepared, None))
    }

    /// Finds out what has changed, so that its parts can be gone over on several threads before [`seal`](Self::seal).
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn prepare(&mut self) -> Result<Prepared, StateError> {
        let slots = self.changed()?;
        let counted = match self.counted.now {
            Some(now) => Some((self.stored_count()?, now)).filter(|(before, now)| before != now),
            None => None,
        };
        Ok(Prepared { slots, counted })
    }

    /// What the changes numbered `part` do to the state's lattice.
    pub fn delta(&self, prepared: &Prepared, part: std::ops::Range<usize>) -> LtHash {
        let mut delta = LtHash::default();
        for number in part {
            match (prepared.slots.get(number), prepared.counted) {
                (Some(slot), _) => {
                    let (key, before, after) = self.before_and_after(*slot);
                    delta.update(key, before, after);
                }
                (None, Some((before, after))) if number == prepared.slots.len() => {
                    delta.update_transaction_count(before, after)
                }
                (None, _) => break,
            }
        }
        delta
    }

    /// What the number of transactions does to the state's lattice.
    pub fn delta_of_count(&self, prepared: &Prepared) -> LtHash {
        self.delta(prepared, prepared.slots.len()..prepared.len())
    }

    /// Remembers what the keys of `prepared` held before, so that [`catch_up`](Self::catch_up) can work their part of
    /// the root out later. A key that changes a thousand times in between is remembered once.
    pub fn defer(&mut self, prepared: &Prepared) {
        self.overlay.remember(&prepared.slots);
        if let Some((before, _)) = prepared.counted {
            self.counted.remembered.get_or_insert(before);
        }
    }

    /// How many keys were [deferred](Self::defer).
    pub fn deferred_len(&self) -> usize {
        self.overlay.remembered_len() + usize::from(self.counted.remembered.is_some())
    }

    /// What the deferred changes did to the state's lattice, up to the last batch.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn catch_up(&mut self) -> Result<LtHash, StateError> {
        let mut delta = LtHash::default();
        for (slot, before) in self.overlay.take_remembered() {
            let (before, after) = (self.read_state(&before), self.read_state(self.overlay.base(slot)));
            delta.update(&self.overlay.at(slot).key, before, after);
        }
        if let Some(before) = self.counted.remembered.take() {
            let after = self.stored_count()?;
            delta.update_transaction_count(before, after);
        }
        Ok(delta)
    }

    /// What was prepared as one batch, with `root` if it is given, as [`take_batch`](Self::take_batch) has it. Nothing
    /// was written in between.
    pub fn seal(&mut self, prepared: Prepared, root: Option<&LtHash>) -> WriteBatch {
        let mut batch = WriteBatch::new();
        self.seal_into(prepared, root, &mut batch);
        batch
    }

    /// As [`seal`](Self::seal), in the room that `batch` has.
    pub fn seal_into(&mut self, prepared: Prepared, root: Option<&LtHash>, batch: &mut WriteBatch) {
        self.write_changes(&prepared, batch);
        self.settle_into(prepared, root, batch);
    }

    /// The first half of [`seal_into`](Self::seal_into): what was prepared, in order of the keys, for which the journal
    /// need only be read.
    pub fn write_changes(&self, prepared: &Prepared, batch: &mut WriteBatch) {
        batch.clear();
        for slot in self.in_order(&prepared.slots) {
            let slot = self.overlay.at(slot);
            match &slot.now {
                State::Value(value) => drop(batch.put(&slot.key, &**value)),
                _ => drop(batch.delete(&slot.key)),
            }
        }
        if let Some((_, now)) = prepared.counted {
            batch.put(keys::meta(keys::TRANSACTION_NAME), now.to_le_bytes());
        }
    }

    /// The second half of [`seal_into`](Self::seal_into): the root and the receipts, behind the changes that `batch`
    /// holds. The journal goes on as if all of it were in the store.
    pub fn settle_into(&mut self, prepared: Prepared, root: Option<&LtHash>, batch: &mut WriteBatch) {
        if let Some(root) = root {
            batch.put(keys::meta(keys::ROOT_NAME), root.to_bytes());
        }
        self.receipts.drain_into(batch);
        self.room = prepared.slots;
        self.overlay.rebase();
        self.left = 0;
        self.owned.settle();
        self.counted.stored = self.counted.now.take().or(self.counted.stored);
        self.marks.clear();
        self.last_mark = 0;
        self.events.clear();
    }

    /// Puts the receipts that wait into `batch`, and nothing else, if they are as many as stand under one key, or have more
    /// than `most` bytes, and no checkpoint is open. Answers whether.
    pub fn seal_receipts_into(&mut self, batch: &mut WriteBatch, most: usize) -> bool {
        let due = (self.receipts.len() >= GROUP || self.receipts.bytes() > most) && self.marks.is_empty();
        if due {
            batch.clear();
            self.receipts.drain_into(batch);
        }
        due
    }
}
