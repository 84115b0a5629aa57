//! Tables of the state, read and written through a journal.
//!
//! | table | row |
//! |---|---|
//! | [`objects`] | an [object's record](object_record) and its [fields](field), with the index of owners |
//! | [`balances`] | an account's balance |
//! | [`nonces`] | an account's next nonce |
//! | [`contract_storage`] | a value under a key of a contract's own |
//! | [`application`] | a value under a key of the chain's own code |
//! | [`contracts`] | a contract's record, and modules by hash |
//! | [`metadata`] | counters and facts of the whole store |
//!
//! Each is a view that borrows a [`Journal`] for one operation, and knows the keys and the encoding of its rows. A table
//! asks for no permission: who may do what is decided before.

pub mod application;
pub mod balances;
pub mod contract_storage;
pub mod contracts;
pub mod field;
pub mod metadata;
pub mod nonces;
pub mod object_record;
pub mod objects;

use crate::journal::Journal;
use crate::journal::tx_log::decode_u64;
use crate::{Key, StateError};
use application::ApplicationRows;
use balances::Balances;
use contract_storage::ContractStorage;
use contracts::Contracts;
use metadata::Metadata;
use nonces::Nonces;
use objects::Objects;

impl Journal {
    /// The objects.
    pub fn objects(&mut self) -> Objects<'_> {
        Objects::new(self)
    }

    /// The balances.
    pub fn balances(&mut self) -> Balances<'_> {
        Balances::new(self)
    }

    /// The nonces.
    pub fn nonces(&mut self) -> Nonces<'_> {
        Nonces::new(self)
    }

    /// The contracts' own storage.
    pub fn contract_storage(&mut self) -> ContractStorage<'_> {
        ContractStorage::new(self)
    }

    /// The application's rows.
    pub fn application(&mut self) -> ApplicationRows<'_> {
        ApplicationRows::new(self)
    }

    /// The contracts and their modules.
    pub fn contracts(&mut self) -> Contracts<'_> {
        Contracts::new(self)
    }

    /// The metadata of the whole store.
    pub fn metadata(&mut self) -> Metadata<'_> {
        Metadata::new(self)
    }

    /// The number under `key`, of which `what` it is: 8 bytes, little-endian.
    ///
    /// # Errors
    /// [`StateError::Store`] where it can't be read, [`StateError::Corrupt`] where it is no number.
    fn read_u64(&mut self, what: &'static str, key: &Key) -> Result<Option<u64>, StateError> {
        let Some(bytes) = self.read(key)? else { return Ok(None) };
        decode_u64(what, key, bytes).map(Some)
    }
}
