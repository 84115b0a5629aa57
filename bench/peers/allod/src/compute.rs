//! Contracts that only compute.

use crate::contract::Contract;
use allod_bench_workload::kernels::{CHAIN, CHAIN_START, FIB, MODULE, fib};
use allod_bench_workload::{Facts, Workload};
use allod_vm::{Address, EngineConfig, args};

/// One of the kernels.
pub(crate) struct Kernel {
    contract: Contract,
    function: &'static str,
    argument: u64,
    wanted: u64,
}

impl Kernel {
    pub(crate) fn fib() -> Self {
        Self::new("fib", FIB, fib(FIB))
    }

    pub(crate) fn sha256() -> Self {
        Self::new("chain", CHAIN, CHAIN_START)
    }

    fn new(function: &'static str, argument: u64, wanted: u64) -> Self {
        Self { contract: Contract::on(EngineConfig::default(), MODULE), function, argument, wanted }
    }
}

impl Workload for Kernel {
    fn run(&mut self, operations: u64) {
        for _ in 0..operations {
            let receipt = self.contract.execute(Address([7; 20]), self.function, args![self.argument as i64]);
            assert_eq!(receipt.decode::<i64>().expect("a number") as u64, self.wanted, "what the kernel answers");
        }
    }

    /// Each answer was compared as it came.
    fn check(&mut self) -> Facts {
        Facts::default()
    }
}
