//! Change set: what a journal has changed, as a batch for the store and as a delta of the root.

use crate::journal::Journal;
use crate::journal::layer::Layer;
use crate::journal::slot::SlotValue;
use crate::map::slot_id::SlotId;
use crate::parallel::base_view::BaseView;
use crate::receipts::segment::RECEIPTS_PER_SEGMENT;
use crate::{Key, LtHash, StateError, WriteBatch, keys};
use std::ops::Range;

/// A key whose value is not what it was.
///
/// ```
/// use allod_core::Address;
/// use allod_state::{Change, Journal, MemoryStorage, Storage, keys};
/// use std::sync::Arc;
///
/// let (store, alice) = (Arc::new(MemoryStorage::new()), Address([1; 20]));
/// let (key, five, eight) = (keys::balance(&alice), 5_u64.to_le_bytes().to_vec(), 8_u64.to_le_bytes().to_vec());
/// store.set(&key, &five)?;
/// let mut journal = Journal::new(store);
/// journal.balances().credit(&alice, 3)?;
/// assert_eq!(journal.changes()?, [Change { key: key.to_vec(), before: Some(five), after: Some(eight) }]);
/// # Ok::<_, allod_state::StateError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The key.
    pub key: Vec<u8>,
    /// Its value in the store.
    pub before: Option<Vec<u8>>,
    /// Its value now.
    pub after: Option<Vec<u8>>,
}

/// The changes of a journal, collected.
///
/// ```
/// use allod_core::Address;
/// use allod_state::{Journal, MemoryStorage};
/// use std::sync::Arc;
///
/// let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
/// journal.balances().credit(&Address([1; 20]), 8)?;
/// journal.metadata().next_transaction()?;
/// let changes = journal.collect_changes()?;
/// assert_eq!(changes.len(), 2, "the balance, and the number of transactions");
/// assert_eq!(journal.finalize_batch(changes, None).len(), 2);
/// assert!(journal.collect_changes()?.is_empty(), "it goes on as if they were in the store");
/// # Ok::<_, allod_state::StateError>(())
/// ```
#[derive(Debug)]
pub struct ChangeSet {
    /// Slots whose value is not their base, in the order of their first writes.
    slots: Vec<SlotId>,
    /// The number of transactions before and now, if it has changed.
    transactions: Option<(u64, u64)>,
}

impl ChangeSet {
    /// Number of changes, that of the number of transactions included.
    pub fn len(&self) -> usize {
        self.slots.len() + usize::from(self.transactions.is_some())
    }

    /// True if there is no change.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Journal {
    /// Every key whose value is not what the store says, in order, with both values. Receipts and the number of
    /// transactions are not among them.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no balance for an account
    /// that is owed to.
    pub fn changes(&mut self) -> Result<Vec<Change>, StateError> {
        let slots = self.changed_slots()?;
        let owned = |value: Option<&[u8]>| value.map(<[u8]>::to_vec);
        let change = |slot| {
            let (key, before, after) = self.layer.before_and_after(slot);
            Change { key: key.to_vec(), before: owned(before), after: owned(after) }
        };
        Ok(self.layer.in_key_order(&slots).map(change).collect())
    }

    /// The slots whose value is not their base, with all that is owed to an account in its balance.
    fn changed_slots(&mut self) -> Result<Vec<SlotId>, StateError> {
        self.apply_deferred_credit(None)?;
        let mut slots = std::mem::take(&mut self.layer.scratch.changed);
        slots.clear();
        slots.extend(self.layer.cache.dirty());
        self.load_all(&slots)?;
        let cache = &self.layer.cache;
        slots.retain(|slot| cache.slot(*slot).value != *cache.base(*slot));
        Ok(slots)
    }

    /// The changes as one batch, in order of their keys, then the receipts. A key written back to what it was is no
    /// change. Checkpoints that are still open count as committed.
    ///
    /// # Errors
    /// As [`collect_changes`](Self::collect_changes).
    pub fn into_batch(mut self) -> Result<WriteBatch, StateError> {
        self.take_batch()
    }

    /// The changes as one batch, as [`into_batch`](Self::into_batch) has them. The journal goes on as if the batch
    /// were in the store, and still knows every key it has read, so that the next block finds them here. If the
    /// store then refuses the batch, the journal is of no more use.
    ///
    /// # Errors
    /// As [`collect_changes`](Self::collect_changes).
    pub fn take_batch(&mut self) -> Result<WriteBatch, StateError> {
        let changes = self.collect_changes()?;
        Ok(self.finalize_batch(changes, None))
    }

    /// Collects the changes. Then the journal can be [shared](Self::share) and they be gone over on several threads,
    /// before [`finalize`](Self::finalize).
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no balance for an account
    /// that is owed to, or no number of transactions.
    pub fn collect_changes(&mut self) -> Result<ChangeSet, StateError> {
        let slots = self.changed_slots()?;
        let Layer { store, log, .. } = &mut self.layer;
        let transactions = match log.count.current {
            Some(now) => Some((log.count.persisted(&**store)?, now)).filter(|(before, now)| before != now),
            None => None,
        };
        Ok(ChangeSet { slots, transactions })
    }

    /// Delta of the state's lattice by the changes at positions `range`.
    pub fn root_delta(&self, changes: &ChangeSet, range: Range<usize>) -> LtHash {
        self.layer.root_delta(changes, range)
    }

    /// Delta of the state's lattice by the change of the number of transactions.
    pub fn root_delta_of_tx_count(&self, changes: &ChangeSet) -> LtHash {
        self.root_delta(changes, changes.slots.len()..changes.len())
    }

