//! Receipts of the past: by height, by a digest that was known beforehand, and pruned.

use crate::receipt::encoding;
use crate::{Engine, EngineError, Receipt};
use allod_core::Hash;
use allod_state::{Journal, Reader, Storage, WriteBatch, keys, receipts};

/// Segments that are deleted, or receipts that are indexed, at a time.
const BATCH: usize = 4_096;

impl Engine {
    /// The receipts of block `height`, in the order of its transactions. They are found by their numbers, which rise with
    /// the height, in some twenty reads for a million of them.
    ///
    /// ```
    /// use allod_vm::{Engine, EngineConfig, args};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address; // block 1
    /// let receipt = engine.execute_with_args(contract, "f", args![])?;
    /// assert_eq!(engine.receipts_at(2)?, [receipt]);
    /// assert!(engine.receipts_at(3)?.is_empty());
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`EngineError::CorruptStore`], or the store's.
    pub fn receipts_at(&self, height: u64) -> Result<Vec<Receipt>, EngineError> {
        let store = self.snapshot()?;
        let count = Journal::new(store.clone()).metadata().transactions()?;
        let (mut found, mut number) = (Vec::new(), first_from(&*store, height, count)?);
        while let Some(segment) = receipts::segment_from(&*store, number)? {
            for (hash, bytes) in segment {
                let receipt = encoding::read(hash, &bytes)?;
                number = receipt.transaction.saturating_add(1);
                match receipt.block.height.cmp(&height) {
                    std::cmp::Ordering::Less => {}
                    std::cmp::Ordering::Equal => found.push(receipt),
                    std::cmp::Ordering::Greater => return Ok(found),
                }
            }
        }
        Ok(found)
    }

    /// The receipt of the transaction whose digest is `digest`, which its signer knew beforehand
    /// ([`Transaction::digest`](crate::Transaction::digest)); the last one's, where a transaction ran more than once. Only with
    /// [`with_receipt_index`](crate::EngineConfig::with_receipt_index).
    ///
    /// # Errors
    /// [`EngineError::NoReceiptIndex`], [`EngineError::CorruptStore`], or the store's.
    pub fn receipt_of(&self, digest: Hash) -> Result<Option<Receipt>, EngineError> {
        if !self.receipt_index {
            return Err(EngineError::NoReceiptIndex);
        }
        let store = self.snapshot()?;
        let Some(number) = receipts::indexed(&*store, &digest)? else { return Ok(None) };
        let segment = receipts::segment_from(&*store, number)?.unwrap_or_default();
        let is_it = |hash: &Hash| receipts::number_of(hash) == number && hash.0[..24] == digest.0[..24];
        let found = segment.into_iter().find(|(hash, _)| is_it(hash));
        found.map(|(hash, bytes)| encoding::read(hash, &bytes)).transpose()
    }

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
        let (mut pruned, mut number) = (0, 0);
        loop {
            let mut batch = WriteBatch::new();
            let mut ended = false;
            while batch.len() < BATCH && !ended {
                let segment = receipts::segment_from(&*self.storage, number)?.unwrap_or_default();
                let Some((last, bytes)) = segment.last() else {
                    ended = true;
                    continue;
                };
                ended = encoding::read(*last, bytes)?.block.height >= height;
                if !ended {
                    number = receipts::number_of(last).saturating_add(1);
                    batch.delete(keys::receipts(number - 1));
                    if self.receipt_index {
                        segment.iter().for_each(|(hash, _)| {
                            batch.delete(keys::receipt_index(hash));
                        });
                    }
                    pruned += segment.len() as u64;
                }
            }
            if !batch.is_empty() {
                self.storage.write(&batch)?;
            }
            if ended {
                return Ok(pruned);
            }
        }
    }
}

/// The number from which on segments end at `height` or above; above all `count` transactions where there is none.
fn first_from(store: &dyn Reader, height: u64, count: u64) -> Result<u64, EngineError> {
    // No segment that ends below `low` is at the height, and each that ends at `high` or above is, or is above it.
    let (mut low, mut high) = (0, count.saturating_add(1));
    while low < high {
        let middle = low + (high - low) / 2;
        match receipts::segment_from(store, middle)?.as_deref().and_then(<[_]>::last) {
            Some((last, bytes)) if encoding::read(*last, bytes)?.block.height < height => {
                low = receipts::number_of(last).saturating_add(1);
            }
            _ => high = middle,
        }
    }
    Ok(low)
}

/// True if the index of receipts in `store` is complete.
///
/// # Errors
/// The store's.
pub(crate) fn is_indexed(store: &dyn Reader) -> Result<bool, EngineError> {
    Ok(store.get(&keys::metadata(keys::RECEIPT_INDEX_NAME))?.is_some())
}

/// Brings the index of receipts in `store` up to date: all of them are in it if it is `wanted`, and it is known to be
/// incomplete if it is not.
///
/// # Errors
/// The store's.
pub(crate) fn settle_index(store: &dyn Storage, wanted: bool) -> Result<(), EngineError> {
    let mark = keys::metadata(keys::RECEIPT_INDEX_NAME);
    match (is_indexed(store)?, wanted) {
        (true, true) | (false, false) => return Ok(()),
        (true, false) => return Ok(store.delete(&mark)?),
        (false, true) => {}
    }
    let mut number = 0;
    while let Some(segment) = receipts::segment_from(store, number)? {
        let mut batch = WriteBatch::new();
        for (hash, _) in &segment {
            number = receipts::number_of(hash).saturating_add(1);
            batch.put(keys::receipt_index(hash), receipts::number_of(hash).to_le_bytes());
        }
        store.write(&batch)?;
    }
    Ok(store.set(&mark, b"")?)
}
