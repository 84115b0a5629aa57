//! Account of a genesis.

use super::document::{Amount, Entry};
use super::error::GenesisError;
use allod_core::Address;
use serde::Deserialize;

/// Account of a genesis.
#[derive(Clone, Debug)]
pub(crate) struct GenesisAccount {
    pub(crate) address: Address,
    pub(crate) balance: u64,
    pub(crate) nonce: u64,
    pub(super) place: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    address: Address,
    #[serde(default)]
    balance: Amount,
    #[serde(default)]
    nonce: Amount,
}

impl GenesisAccount {
    /// The account that `entry` says.
    ///
    /// # Errors
    /// [`GenesisError::Entry`].
    pub(super) fn of(entry: &Entry, source: &str) -> Result<Self, GenesisError> {
        let Written { address, balance: Amount(balance), nonce: Amount(nonce) } = entry.read(source)?;
        Ok(Self { address, balance, nonce, place: entry.place.clone() })
    }

    /// The parts that its genesis is hashed of.
    pub(super) fn parts(&self) -> (Address, u64, u64) {
        (self.address, self.balance, self.nonce)
    }

    pub(super) fn error(&self, source: &str, why: String) -> GenesisError {
        GenesisError::Entry { document: source.to_owned(), place: self.place.clone(), why }
    }
}
