//! Indexes of receipts: which there are, and how they are brought up to date.

use crate::EngineError;
use crate::receipt::{encoding, events_of};
use allod_state::receipts::events;
use allod_state::{Journal, Reader, StateError, Storage, WriteBatch, keys, receipts};

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
