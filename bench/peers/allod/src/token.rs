//! A token among ten thousand accounts.

use allod_bench_workload::{ACCOUNTS, AMOUNT, BLOCK, ENDOWMENT, Facts, Pairs, Workload, pairs};
use allod_testing::contract::Contract;
use allod_vm::{Address, EngineConfig, Transaction, args};

pub(crate) const CODE: &str = include_str!("../contracts/token.wat");

/// A token among ten thousand accounts.
pub(crate) struct Token {
    contract: Contract,
    accounts: Vec<Address>,
    pairs: Pairs,
    in_blocks: bool,
    transferred: u64,
}

impl Token {
    /// Each transfer is committed by itself.
    pub(crate) fn one_by_one() -> Self {
        Self::on(EngineConfig::default(), false)
    }

    /// A thousand at a time are committed.
    pub(crate) fn in_blocks() -> Self {
        Self::on(EngineConfig::default(), true)
    }

    /// A token on an engine of this kind, every account endowed.
    pub(crate) fn on(config: EngineConfig, in_blocks: bool) -> Self {
        let contract = Contract::on(config, CODE);
        let accounts: Vec<Address> = (0..ACCOUNTS).map(account).collect();
        for some in accounts.chunks(BLOCK as usize) {
            let mint = |to: &Address| contract.transaction(*to, "Mint", args![*to, ENDOWMENT]);
            drop(contract.block(some.iter().map(mint).collect()));
        }
        Self { contract, accounts, pairs: Pairs::default(), in_blocks, transferred: 0 }
    }

    fn transfer(&mut self) -> Transaction {
        let (from, to) = self.pairs.draw();
        self.contract.transaction(self.accounts[from], "Transfer", args![self.accounts[to], AMOUNT])
    }
}

/// The address of an account, spread as a public key's would be.
pub(crate) fn account(number: usize) -> Address {
    let hash = allod_vm::Hash::of("allod bench account", &number.to_be_bytes());
    Address(hash.0[..20].try_into().expect("a hash has more than twenty bytes"))
}

impl Workload for Token {
    fn run(&mut self, operations: u64) {
        self.transferred += operations;
        let mut left = operations;
        while left > 0 && self.in_blocks {
            let now = left.min(BLOCK);
            let transactions = (0..now).map(|_| self.transfer()).collect();
            drop(self.contract.block(transactions));
            left -= now;
        }
        for _ in 0..left {
            let (from, to) = self.pairs.draw();
            self.contract.execute(self.accounts[from], "Transfer", args![self.accounts[to], AMOUNT]);
        }
    }

    fn check(&mut self) -> Facts {
        for (account, wanted) in self.accounts.iter().zip(pairs::balances_after(self.transferred)) {
            assert_eq!(self.contract.ask("BalanceOf", args![*account]), wanted, "the balance of {account}");
        }
        Facts::default().with("transfers", self.transferred as f64)
    }
}