    /// Notes the values from before these changes, so that [`take_deferred_root`](Self::take_deferred_root) can work out
    /// their delta later. A key that changes a thousand times in between is noted once.
    pub fn defer_root(&mut self, changes: &ChangeSet) {
        let Layer { cache, root, .. } = &mut self.layer;
        root.defer(cache, &changes.slots, changes.transactions.map(|(before, _)| before));
    }

    /// Number of [deferred](Self::defer_root) changes.
    pub fn deferred_root_len(&self) -> usize {
        self.layer.root.len()
    }

    /// Delta of the state's lattice by the deferred changes, up to the last batch.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no number of
    /// transactions.
    pub fn take_deferred_root(&mut self) -> Result<LtHash, StateError> {
        let Layer { store, cache, root, log, .. } = &mut self.layer;
        let mut delta = LtHash::default();
        let (slots, transactions) = root.take(cache);
        for (slot, before) in slots {
            delta.update(&cache.slot(slot).key, before.bytes(), cache.base(slot).bytes());
        }
        if let Some(before) = transactions {
            delta.update_transaction_count(before, log.count.persisted(&**store)?);
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

    /// Writes the changes into `batch`, in order of their keys, in place of what it holds. The first half of
    /// [`finalize_batch`](Self::finalize_batch), for which the journal need only be read.
    pub fn write_changes(&self, changes: &ChangeSet, batch: &mut WriteBatch) {
        self.layer.write_changes(changes, batch);
    }

    /// Adds the root and the receipts to `batch`, behind the changes that it holds. The second half of
    /// [`finalize_batch`](Self::finalize_batch): the journal goes on as if all of it were in the store.
    pub fn finalize(&mut self, changes: ChangeSet, root: Option<&LtHash>, batch: &mut WriteBatch) {
        if let Some(root) = root {
            batch.put(keys::metadata(keys::ROOT_NAME), root.to_bytes());
        }
        let Layer { store: _, cache, undo, log, accel: _, root: _, scratch } = &mut self.layer;
        log.receipts.drain_into(batch);
        log.events.clear();
        log.count.rebase();
        cache.rebase(undo);
        undo.clear();
        scratch.changed = changes.slots;
        scratch.bytes_after_eviction = 0;
    }

    /// Moves the buffered receipts into `batch`, which then holds nothing else, if they fill a segment or have more than
    /// `max_bytes`, and no checkpoint is open. Says whether it did.
    pub fn flush_receipts(&mut self, batch: &mut WriteBatch, max_bytes: usize) -> bool {
        let Layer { undo, log, .. } = &mut self.layer;
        let full = log.receipts.len() >= RECEIPTS_PER_SEGMENT || log.receipts.bytes() > max_bytes;
        let due = full && undo.depth() == 0;
        if due {
            batch.clear();
            log.receipts.drain_into(batch);
        }
        due
    }
}

impl BaseView {
    /// As [`Journal::root_delta`], of the journal that is shared.
    pub fn root_delta(&self, changes: &ChangeSet, range: Range<usize>) -> LtHash {
        self.layer.root_delta(changes, range)
    }

    /// As [`Journal::write_changes`], of the journal that is shared.
    pub fn write_changes(&self, changes: &ChangeSet, batch: &mut WriteBatch) {
        self.layer.write_changes(changes, batch);
    }
}

impl Layer {
    fn before_and_after(&self, slot: SlotId) -> (&Key, Option<&[u8]>, Option<&[u8]>) {
        let after = self.cache.slot(slot);
        (&after.key, self.cache.base(slot).bytes(), after.value.bytes())
    }

    /// Slots in order of their keys.
    fn in_key_order(&self, slots: &[SlotId]) -> impl Iterator<Item = SlotId> + use<> {
        let key = |slot: SlotId| &self.cache.slot(slot).key;
        // Most keys differ in their first 32 bytes. As four words beside the slot's id these compare without a cache miss
        // for each key.
        let head = |slot: SlotId| {
            let mut head = [0; 32];
            let key = key(slot);
            let len = key.len().min(32);
            head[..len].copy_from_slice(&key[..len]);
            let (words, _) = head.as_chunks::<8>();
            [0, 1, 2, 3].map(|at: usize| u64::from_be_bytes(words[at]))
        };
        let mut sorted: Vec<_> = slots.iter().map(|slot| (head(*slot), *slot)).collect();
        sorted.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| key(a.1).cmp(key(b.1))));
        sorted.into_iter().map(|(_, slot)| slot)
    }

    fn root_delta(&self, changes: &ChangeSet, range: Range<usize>) -> LtHash {
        let mut delta = LtHash::default();
        for at in range {
            match (changes.slots.get(at), changes.transactions) {
                (Some(slot), _) => {
                    let (key, before, after) = self.before_and_after(*slot);
                    delta.update(key, before, after);
                }
                (None, Some((before, after))) if at == changes.slots.len() => {
                    delta.update_transaction_count(before, after);
                }
                (None, _) => break,
            }
        }
        delta
    }

    fn write_changes(&self, changes: &ChangeSet, batch: &mut WriteBatch) {
        batch.clear();
        for slot in self.in_key_order(&changes.slots) {
            let slot = self.cache.slot(slot);
            match &slot.value {
                SlotValue::Value(value) => drop(batch.put(&slot.key, &**value)),
                SlotValue::Absent | SlotValue::Unknown | SlotValue::Parent(_) => drop(batch.delete(&slot.key)),
            }
        }
        if let Some((_, now)) = changes.transactions {
            batch.put(keys::metadata(keys::TRANSACTION_NAME), now.to_le_bytes());
        }
    }
}
