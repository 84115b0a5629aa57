//! What memory a contract takes beyond its own.

use allod_bench_workload::{Facts, Workload};
use allod_testing::contract::Contract;
use allod_vm::{Address, args};

/// The contract's memory, KiB: all of it is written.
const FILLED: f64 = (64 << 10) as f64;

/// A contract that fills its memory. The figure is good in a process that has done nothing else.
pub(crate) struct Memory {
    contract: Contract,
    before: f64,
}

impl Memory {
    pub(crate) fn new() -> Self {
        let contract = Contract::in_memory(include_str!("../contracts/memory.wat"));
        Self { contract, before: status("VmRSS:") }
    }
}

impl Workload for Memory {
    fn run(&mut self, operations: u64) {
        (0..operations).for_each(|_| self.contract.execute(Address([7; 20]), "Fill", args![]));
    }

    fn check(&mut self) -> Facts {
        let taken = status("VmHWM:") - self.before;
        assert!(taken > FILLED, "64 MiB were written to");
        Facts::default().with("taken_kib", taken).with("overhead_percent", (taken / FILLED - 1.0) * 100.0)
    }
}

/// A line of the process' status, KiB.
fn status(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("the kernel tells a process its status");
    let line = status.lines().find_map(|line| line.strip_prefix(name)).expect("the line is there");
    line.trim().trim_end_matches(" kB").parse().expect("a number of KiB")
}
