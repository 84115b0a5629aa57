//! The counter and the token.

use crate::contract::{Contract, account};
use allod_bench_workload::{ACCOUNTS, AMOUNT, ENDOWMENT, Facts, Pairs, Workload, pairs};
use sha2::{Digest, Sha256};
use soroban_env_host::xdr::{AccountId, ScAddress, ScSymbol, ScVal};

/// A counter that goes up by one.
pub(crate) struct Counter {
    contract: Contract,
    caller: AccountId,
    key: ScVal,
    counted: u64,
}

impl Counter {
    pub(crate) fn new() -> Self {
        let contract = Contract::new(include_str!("../contracts/counter.wat"));
        let key = ScVal::Symbol(ScSymbol("n".try_into().expect("a short name")));
        Self { contract, caller: numbered(0), key, counted: 0 }
    }
}

impl Workload for Counter {
    fn run(&mut self, operations: u64) {
        self.counted += operations;
        for _ in 0..operations {
            let (one, key) = (vec![ScVal::U64(1)], vec![self.key.clone()]);
            let answer = self.contract.call(&self.caller, "increment", one, key, false);
            assert_eq!(answer.value, ScVal::Void, "the counter answers nothing");
        }
    }

    fn check(&mut self) -> Facts {
        assert_eq!(self.contract.number(self.key.clone()).unwrap_or_default(), self.counted, "the counter");
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
        let accounts: Vec<AccountId> = (0..ACCOUNTS as u64).map(numbered).collect();
        for account in &accounts {
            let holder = address(account);
            contract.call(account, "mint", vec![holder.clone(), ScVal::U64(ENDOWMENT)], vec![holder], false);
        }
        Self { contract, accounts, pairs: Pairs::default(), transferred: 0 }
    }
}

/// An account whose key is made from a number.
fn numbered(number: u64) -> AccountId {
    account(Sha256::digest(number.to_le_bytes()).into())
}

/// The account as an argument, and as the key of its balance.
fn address(account: &AccountId) -> ScVal {
    ScVal::Address(ScAddress::Account(account.clone()))
}

impl Workload for Token {
    fn run(&mut self, operations: u64) {
        self.transferred += operations;
        for _ in 0..operations {
            let (from, to) = self.pairs.draw();
            let payer = &self.accounts[from];
            let (from, to) = (address(payer), address(&self.accounts[to]));
            let arguments = vec![from.clone(), to.clone(), ScVal::U64(AMOUNT)];
            let answer = self.contract.call(payer, "transfer", arguments, vec![from, to], true);
            assert_eq!(answer.events.len(), 1, "a transfer emits one event");
        }
    }

    fn check(&mut self) -> Facts {
        for (account, wanted) in self.accounts.iter().zip(pairs::balances_after(self.transferred)) {
            assert_eq!(self.contract.number(address(account)), Some(wanted), "the balance of {account}");
        }
        Facts::default().with("transfers", self.transferred as f64)
    }
}
