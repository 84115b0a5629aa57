//! The counter and the token.

use crate::chain::{Contract, counted};
use allod_bench_workload::{ACCOUNTS, AMOUNT, ENDOWMENT, Facts, Pairs, Workload, pairs};
use cosmwasm_vm::testing::MockApi;

/// A counter that goes up by one.
pub(crate) struct Counter {
    contract: Contract,
    counted: u64,
}

impl Counter {
    pub(crate) fn new(reused: bool) -> Self {
        Self { contract: Contract::new(reused), counted: 0 }
    }
}

impl Workload for Counter {
    fn run(&mut self, operations: u64) {
        self.counted += operations;
        for _ in 0..operations {
            drop(self.contract.execute("creator", br#"{"increment":{"value":1}}"#));
        }
    }

    fn check(&mut self) -> Facts {
        assert_eq!(self.contract.query(r#"{"count":{}}"#), self.counted, "the counter");
        counted("count", self.counted)
    }
}

/// A token among ten thousand accounts.
pub(crate) struct Token {
    contract: Contract,
    accounts: Vec<String>,
    pairs: Pairs,
    transferred: u64,
}

impl Token {
    pub(crate) fn new(reused: bool) -> Self {
        let mut contract = Contract::new(reused);
        let api = MockApi::default();
        let accounts: Vec<String> = (0..ACCOUNTS).map(|n| api.addr_make(&format!("account {n}"))).collect();
        for account in &accounts {
            let mint = format!(r#"{{"mint":{{"recipient":"{account}","amount":"{ENDOWMENT}"}}}}"#);
            drop(contract.execute("creator", mint.as_bytes()));
        }
        Self { contract, accounts, pairs: Pairs::default(), transferred: 0 }
    }
}

impl Workload for Token {
    fn run(&mut self, operations: u64) {
        self.transferred += operations;
        for _ in 0..operations {
            let (from, to) = self.pairs.draw();
            let to = &self.accounts[to];
            let message = format!(r#"{{"transfer":{{"recipient":"{to}","amount":"{AMOUNT}"}}}}"#);
            let response = self.contract.execute(&self.accounts[from], message.as_bytes());
            assert_eq!(response.attributes.len(), 4, "a transfer's event has four attributes");
        }
    }

    fn check(&mut self) -> Facts {
        for (account, wanted) in self.accounts.iter().zip(pairs::balances_after(self.transferred)) {
            let question = format!(r#"{{"balance":{{"holder":"{account}"}}}}"#);
            assert_eq!(self.contract.query(&question), wanted, "the balance of {account}");
        }
        counted("transfers", self.transferred)
    }
}
