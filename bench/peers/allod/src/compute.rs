//! Contracts that only compute.

use allod_bench_workload::kernels::{MODULE, Task};
use allod_bench_workload::{Facts, Workload};
use allod_testing::contract::Contract;
use allod_vm::{Address, EngineConfig, args};

/// One of the kernels.
pub(crate) struct Kernel {
    contract: Contract,
    task: Task,
}

impl Kernel {
    pub(crate) fn new(task: Task) -> Self {
        Self { contract: Contract::on(EngineConfig::default(), MODULE), task }
    }
}

impl Workload for Kernel {
    fn run(&mut self, operations: u64) {
        for _ in 0..operations {
            let Task { function, argument, wanted } = self.task;
            self.contract.execute_and(Address([7; 20]), function, args![argument as i64], |receipt| {
                assert_eq!(receipt.decode::<i64>().expect("a number") as u64, wanted, "what the kernel answers");
            });
        }
    }

    /// Each answer was compared as it came.
    fn check(&mut self) -> Facts {
        Facts::default()
    }
}
