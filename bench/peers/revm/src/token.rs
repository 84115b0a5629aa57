//! An ERC-20 token among ten thousand accounts, state in memory.

use crate::chain::{GAS, address, call, code, data, evm, mapping_slot, succeeded};
use allod_bench_workload::{ACCOUNTS, AMOUNT, BLOCK, ENDOWMENT, Facts, Pairs, Workload, pairs};
use revm::context::TxEnv;
use revm::database::CacheDB;
use revm::database_interface::{DatabaseRef, EmptyDB};
use revm::handler::{MainnetContext, MainnetEvm};
use revm::primitives::{Address, U256};
use revm::state::{AccountInfo, Bytecode};
use revm::{ExecuteCommitEvm, ExecuteEvm};

/// `transfer(address,uint256)`
const TRANSFER: [u8; 4] = [0xa9, 0x05, 0x9c, 0xbb];

/// The token, and who holds it.
pub(crate) struct Holders {
    pub(crate) contract: Address,
    pub(crate) accounts: Vec<Address>,
    pub(crate) code: Vec<u8>,
    pairs: Pairs,
    pub(crate) transferred: u64,
}

impl Holders {
    pub(crate) fn new() -> Self {
        Self {
            contract: address(u64::MAX),
            accounts: (0..ACCOUNTS as u64).map(address).collect(),
            code: code(include_str!("../contracts/token.hex")),
            pairs: Pairs::default(),
            transferred: 0,
        }
    }

    /// The next transfer.
    pub(crate) fn transfer(&mut self) -> TxEnv {
        let (from, to) = self.pairs.draw();
        self.transferred += 1;
        let to = self.accounts[to].into_word().into();
        call(self.accounts[from], self.contract, data(TRANSFER, &[to, U256::from(AMOUNT)]), GAS)
    }

    /// Compares every balance that `db` has with what it must be.
    pub(crate) fn check(&self, db: &impl DatabaseRef<Error: std::fmt::Debug>) {
        for (account, wanted) in self.accounts.iter().zip(pairs::balances_after(self.transferred)) {
            let balance = db.storage_ref(self.contract, mapping_slot(*account)).expect("the database answers");
            assert_eq!(balance, U256::from(wanted), "the balance of {account}");
        }
    }
}

/// An ERC-20 token among ten thousand accounts, state in memory.
pub(crate) struct Token {
    evm: MainnetEvm<MainnetContext<CacheDB<EmptyDB>>>,
    holders: Holders,
    in_blocks: bool,
}

impl Token {
    pub(crate) fn in_memory(in_blocks: bool) -> Self {
        let holders = Holders::new();
        let mut db = CacheDB::default();
        let code = Bytecode::new_raw(holders.code.clone().into());
        db.insert_account_info(holders.contract, AccountInfo::from_bytecode(code));
        for account in &holders.accounts {
            db.insert_account_info(*account, AccountInfo::from_balance(U256::from(1u64 << 60)));
            let (slot, balance) = (mapping_slot(*account), U256::from(ENDOWMENT));
            db.insert_account_storage(holders.contract, slot, balance).expect("a map takes what it is given");
        }
        Self { evm: evm(db), holders, in_blocks }
    }
}

impl Workload for Token {
    fn run(&mut self, operations: u64) {
        let mut left = operations;
        while left > 0 && self.in_blocks {
            let now = left.min(BLOCK);
            let mut results = Vec::with_capacity(now as usize);
            for _ in 0..now {
                results.push(succeeded(self.evm.transact_one(self.holders.transfer())));
            }
            self.evm.commit_inner();
            drop(results);
            left -= now;
        }
        for _ in 0..left {
            let result = succeeded(self.evm.transact_commit(self.holders.transfer()));
            assert_eq!(result.logs().len(), 1, "a transfer logs one event");
        }
    }

    fn check(&mut self) -> Facts {
        self.holders.check(&self.evm.ctx.journaled_state.database);
        Facts::default().with("transfers", self.holders.transferred as f64)
    }
}
