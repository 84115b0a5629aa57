//! What came of every transaction.

use crate::{Journal, StateError, keys};
use allod_core::Hash;

/// The receipts, through a journal. What their bytes mean is the engine's business.
pub struct Receipts<'j> {
    journal: &'j mut Journal,
}

impl<'j> Receipts<'j> {
    pub(crate) fn new(journal: &'j mut Journal) -> Self {
        Self { journal }
    }

    /// The receipt called `hash`.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn get(self, hash: &Hash) -> Result<Option<&'j [u8]>, StateError> {
        self.journal.get(&keys::receipt(hash))
    }

    /// Stores a receipt.
    pub fn insert(&mut self, hash: &Hash, receipt: &[u8]) {
        self.journal.put(&keys::receipt(hash), receipt);
    }
}
