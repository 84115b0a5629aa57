//! A contract in cosmwasm-vm, called as wasmd calls it.

use allod_bench_workload::Facts;
use cosmwasm_std::{Coin, Empty, Response};
use cosmwasm_vm::testing::{MockApi, MockQuerier, MockStorage, mock_backend, mock_env, mock_info};
use cosmwasm_vm::{
    Backend, Cache, CacheOptions, Instance, InstanceOptions, Size, call_execute, call_instantiate, call_query,
    capabilities_from_csv,
};
use tempfile::TempDir;

/// What a contract built today may ask of its chain.
const CAPABILITIES: &str = "cosmwasm_1_1,cosmwasm_1_2,cosmwasm_1_3,cosmwasm_1_4,cosmwasm_2_0,cosmwasm_2_1,\
                            cosmwasm_2_2,cosmwasm_3_0,iterator,staking,stargate";
/// wasmd's own defaults: 100 MiB of modules in memory, 32 MiB for an instance.
const CACHED: usize = 100;
const MEMORY: usize = 32;
/// More than anything here costs.
const OPTIONS: InstanceOptions = InstanceOptions { gas_limit: u64::MAX / 4 };

type Live = Instance<MockApi, MockStorage, MockQuerier>;

/// A contract in cosmwasm-vm, its state in a map.
pub(crate) struct Contract {
    cache: Cache<MockApi, MockStorage, MockQuerier>,
    checksum: cosmwasm_std::Checksum,
    /// The state, between calls.
    backend: Option<Backend<MockApi, MockStorage, MockQuerier>>,
    /// The instance that serves every call, where one does.
    reused: Option<Live>,
    _folder: TempDir,
}

impl Contract {
    /// Stores, pins and instantiates the contract beside this file.
    #[allow(unsafe_code, reason = "the only way to make a cache")]
    pub(crate) fn new(reused: bool) -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let capabilities = capabilities_from_csv(CAPABILITIES);
        let options = CacheOptions::new(folder.path(), capabilities, Size::mebi(CACHED), Size::mebi(MEMORY));
        // SAFETY: the cache trusts what is in its folder, and this one is new and nobody else's.
        let cache = unsafe { Cache::new(options) }.expect("the cache opens");
        let module = include_bytes!("../contract/contract.wasm");
        let checksum = cache.store_code(module, true, true).expect("the contract passes its checks");
        cache.pin(&checksum).expect("the contract compiles");
        let mut contract = Self { cache, checksum, backend: Some(mock_backend(&[])), reused: None, _folder: folder };
        contract.with_instance(|instance| {
            let info = mock_info("creator", &[] as &[Coin]);
            let made = call_instantiate::<_, _, _, Empty>(instance, &mock_env(), &info, b"{}");
            drop(made.expect("the instance answers").unwrap());
        });
        if reused {
            contract.reused = Some(contract.fresh());
        }
        contract
    }

    fn fresh(&mut self) -> Live {
        let backend = self.backend.take().expect("no call is running");
        self.cache.get_instance(&self.checksum, backend, OPTIONS).expect("the pinned module has instances")
    }

    fn with_instance<T>(&mut self, act: impl FnOnce(&mut Live) -> T) -> T {
        if let Some(instance) = &mut self.reused {
            return act(instance);
        }
        let mut instance = self.fresh();
        let result = act(&mut instance);
        self.backend = instance.recycle();
        result
    }

    /// One call: environment and sender in JSON, an instance, the answer parsed.
    pub(crate) fn execute(&mut self, sender: &str, message: &[u8]) -> Response<Empty> {
        self.with_instance(|instance| {
            let info = mock_info(sender, &[] as &[Coin]);
            let answer = call_execute::<_, _, _, Empty>(instance, &mock_env(), &info, message);
            answer.expect("the instance answers").into_result().expect("the contract agrees")
        })
    }

    /// What the contract answers to a question, as a number.
    pub(crate) fn query(&mut self, question: &str) -> u64 {
        self.with_instance(|instance| {
            let answer = call_query(instance, &mock_env(), question.as_bytes());
            let bytes = answer.expect("the instance answers").into_result().expect("the contract agrees");
            cosmwasm_std::from_json(bytes).expect("the answer is a number")
        })
    }
}

/// What a check that compared a count gives.
pub(crate) fn counted(name: &str, count: u64) -> Facts {
    Facts::default().with(name, count as f64)
}
