//! Contracts: page by page, and the ABI and tier of one.

use crate::engine::view::StateView;
use crate::execution::resolve::find_contract;
use crate::modules::contract_record::ContractRecord;
use crate::modules::probes::Probes;
use crate::modules::tiering::Ready;
use crate::{Engine, EngineError, Tier};
use allod_core::abi::Abi;
use allod_core::{Address, codec};
use allod_state::{Within, keys};

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

impl StateView {
    /// Up to `limit` contracts after `after`, in the order of their addresses. No module is read.
    ///
    /// # Errors
    /// [`EngineError::CorruptStore`], or the store's.
    pub fn contracts(&self, after: Option<Address>, limit: usize) -> Result<Vec<ContractView>, EngineError> {
        let store = self.store();
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

    /// The ABI of the contract at `address`.
    ///
    /// # Errors
    /// [`EngineError::NoContract`], or the store's.
    pub fn abi(&self, address: Address) -> Result<Abi, EngineError> {
        let mut journal = self.journal();
        let environment = self.next_environment(&mut journal)?;
        Ok(find_contract(&environment, &mut journal, &address, Probes::None)?.module.metadata.abi.clone())
    }

    /// The tier of the next call of `contract`: for operators and tests, as no receipt has it.
    ///
    /// # Errors
    /// [`EngineError::NoContract`], or the store's.
    pub fn tier(&self, contract: Address) -> Result<Tier, EngineError> {
        let mut journal = self.journal();
        let environment = self.next_environment(&mut journal)?;
        let ready = find_contract(&environment, &mut journal, &contract, Probes::None)?;
        Ok(match ready.module.code.ready() {
            Ready::Machine(_) => Tier::Machine,
            Ready::Program(_) => Tier::Interpreter,
            Ready::Native(_) => Tier::Native,
        })
    }
}

impl Engine {
    /// Up to `limit` contracts after `after`, in the order of their addresses. No module is read.
    ///
    /// # Errors
    /// [`EngineError::CorruptStore`], or the store's.
    pub fn contracts(&self, after: Option<Address>, limit: usize) -> Result<Vec<ContractView>, EngineError> {
        self.pin()?.contracts(after, limit)
    }

    /// The ABI of the contract at `address`.
    ///
    /// # Errors
    /// [`EngineError::NoContract`], or the store's.
    pub fn abi(&self, address: Address) -> Result<Abi, EngineError> {
        self.pin()?.abi(address)
    }

    /// The tier of the next call of `contract`: for operators and tests, as no receipt has it.
    ///
    /// # Errors
    /// [`EngineError::NoContract`], or the store's.
    pub fn tier(&self, contract: Address) -> Result<Tier, EngineError> {
        self.pin()?.tier(contract)
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
