//! Kernels in Go and the same in Rust, on one engine.

use allod_bench_workload::languages::{GO, Kernel, RUST};
use allod_bench_workload::{Facts, Workload};
use allod_testing::contract::{Contract, GAS};
use allod_vm::{Address, Args, EngineConfig, ExecuteOptions, args};

const CALLER: Address = Address([7; 20]);

/// A kernel in one of the languages.
pub(crate) struct Language {
    contract: Contract,
    kernel: Kernel,
    /// The argument as the module declares it: Go's has an ABI, Rust's the types of WebAssembly.
    argument: fn(u32) -> Args,
    /// The answer, likewise.
    answer: fn(&allod_vm::Receipt) -> Option<u32>,
}

impl Language {
    pub(crate) fn go(kernel: Kernel) -> Self {
        let contract = Contract::on(EngineConfig::default(), GO);
        Self { contract, kernel, argument: |number| args![number], answer: |receipt| receipt.decode().ok() }
    }

    pub(crate) fn rust(kernel: Kernel) -> Self {
        let contract = Contract::on(EngineConfig::default(), RUST);
        let answer = |receipt: &allod_vm::Receipt| receipt.decode::<i32>().ok().map(|number| number as u32);
        Self { contract, kernel, argument: |number| args![number as i32], answer }
    }
}

impl Workload for Language {
    fn run(&mut self, operations: u64) {
        let Kernel { function, argument, wanted, .. } = self.kernel;
        for _ in 0..operations {
            self.contract.execute_and(CALLER, function, (self.argument)(argument), |receipt| {
                assert_eq!((self.answer)(receipt), Some(wanted), "what {function} answers");
            });
        }
    }

    /// Each answer was compared as it came.
    fn check(&mut self) -> Facts {
        let Kernel { function, argument, .. } = self.kernel;
        let options = ExecuteOptions { from: CALLER, gas_limit: Some(GAS), ..Default::default() };
        let receipt = self.contract.engine.query(self.contract.address, function, (self.argument)(argument), options);
        Facts::default().with("gas", receipt.expect("the query answers").gas.used as f64)
    }
}
