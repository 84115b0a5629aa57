//! The counter and the token.

use crate::chain::{Contract, account};
use allod_bench_workload::{ACCOUNTS, AMOUNT, ENDOWMENT, Facts, Pairs, Workload, pairs};
use near_primitives_core::types::AccountId;

/// A counter that goes up by one.
pub(crate) struct Counter {
    contract: Contract,
    caller: AccountId,
    counted: u64,
}

impl Counter {
    pub(crate) fn new() -> Self {
        let contract = Contract::new(include_str!("../contracts/counter.wat"));
        Self { contract, caller: implicit(0), counted: 0 }
    }
}

impl Workload for Counter {
    fn run(&mut self, operations: u64) {
        self.counted += operations;
        for _ in 0..operations {
            drop(self.contract.call(&self.caller, "increment", &1u64.to_le_bytes()));
        }
    }

    fn check(&mut self) -> Facts {
        assert_eq!(self.contract.number(b"n").unwrap_or_default(), self.counted, "the counter");
        Facts::default().with("count", self.counted as f64)
    }
}

/// A token among ten thousand accounts.
pub(crate) struct Token {
    contract: Contract,
    accounts: Vec<AccountId>,
    pairs: Pairs,
    transferred: u64,
}

impl Token {
    pub(crate) fn new() -> Self {
        let mut contract = Contract::new(include_str!("../contracts/token.wat"));
        let accounts: Vec<AccountId> = (0..ACCOUNTS as u64).map(implicit).collect();
        for account in &accounts {
            drop(contract.call(account, "mint", &arguments(account, ENDOWMENT)));
        }
        Self { contract, accounts, pairs: Pairs::default(), transferred: 0 }
    }
}

/// An account that is named after its key, 64 hexadecimal digits: here a number, spread over them.
fn implicit(number: u64) -> AccountId {
    let word = number.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    account(&format!("{word:016x}{:016x}{word:016x}{:016x}", word.rotate_left(17), word.rotate_left(31)))
}

fn arguments(to: &AccountId, amount: u64) -> Vec<u8> {
    [to.as_bytes(), &amount.to_le_bytes()].concat()
}

impl Workload for Token {
    fn run(&mut self, operations: u64) {
        self.transferred += operations;
        for _ in 0..operations {
            let (from, to) = self.pairs.draw();
            let outcome = self.contract.call(&self.accounts[from], "transfer", &arguments(&self.accounts[to], AMOUNT));
            assert_eq!(outcome.logs.len(), 1, "a transfer logs one event");
        }
    }

    fn check(&mut self) -> Facts {
        for (account, wanted) in self.accounts.iter().zip(pairs::balances_after(self.transferred)) {
            assert_eq!(self.contract.number(account.as_bytes()), Some(wanted), "the balance of {account}");
        }
        Facts::default().with("transfers", self.transferred as f64)
    }
}
