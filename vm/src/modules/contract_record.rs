//! Contract record: a contract's row in the store.

use crate::EngineError;
use allod_core::{Address, Hash, codec};
use allod_security::WasiOptions;
use serde::{Deserialize, Serialize};

/// Record of a contract in the store. Written once, at deploy.
///
/// ```
/// use allod_vm::{Address, DeployOptions, Engine, EngineConfig};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let options = DeployOptions { from: Address([1; 20]), reentrant: true, ..Default::default() };
/// engine.deploy_with_options(r#"(module (func (export "f")))"#, options)?;
/// let record = &engine.contracts(None, 1)?[0].record;
/// assert_eq!((record.deployer, record.height, record.reentrant), (Address([1; 20]), 1, true));
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ContractRecord {
    /// Hash of its module.
    pub code: Hash,
    /// The account that deployed it.
    pub deployer: Address,
    /// Height of the block it was deployed in.
    pub height: u64,
    /// The features and limits of its module.
    pub wasi: WasiOptions,
    /// True if it may be called again while it is on the call chain.
    pub reentrant: bool,
}

impl ContractRecord {
    /// Decodes the record of `contract`.
    ///
    /// # Errors
    /// [`EngineError::CorruptStore`] where `bytes` are no record.
    pub(crate) fn read(contract: &Address, bytes: &[u8]) -> Result<Self, EngineError> {
        let damaged = |error| EngineError::CorruptStore(format!("the record of contract {contract}: {error}"));
        codec::decode(bytes).map_err(damaged)
    }
}
