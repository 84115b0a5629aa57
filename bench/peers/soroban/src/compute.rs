//! Contracts that only compute.

use crate::contract::{Contract, account};
use allod_bench_workload::kernels::{Task, adapted};
use allod_bench_workload::{Facts, Workload};
use soroban_env_host::xdr::{AccountId, ScVal};

/// What a contract needs of its host to answer with a number that does not fit into 56 bits.
const IMPORTS: &str = r#"
  (import "i" "_" (func $obj_from_u64 (param i64) (result i64)))"#;
/// The kernels as contract functions: a number that fits travels in the value itself, above a 6.
const FUNCTIONS: &str = r#"
  (func $number (param $value i64) (result i64)
    (if (i64.ne (i64.and (local.get $value) (i64.const 255)) (i64.const 6)) (then unreachable))
    (i64.shr_u (local.get $value) (i64.const 8)))
  (func $value (param $number i64) (result i64)
    (if (i64.ne (i64.shr_u (local.get $number) (i64.const 56)) (i64.const 0))
      (then (return (call $obj_from_u64 (local.get $number)))))
    (i64.or (i64.shl (local.get $number) (i64.const 8)) (i64.const 6)))
  (func (export "fib") (param $n i64) (result i64)
    (call $value (call $kernel.fib (call $number (local.get $n)))))
  (func (export "chain") (param $links i64) (result i64)
    (call $value (call $kernel.chain (call $number (local.get $links)))))
  (@custom "contractenvmetav0" "\00\00\00\00\00\00\00\1e\00\00\00\00")"#;

/// One of the kernels.
pub(crate) struct Kernel {
    contract: Contract,
    caller: AccountId,
    task: Task,
}

impl Kernel {
    pub(crate) fn new(task: Task) -> Self {
        let contract = Contract::new(&adapted(IMPORTS, FUNCTIONS));
        Self { contract, caller: account([1; 32]), task }
    }
}

impl Workload for Kernel {
    fn run(&mut self, operations: u64) {
        for _ in 0..operations {
            let argument = vec![ScVal::U64(self.task.argument)];
            let answer = self.contract.call(&self.caller, self.task.function, argument, Vec::new(), false);
            assert_eq!(answer.value, ScVal::U64(self.task.wanted), "what the kernel answers");
        }
    }

    /// Each answer was compared as it came.
    fn check(&mut self) -> Facts {
        Facts::default()
    }
}
