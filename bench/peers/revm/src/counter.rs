//! A counter that goes up by one, in as few instructions as the EVM allows.

use crate::chain::{GAS, address, call, evm, succeeded};
use allod_bench_workload::{BLOCK, Facts, Workload};
use revm::database::CacheDB;
use revm::database_interface::{DatabaseRef, EmptyDB};
use revm::handler::{MainnetContext, MainnetEvm};
use revm::primitives::{Address, Bytes, U256};
use revm::state::{AccountInfo, Bytecode};
use revm::{ExecuteCommitEvm, ExecuteEvm};

/// Adds one to slot 0.
const CODE: [u8; 8] = [
    0x5f, // PUSH0
    0x54, // SLOAD
    0x60, 0x01, // PUSH1 1
    0x01, // ADD
    0x5f, // PUSH0
    0x55, // SSTORE
    0x00, // STOP
];

/// A counter that goes up by one. It takes no argument.
pub(crate) struct Counter {
    evm: MainnetEvm<MainnetContext<CacheDB<EmptyDB>>>,
    contract: Address,
    caller: Address,
    in_blocks: bool,
    counted: u64,
}

impl Counter {
    pub(crate) fn new(in_blocks: bool) -> Self {
        let (contract, caller) = (address(1), address(2));
        let mut db = CacheDB::default();
        db.insert_account_info(contract, AccountInfo::from_bytecode(Bytecode::new_raw(CODE.to_vec().into())));
        db.insert_account_info(caller, AccountInfo::from_balance(U256::from(1u64 << 60)));
        // The first write to a slot is another case in the EVM, and would be met once only.
        db.insert_account_storage(contract, U256::ZERO, U256::ONE).expect("a map takes what it is given");
        Self { evm: evm(db), contract, caller, in_blocks, counted: 1 }
    }
}

impl Workload for Counter {
    fn run(&mut self, operations: u64) {
        self.counted += operations;
        if !self.in_blocks {
            for _ in 0..operations {
                let call = call(self.caller, self.contract, Bytes::new(), GAS);
                drop(succeeded(self.evm.transact_commit(call)));
            }
            return;
        }
        let mut left = operations;
        while left > 0 {
            let now = left.min(BLOCK);
            let mut results = Vec::with_capacity(now as usize);
            for _ in 0..now {
                let call = call(self.caller, self.contract, Bytes::new(), GAS);
                results.push(succeeded(self.evm.transact_one(call)));
            }
            self.evm.commit_inner();
            drop(results);
            left -= now;
        }
    }

    fn check(&mut self) -> Facts {
        let db = &self.evm.ctx.journaled_state.database;
        let count = db.storage_ref(self.contract, U256::ZERO).expect("a map answers");
        assert_eq!(count, U256::from(self.counted), "the counter");
        Facts::default().with("count", self.counted as f64)
    }
}
