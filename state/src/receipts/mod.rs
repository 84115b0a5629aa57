//! What came of every transaction.

pub mod buffer;
pub(crate) mod segment;

use crate::receipts::buffer::ReceiptSections;
use crate::{Journal, Reader, StateError, keys};
use allod_core::Hash;
use std::convert::Infallible;

/// The receipts, through a journal. What their bytes mean is the engine's business.
///
/// The last 8 bytes of a receipt's hash are the number of its transaction, big-endian. So a block's receipts stand
/// together under a few keys, in the order of a store that appends, and each is found by its hash alone. They are no
/// part of [`Journal::get`] and [`Journal::changes`].
pub struct Receipts<'j> {
    journal: &'j mut Journal,
}

impl<'j> Receipts<'j> {
    pub(crate) fn new(journal: &'j mut Journal) -> Self {
        Self { journal }
    }

    /// The receipt called `hash`: its parts, one after another.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no receipts there.
    pub fn get(self, hash: &Hash) -> Result<Option<Vec<u8>>, StateError> {
        if let Some(receipt) = self.journal.receipts.find(hash) {
            return Ok(Some(receipt));
        }
        let after = number_of(hash).checked_sub(1).map(keys::receipts);
        let page = self.journal.store.scan_after(keys::receipts_prefix(), after.as_deref(), 1)?;
        let Some((key, group)) = page.first() else { return Ok(None) };
        segment::find(key, group, hash)
    }

    /// Stores a receipt of one part, after those of earlier transactions.
    pub fn insert(&mut self, hash: &Hash, receipt: &[u8]) {
        let Ok(()) = self.write(hash, |parts| {
            parts.add(|bytes| {
                bytes.extend_from_slice(receipt);
                Ok::<_, Infallible>(())
            })
        });
    }

    /// Stores a receipt whose parts `write` adds, after those of earlier transactions.
    ///
    /// # Errors
    /// What `write` says; nothing is stored then.
    pub fn write<E>(
        &mut self,
        hash: &Hash,
        write: impl FnOnce(&mut ReceiptSections<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.journal.receipts.push(*hash, write)
    }
}

/// Up to `limit` receipts in `store` of transactions after number `after`, in their order: names and bytes. One group of
/// receipts is read at a time.
///
/// # Errors
/// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no receipts there.
pub fn after(store: &dyn Reader, after: u64, limit: usize) -> Result<Vec<(Hash, Vec<u8>)>, StateError> {
    let mut found = Vec::new();
    let mut last = after;
    while found.len() < limit {
        let page = store.scan_after(keys::receipts_prefix(), Some(&keys::receipts(last)), 1)?;
        let Some((key, group)) = page.first() else { break };
        found.extend(segment::after(key, group, after, limit - found.len())?);
        // A group stands under the number of its last receipt.
        let Some(number) = key.last_chunk().map(|number| u64::from_be_bytes(*number)) else { break };
        last = number;
    }
    Ok(found)
}

/// The number of the transaction whose receipt is called `hash`.
pub fn number_of(hash: &Hash) -> u64 {
    let mut number = [0; 8];
    number.copy_from_slice(&hash.0[Hash::LEN - 8..]);
    u64::from_be_bytes(number)
}
