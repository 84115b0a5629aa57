//! Tokens written in Go, as the examples have them.

use crate::token::account;
use allod_bench_workload::{ACCOUNTS, AMOUNT, BLOCK, ENDOWMENT, Facts, Pairs, Workload, pairs};
use allod_testing::contract::Contract;
use allod_vm::{Address, EngineConfig, args};

const ISSUER: Address = Address([1; 20]);

/// A token written in Go.
pub(crate) struct Token {
    contract: Contract,
    accounts: Vec<Address>,
    pairs: Pairs,
    transferred: u64,
}

impl Token {
    /// Balances are objects that their holders own.
    pub(crate) fn coins() -> Self {
        Self::of(include_str!("../../../../examples/token/token.go"))
    }

    /// Balances are fields of one object.
    pub(crate) fn fields() -> Self {
        Self::of(include_str!("../../../../examples/token_fields/token_fields.go"))
    }

    fn of(source: &str) -> Self {
        let contract = Contract::on(EngineConfig::default(), source);
        let supply = ENDOWMENT * ACCOUNTS as u64;
        contract.execute(ISSUER, "InitializeToken", args!["Allod", "ALD", 0u8, supply]);
        let accounts: Vec<Address> = (0..ACCOUNTS).map(account).collect();
        for some in accounts.chunks(BLOCK as usize) {
            let pay = |to: &Address| contract.transaction(ISSUER, "Transfer", args![*to, ENDOWMENT]);
            drop(contract.block(some.iter().map(pay).collect()));
        }
        Self { contract, accounts, pairs: Pairs::default(), transferred: 0 }
    }
}

impl Workload for Token {
    fn run(&mut self, operations: u64) {
        self.transferred += operations;
        for _ in 0..operations {
            let (from, to) = self.pairs.draw();
            self.contract.execute_and(self.accounts[from], "Transfer", args![self.accounts[to], AMOUNT], |receipt| {
                assert_eq!(receipt.events.len(), 1, "a transfer logs one event");
            });
        }
    }

    fn check(&mut self) -> Facts {
        for (account, wanted) in self.accounts.iter().zip(pairs::balances_after(self.transferred)) {
            assert_eq!(self.contract.ask("BalanceOf", args![*account]), wanted, "the balance of {account}");
        }
        Facts::default().with("transfers", self.transferred as f64)
    }
}
