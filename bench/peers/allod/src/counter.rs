//! A counter that goes up by one.

use allod_bench_workload::{BLOCK, Facts, Workload};
use allod_testing::contract::Contract;
use allod_vm::{Address, args};

/// Whoever counts.
const CALLER: Address = Address([7; 20]);

/// A counter that goes up by one.
pub(crate) struct Counter {
    contract: Contract,
    /// The function that tells the count.
    count: &'static str,
    in_blocks: bool,
    counted: u64,
}

impl Counter {
    /// Each transaction is committed by itself.
    pub(crate) fn one_by_one() -> Self {
        Self::of(include_str!("../contracts/counter.wat"), "Count")
    }

    /// The example in Go.
    pub(crate) fn in_go() -> Self {
        Self::of(include_str!("../../../../examples/counter/counter.go"), "GetCounter")
    }

    /// The example in WebAssembly text, which does the same: it checks the sum, logs an event and gives the count.
    pub(crate) fn in_text() -> Self {
        Self::of(include_str!("../../../../examples/wat_counter/counter.wat"), "GetCounter")
    }

    fn of(code: &str, count: &'static str) -> Self {
        Self { contract: Contract::in_memory(code), count, in_blocks: false, counted: 0 }
    }

    /// A thousand at a time are committed.
    pub(crate) fn in_blocks() -> Self {
        Self { in_blocks: true, ..Self::one_by_one() }
    }
}

impl Workload for Counter {
    fn run(&mut self, operations: u64) {
        self.counted += operations;
        if !self.in_blocks {
            return (0..operations).for_each(|_| self.contract.execute(CALLER, "Increment", args![1u64]));
        }
        let mut left = operations;
        while left > 0 {
            let now = left.min(BLOCK);
            let transactions = (0..now).map(|_| self.contract.transaction(CALLER, "Increment", args![1u64]));
            drop(self.contract.block(transactions.collect()));
            left -= now;
        }
    }

    fn check(&mut self) -> Facts {
        assert_eq!(self.contract.ask(self.count, args![]), self.counted, "the counter");
        Facts::default().with("count", self.counted as f64)
    }
}
