//! Contracts that only compute.

use crate::chain::{Contract, account};
use allod_bench_workload::kernels::{Task, adapted};
use allod_bench_workload::{Facts, Workload};
use near_primitives_core::types::AccountId;
use near_vm_runner::logic::ReturnData;

/// What a contract needs of its host to be asked for a number and to answer with one.
const IMPORTS: &str = r#"
  (import "env" "input" (func $input (param i64)))
  (import "env" "read_register" (func $read_register (param i64 i64)))
  (import "env" "value_return" (func $value_return (param i64 i64)))"#;
/// The kernels as methods. Their stack grows down from 1 MiB and is empty before and after, so the bytes at 0 are free.
const METHODS: &str = r#"
  (func $argument (result i64)
    (call $input (i64.const 0))
    (call $read_register (i64.const 0) (i64.const 0))
    (i64.load (i32.const 0)))
  (func $answer (param $number i64)
    (i64.store (i32.const 0) (local.get $number))
    (call $value_return (i64.const 8) (i64.const 0)))
  (func (export "fib") (call $answer (call $kernel.fib (call $argument))))
  (func (export "chain") (call $answer (call $kernel.chain (call $argument))))"#;

/// One of the kernels.
pub(crate) struct Kernel {
    contract: Contract,
    caller: AccountId,
    task: Task,
}

impl Kernel {
    pub(crate) fn new(task: Task) -> Self {
        let contract = Contract::new(&adapted(IMPORTS, METHODS));
        Self { contract, caller: account("caller.near"), task }
    }
}

impl Workload for Kernel {
    fn run(&mut self, operations: u64) {
        for _ in 0..operations {
            let outcome = self.contract.call(&self.caller, self.task.function, &self.task.argument.to_le_bytes());
            let wanted = ReturnData::Value(self.task.wanted.to_le_bytes().to_vec());
            assert_eq!(outcome.return_data, wanted, "what the kernel answers");
        }
    }

    /// Each answer was compared as it came.
    fn check(&mut self) -> Facts {
        Facts::default()
    }
}
