//! Receipts of the past as rows of the store: pruned, and indexed.

use crate::receipt::{encoding, events_of};
use crate::{Engine, EngineError};
use allod_state::receipts::events;
use allod_state::{Journal, Reader, StateError, Storage, WriteBatch, keys, receipts};

/// Rows that are deleted at a time, at least, where there are so many.
const BATCH: usize = 4_096;

impl Engine {
    /// Deletes the receipts of blocks below `height`, and says how many that were. Receipts are in no root, so nodes may keep as
    /// many as they like. Of single calls in memory up to 63 may stay that are stored together with later ones.
    ///
    /// ```
    /// use allod_vm::{BlockContext, Engine, EngineConfig, MemoryStorage, args};
    /// use std::sync::Arc;
    ///
    /// let engine = Engine::open(EngineConfig::default().with_storage(Arc::new(MemoryStorage::new())))?;
    /// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address; // block 1
    /// let receipt = engine.execute_with_args(contract, "f", args![])?;
    /// assert_eq!(engine.prune_receipts(2)?, 1);
    /// assert_eq!(engine.receipts(0, 10)?, [receipt]);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`EngineError::Busy`], [`EngineError::CorruptStore`], or the store's. Those that were deleted by then stay deleted.
    pub fn prune_receipts(&self, height: u64) -> Result<u64, EngineError> {
        let mut executor = self.writer()?;
        executor.flush()?;
        let (mut pruned, mut batch) = (0, WriteBatch::new());
        for segment in receipts::segments(&*self.storage, 0) {
            let segment = segment?;
            let Some((last, bytes)) = segment.last() else { break };
            if encoding::read(*last, bytes)?.block.height >= height {
                break;
            }
            batch.delete(keys::receipts(receipts::number_of(last)));
            for (hash, bytes) in &segment {
                if self.indexes.events {
                    let receipt = encoding::read(*hash, bytes)?;
                    events::remove(&mut batch, receipt.transaction, events_of(&receipt));
                }
                if self.indexes.digests {
                    // A transaction that ran once more is found by its later receipt.
                    if receipts::indexed(&*self.storage, hash)? == Some(receipts::number_of(hash)) {
                        batch.delete(keys::receipt_index(hash));
                    }
                }
            }
            pruned += segment.len() as u64;
            if batch.len() >= BATCH {
                self.storage.write(&std::mem::take(&mut batch))?;
            }
        }
        if !batch.is_empty() {
            self.storage.write(&batch)?;
        }
        Ok(pruned)
    }
}

/// Indexes of receipts: a node's own, in no root.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ReceiptIndexes {
    /// By the digest of the transaction.
    pub(crate) digests: bool,
    /// By the contracts and names of the events.
    pub(crate) events: bool,
}

impl ReceiptIndexes {
    /// Has the receipts that are written to `journal` go into these indexes.
    pub(crate) fn begin(self, journal: &mut Journal) {
        journal.index_receipts(self.digests);
        journal.index_events(self.events);
    }

    /// Those of the indexes that have all receipts in `store`.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn complete_in(self, store: &dyn Reader) -> Result<Self, EngineError> {
        let last = last_transaction(store)?;
        let digests = self.digests && store.get(&keys::metadata(keys::RECEIPT_INDEX_NAME))?.is_some();
        let events = self.events && events::indexed_up_to(store)?.is_some_and(|number| number >= last);
        Ok(Self { digests, events })
    }

    /// Brings these indexes in `store` up to date: all receipts are in them. The index by digest, if it is not one of them, is
    /// known to be incomplete from then on; that of events has a mark up to where it is complete.
    ///
    /// # Errors
    /// [`EngineError::CorruptStore`], or the store's.
    pub(crate) fn settle(self, store: &dyn Storage) -> Result<Self, EngineError> {
        let (mark, has) = (keys::metadata(keys::RECEIPT_INDEX_NAME), Self { digests: true, events: true });
        let complete = has.complete_in(store)?;
        if complete.digests && !self.digests {
            store.delete(&mark)?;
        }
        let missing = Self { digests: self.digests && !complete.digests, events: self.events && !complete.events };
        if missing == Self::default() {
            return Ok(self);
        }
        let known = events::indexed_up_to(store)?.unwrap_or(0);
        let from = if missing.digests { 0 } else { known.saturating_add(1) };
        for segment in receipts::segments(store, from) {
            let mut batch = WriteBatch::new();
            for (hash, bytes) in &segment? {
                let number = receipts::number_of(hash);
                if missing.digests {
                    batch.put(keys::receipt_index(hash), number.to_le_bytes());
                }
                if missing.events && number > known {
                    events::add(&mut batch, number, events_of(&encoding::read(*hash, bytes)?));
                    events::mark(&mut batch, number);
                }
            }
            store.write(&batch)?;
        }
        let mut batch = WriteBatch::new();
        if missing.digests {
            batch.put(mark, []);
        }
        if missing.events {
            // Receipts of the last transactions may have been pruned.
            events::mark(&mut batch, last_transaction(store)?);
        }
        store.write(&batch)?;
        Ok(self)
    }
}

/// Number of the last transaction in `store`.
fn last_transaction(store: &dyn Reader) -> Result<u64, EngineError> {
    let key = keys::metadata(keys::TRANSACTION_NAME);
    let Some(bytes) = store.get(&key)? else { return Ok(0) };
    let wrong = |_| StateError::corrupt("counter", &key, format!("{} bytes, wanted 8", bytes.len()));
    Ok(u64::from_le_bytes(bytes.as_slice().try_into().map_err(wrong)?))
}
