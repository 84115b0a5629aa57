//! Receipts of the past: by number, by hash, by height, and by a digest that was known beforehand.

use crate::engine::view::StateView;
use crate::receipt::encoding;
use crate::{Engine, EngineError, Receipt};
use allod_core::Hash;
use allod_state::{Reader, receipts};

impl StateView {
    /// The receipt of `hash`, if there is one.
    ///
    /// # Errors
    /// [`EngineError::CorruptStore`], or the store's.
    pub fn receipt(&self, hash: Hash) -> Result<Option<Receipt>, EngineError> {
        self.journal().receipts().get(&hash)?.map(|bytes| encoding::read(hash, &bytes)).transpose()
    }

    /// Up to `limit` receipts of transactions after number `after`, in their order. Transactions are numbered from 1.
    ///
    /// # Errors
    /// [`EngineError::CorruptStore`], or the store's.
    pub fn receipts(&self, after: u64, limit: usize) -> Result<Vec<Receipt>, EngineError> {
        let rows = receipts::after(&**self.store(), after, limit)?;
        rows.into_iter().map(|(hash, bytes)| encoding::read(hash, &bytes)).collect()
    }

    /// The receipts of block `height`, in the order of its transactions: see [`Engine::receipts_at`].
    ///
    /// # Errors
    /// [`EngineError::CorruptStore`], or the store's.
    pub fn receipts_at(&self, height: u64) -> Result<Vec<Receipt>, EngineError> {
        let mut found = Vec::new();
        for receipt in read_from(&**self.store(), self.first_number_at(height)?) {
            let receipt = receipt?;
            match receipt.block.height.cmp(&height) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => found.push(receipt),
                std::cmp::Ordering::Greater => break,
            }
        }
        Ok(found)
    }

    /// The receipt of the transaction whose digest is `digest`: see [`Engine::receipt_of`].
    ///
    /// # Errors
    /// [`EngineError::NoReceiptIndex`], [`EngineError::CorruptStore`], or the store's.
    pub fn receipt_of(&self, digest: Hash) -> Result<Option<Receipt>, EngineError> {
        if !self.indexes.digests {
            return Err(EngineError::NoReceiptIndex);
        }
        let store = &**self.store();
        let Some(number) = receipts::indexed(store, &digest)? else { return Ok(None) };
        let segment = receipts::segment_from(store, number)?.unwrap_or_default();
        let is_it = |hash: &Hash| receipts::number_of(hash) == number && hash.0[..24] == digest.0[..24];
        let found = segment.into_iter().find(|(hash, _)| is_it(hash));
        found.map(|(hash, bytes)| encoding::read(hash, &bytes)).transpose()
    }

    /// The number from which on segments of receipts end at `height` or above; above all transactions where there is none.
    pub(crate) fn first_number_at(&self, height: u64) -> Result<u64, EngineError> {
        let count = self.journal().metadata().transactions()?;
        // No segment that ends below `low` is at the height, and each that ends at `high` or above is, or is above it.
        let (mut low, mut high) = (0, count.saturating_add(1));
        while low < high {
            let middle = low + (high - low) / 2;
            match receipts::segment_from(&**self.store(), middle)?.as_deref().and_then(<[_]>::last) {
                Some((last, bytes)) if encoding::read(*last, bytes)?.block.height < height => {
                    low = receipts::number_of(last).saturating_add(1);
                }
                _ => high = middle,
            }
        }
        Ok(low)
    }
}

/// Receipts in `store`, read as they are asked for: from the segment with transaction `number`, or the next that there is.
pub(crate) fn read_from(store: &dyn Reader, number: u64) -> impl Iterator<Item = Result<Receipt, EngineError>> {
    receipts::segments(store, number).flat_map(|segment| {
        let (receipts, error) = match segment {
            Ok(receipts) => (receipts, None),
            Err(error) => (Vec::new(), Some(Err(error.into()))),
        };
        receipts.into_iter().map(|(hash, bytes)| encoding::read(hash, &bytes)).chain(error)
    })
}

impl Engine {
    /// The receipt of `hash`, if there is one.
    ///
    /// # Errors
    /// [`EngineError::CorruptStore`], or the store's.
    pub fn receipt(&self, hash: Hash) -> Result<Option<Receipt>, EngineError> {
        self.pin()?.receipt(hash)
    }

    /// Up to `limit` receipts of transactions after number `after`, in their order. Transactions are numbered from 1.
    ///
    /// # Errors
    /// [`EngineError::CorruptStore`], or the store's.
    pub fn receipts(&self, after: u64, limit: usize) -> Result<Vec<Receipt>, EngineError> {
        self.pin()?.receipts(after, limit)
    }

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
        self.pin()?.receipts_at(height)
    }

    /// The receipt of the transaction whose digest is `digest`, which its signer knew beforehand
    /// ([`Transaction::digest`](crate::Transaction::digest)); the last one's, where a transaction ran more than once. Only with
    /// [`with_receipt_index`](crate::EngineConfig::with_receipt_index).
    ///
    /// # Errors
    /// [`EngineError::NoReceiptIndex`], [`EngineError::CorruptStore`], or the store's.
    pub fn receipt_of(&self, digest: Hash) -> Result<Option<Receipt>, EngineError> {
        self.pin()?.receipt_of(digest)
    }
}
