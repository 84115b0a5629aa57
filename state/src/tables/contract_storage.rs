//! Contract storage: each contract's own keys and values.

use crate::{Journal, StateError, Within, keys};
use allod_core::Address;

/// Table of contracts' own storage: bytes under keys of any length, apart for each contract.
///
/// ```
/// use allod_core::Address;
/// use allod_state::{Journal, MemoryStorage, Within};
/// use std::sync::Arc;
///
/// let (till, other) = (Address([7; 20]), Address([8; 20]));
/// let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
/// journal.contract_storage().set(&till, b"sum", b"12");
/// assert_eq!(journal.contract_storage().get_within(&till, b"sum", 1024)?, Within::Value(&b"12"[..]));
/// assert_eq!(journal.contract_storage().get_within(&other, b"sum", 1024)?, Within::Nothing);
/// # Ok::<_, allod_state::StateError>(())
/// ```
pub struct ContractStorage<'j> {
    journal: &'j mut Journal,
}

impl<'j> ContractStorage<'j> {
    pub(crate) fn new(journal: &'j mut Journal) -> Self {
        Self { journal }
    }

    /// The value of `key`. One that is not in the cache and longer than `most` bytes is not read; only its length is.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn get_within(self, contract: &Address, key: &[u8], most: u64) -> Result<Within<&'j [u8]>, StateError> {
        self.journal.read_within(keys::contract_storage_ref(contract, key), most)
    }

    /// Gives `key` a value.
    pub fn set(&mut self, contract: &Address, key: &[u8], value: &[u8]) {
        self.journal.put(&keys::contract_storage(contract, key), value);
    }

    /// Takes away the value of `key`, if it has one.
    pub fn delete(&mut self, contract: &Address, key: &[u8]) {
        self.journal.delete(&keys::contract_storage(contract, key));
    }

    /// Visits the keys that begin with `prefix`, with their values, in order, until `visitor` has seen enough.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn visit(
        self,
        contract: &Address,
        prefix: &[u8],
        visitor: &mut dyn FnMut(&[u8], &[u8]) -> bool,
    ) -> Result<(), StateError> {
        let begin = keys::contract_storage(contract, &[]).len();
        let from = keys::contract_storage(contract, prefix);
        self.journal.visit(&from, &mut |key, value| key.get(begin..).is_none_or(|key| visitor(key, value)))
    }
}
