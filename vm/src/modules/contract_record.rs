//! What the store says of a contract.

use crate::EngineError;
use allod_core::{Address, Hash, codec};
use allod_security::WasiOptions;
use serde::{Deserialize, Serialize};

/// What the store says of a contract. Written once, at deploy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContractRecord {
    /// The name of its module.
    pub code: Hash,
    /// Who made it.
    pub deployer: Address,
    /// The block it was made in.
    pub height: u64,
    /// What its module may use.
    pub wasi: WasiOptions,
    /// Whether it may be called again while it is on the call chain.
    pub reentrant: bool,
}

impl ContractRecord {
    /// The record of `contract` that is stored as `bytes`.
    ///
    /// # Errors
    /// [`EngineError::CorruptStore`] where they are none.
    pub(crate) fn read(contract: &Address, bytes: &[u8]) -> Result<Self, EngineError> {
        let damaged = |error| EngineError::CorruptStore(format!("the record of contract {contract}: {error}"));
        codec::decode(bytes).map_err(damaged)
    }
}
