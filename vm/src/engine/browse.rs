//! Browsing of the store, page by page: contracts, and receipts of past transactions.

use crate::modules::contract_record::ContractRecord;
use crate::receipt::encoding;
use crate::{Engine, EngineError, Receipt};
use allod_core::{Address, codec};
use allod_state::{Pair, Within, keys, receipts};

/// View of a contract.
///
/// ```
/// use allod_vm::{ContractView, Engine, EngineConfig};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let deployed = engine.deploy(r#"(module (func (export "f")))"#)?;
/// let ContractView { address, record, module_size, .. } = &engine.contracts(None, 10)?[0];
/// assert_eq!((*address, record.code, *module_size), (deployed.address, deployed.code_hash, deployed.module_size));
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ContractView {
    /// Its address.
    pub address: Address,
    /// Its record.
    pub record: ContractRecord,
    /// Bytes of its module.
    pub module_size: u64,
}

impl Engine {
    /// Up to `limit` of the application's rows whose keys begin with `prefix` and are above `after`, in order.
    ///
    /// # Errors
    /// The store's.
    pub fn application_rows(
        &self,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Pair>, EngineError> {
        let begin = keys::application(&[]).len();
        let after = after.map(keys::application);
        let page = self.snapshot()?.scan_after(&keys::application(prefix), after.as_deref(), limit)?;
        Ok(page.into_iter().map(|(key, value)| (key[begin..].to_vec(), value)).collect())
    }

    /// Up to `limit` contracts after `after`, in the order of their addresses. No module is read.
    ///
    /// # Errors
    /// [`EngineError::CorruptStore`], or the store's.
    pub fn contracts(&self, after: Option<Address>, limit: usize) -> Result<Vec<ContractView>, EngineError> {
        let store = self.snapshot()?;
        let after = after.map(|address| keys::contract(&address));
        let rows = store.scan_after(keys::contracts_prefix(), after.as_deref(), limit)?;
        let view = |(key, bytes): (Vec<u8>, Vec<u8>)| {
            let corrupt = |why: String| EngineError::CorruptStore(format!("contract under key {}: {why}", hex(&key)));
            let address = keys::contract_address(&key).ok_or_else(|| corrupt("no address".to_owned()))?;
            let record: ContractRecord = codec::decode(&bytes).map_err(|error| corrupt(error.to_string()))?;
            // Its length, and none of it.
            let module_size = match store.get_within(&keys::code(&record.code), 0)? {
                Within::Longer(size) => size,
                Within::Value(module) => module.len() as u64,
                Within::Nothing => return Err(corrupt(format!("module {} is missing", record.code))),
            };
            Ok(ContractView { address, record, module_size })
        };
        rows.into_iter().map(view).collect()
    }

    /// Up to `limit` receipts of transactions after number `after`, in their order. Transactions are numbered from 1.
    ///
    /// # Errors
    /// [`EngineError::CorruptStore`], or the store's.
    pub fn receipts(&self, after: u64, limit: usize) -> Result<Vec<Receipt>, EngineError> {
        let rows = receipts::after(&*self.snapshot()?, after, limit)?;
        rows.into_iter().map(|(hash, bytes)| encoding::read(hash, &bytes)).collect()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
