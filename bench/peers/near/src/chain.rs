//! A contract in near-vm-runner, called as a node calls it for one receipt.

use near_parameters::vm::Config;
use near_parameters::{RuntimeConfigStore, RuntimeFeesConfig};
use near_primitives_core::account::AccountContract;
use near_primitives_core::types::{AccountId, Balance};
use near_primitives_core::version::PROTOCOL_VERSION;
use near_vm_runner::logic::mocks::mock_external::MockedExternal;
use near_vm_runner::logic::{GasCounter, VMContext, VMOutcome};
use near_vm_runner::{
    ContractCode, FilesystemContractRuntimeCache, noop_background_spawner, precompile_contract, prepare, run,
};
use std::rc::Rc;
use std::sync::Arc;
use tempfile::TempDir;

/// A node's own default: the contracts it keeps loaded.
const LOADED: usize = 256;
/// What compiled contracts may take on disk, bytes: more than is needed.
const ON_DISK: u64 = 1 << 30;

/// A contract in near-vm-runner, its state in a map.
pub(crate) struct Contract {
    state: MockedExternal,
    /// Bytes the contract is charged for, which each call changes.
    stored: u64,
    config: Arc<Config>,
    fees: Arc<RuntimeFeesConfig>,
    cache: FilesystemContractRuntimeCache,
    account: AccountId,
    _folder: TempDir,
}

impl Contract {
    /// Deploys `text`, WebAssembly text: what it compiles to is kept on disk, and in memory from the first call on.
    pub(crate) fn new(text: &str) -> Self {
        let code = wat::parse_str(text).expect("the contract is WebAssembly text");
        let stored = code.len() as u64;
        let code = ContractCode::new(code, None);
        let current = RuntimeConfigStore::new(None).get_config(PROTOCOL_VERSION).clone();
        let (config, fees) = (current.wasm_config.clone(), current.fees.clone());
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let spawner = noop_background_spawner();
        let cache = FilesystemContractRuntimeCache::with_memory_cache(
            folder.path(),
            None::<&str>,
            "contracts",
            LOADED,
            None,
            ON_DISK,
            spawner,
        )
        .expect("the cache opens");
        precompile_contract(&code, config.clone(), Some(&cache))
            .expect("the cache takes the contract")
            .expect("the contract compiles");
        let state = MockedExternal::with_code(code);
        Self { state, stored, config, fees, cache, account: account("contract.near"), _folder: folder }
    }

    /// One call: the contract from the cache, an instance of its own, its writes put into the map.
    pub(crate) fn call(&mut self, caller: &AccountId, method: &str, input: &[u8]) -> VMOutcome {
        let context = self.context(caller, input);
        let Config { ext_costs, limit_config, regular_op_cost, .. } = &*self.config;
        let gas = GasCounter::new(
            ext_costs.clone(),
            limit_config.max_gas_burnt,
            *regular_op_cost,
            context.prepaid_gas,
            false,
        );
        let prepared = prepare(&self.state, self.config.clone(), Some(&self.cache), gas, method);
        let outcome = run(prepared, &mut self.state, &context, self.fees.clone()).expect("the runtime is sound");
        assert!(outcome.aborted.is_none(), "{method} ended in {:?}", outcome.aborted);
        self.stored = outcome.storage_usage;
        outcome
    }

    /// What a receipt tells the contract.
    fn context(&self, caller: &AccountId, input: &[u8]) -> VMContext {
        VMContext {
            current_account_id: self.account.clone(),
            signer_account_id: caller.clone(),
            // An ed25519 key: a byte that says so, and 32 more.
            signer_account_pk: vec![0; 33],
            predecessor_account_id: caller.clone(),
            refund_to_account_id: caller.clone(),
            input: Rc::from(input),
            promise_results: Vec::new().into(),
            block_height: 1,
            block_timestamp: 1_700_000_000_000_000_000,
            epoch_height: 1,
            account_balance: Balance::from_near(1_000),
            account_locked_balance: Balance::ZERO,
            storage_usage: self.stored,
            account_contract: AccountContract::None,
            attached_deposit: Balance::ZERO,
            // As much as a transaction may bring along.
            prepaid_gas: self.config.limit_config.max_total_prepaid_gas,
            random_seed: vec![0; 32],
            view_config: None,
            output_data_receivers: Vec::new(),
        }
    }

    /// The number the contract keeps under `key`.
    pub(crate) fn number(&self, key: &[u8]) -> Option<u64> {
        let bytes = self.state.fake_trie.get(key)?;
        Some(u64::from_le_bytes(bytes.as_slice().try_into().expect("eight bytes")))
    }
}

/// An account by name.
pub(crate) fn account(name: &str) -> AccountId {
    name.parse().expect("the name of an account")
}
