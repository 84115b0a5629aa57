//! The first call after a start.

use allod_bench_workload::{Facts, Workload};
use allod_state::{MemoryStorage, Storage};
use allod_testing::contract::GAS;
use allod_vm::{Address, Engine, EngineConfig, ExecuteOptions, args};
use std::sync::Arc;
use tempfile::TempDir;

/// Opens an engine, which finds the contract compiled on disk, and calls it once.
pub(crate) struct ColdCall {
    storage: Arc<dyn Storage>,
    folder: TempDir,
    contract: Address,
    called: u64,
}

impl ColdCall {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let storage: Arc<dyn Storage> = Arc::new(MemoryStorage::new());
        let mut cold = Self { storage, folder, contract: Address::ZERO, called: 0 };
        let engine = cold.engine();
        cold.contract = engine.deploy(include_str!("../contracts/counter.wat")).expect("the contract deploys").address;
        cold
    }

    fn engine(&self) -> Engine {
        let config = EngineConfig::default().with_storage(self.storage.clone()).with_cache_dir(self.folder.path());
        Engine::open(config).expect("an engine opens")
    }
}

impl Workload for ColdCall {
    fn run(&mut self, operations: u64) {
        for _ in 0..operations {
            self.called += 1;
            let options = ExecuteOptions { gas_limit: Some(GAS), ..Default::default() };
            let receipt = self.engine().execute(self.contract, "Increment", args![1u64], options);
            assert!(receipt.expect("the engine executes").is_success(), "the call succeeds");
        }
    }

    fn check(&mut self) -> Facts {
        let count = self.engine().query(self.contract, "Count", args![], ExecuteOptions::default());
        let count: u64 = count.and_then(|receipt| receipt.decode()).expect("the query answers");
        assert_eq!(count, self.called, "the counter");
        Facts::default().with("count", count as f64)
    }
}
