//! Contracts and their modules.

use crate::{Journal, StateError, keys};
use allod_core::{Address, Hash};

/// Table of contracts, and of the modules that they share. The engine encodes a contract's record; here it is bytes.
///
/// ```
/// use allod_core::Address;
/// use allod_state::{Journal, MemoryStorage, StateError};
/// use std::sync::Arc;
///
/// let till = Address([7; 20]);
/// let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
/// let hash = journal.contracts().insert_code(b"\0asm")?;
/// journal.contracts().insert(&till, &hash.0)?;
/// assert_eq!(journal.contracts().record(&till)?, Some(&hash.0[..]));
/// assert_eq!(journal.contracts().code(&hash)?, Some(b"\0asm".to_vec()));
/// assert_eq!(journal.contracts().insert(&till, b""), Err(StateError::ContractExists(till)));
/// # Ok::<_, allod_state::StateError>(())
/// ```
pub struct Contracts<'j> {
    journal: &'j mut Journal,
}

impl<'j> Contracts<'j> {
    pub(crate) fn new(journal: &'j mut Journal) -> Self {
        Self { journal }
    }

    /// The record of the contract at `address`.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    #[inline]
    pub fn record(self, address: &Address) -> Result<Option<&'j [u8]>, StateError> {
        self.journal.read_predicted(keys::contract_ref(address))
    }

    /// Adds the record of a contract at `address`, where there is none.
    ///
    /// # Errors
    /// [`StateError::ContractExists`]; [`StateError::Store`] where the store can't be read.
    pub fn insert(&mut self, address: &Address, record: &[u8]) -> Result<(), StateError> {
        let key = keys::contract(address);
        if self.journal.read(&key)?.is_some() {
            return Err(StateError::ContractExists(*address));
        }
        self.journal.put(&key, record);
        Ok(())
    }

    /// Changes the record of the contract at `address`, whether or not there is one.
    pub fn set(&mut self, address: &Address, record: &[u8]) {
        self.journal.put(&keys::contract(address), record);
    }

    /// The module of this hash. The journal does not cache it: the engine does, compiled.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds another module there.
    pub fn code(self, hash: &Hash) -> Result<Option<Vec<u8>>, StateError> {
        let key = keys::code(hash);
        let code = self.journal.read_uncached(&key)?;
        match code.as_deref().map(Hash::of_code) {
            Some(found) if found != *hash => Err(StateError::corrupt("module", &key, format!("its hash is {found}"))),
            _ => Ok(code),
        }
    }

    /// Stores a module under its own hash and gives the hash. Contracts of the same code share it.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn insert_code(&mut self, module: &[u8]) -> Result<Hash, StateError> {
        let hash = Hash::of_code(module);
        let key = keys::code(&hash);
        if self.journal.read(&key)?.is_none() {
            self.journal.put(&key, module);
        }
        Ok(hash)
    }
}
