//! The counter and the token.

use crate::contract::Contract;
use crate::host::Host;
use allod_bench_workload::{ACCOUNTS, AMOUNT, BLOCK, ENDOWMENT, Facts, Pairs, Workload, pairs};

/// A counter that goes up by one.
pub(crate) struct Counter {
    contract: Contract,
    counted: u64,
}

impl Counter {
    pub(crate) fn new(reused: bool) -> Self {
        Self { contract: Contract::new(include_str!("../../allod/contracts/counter.wat"), reused), counted: 0 }
    }
}

impl Workload for Counter {
    fn run(&mut self, operations: u64) {
        self.counted += operations;
        for _ in 0..operations {
            self.contract.call("Increment", |host| {
                host.input.clear();
                host.input.extend(1u64.to_le_bytes());
            });
        }
    }

    fn check(&mut self) -> Facts {
        let count = self.contract.host().fields[&b"n"[..]];
        assert_eq!(u64::from_le_bytes(count), self.counted, "the counter");
        Facts::default().with("count", self.counted as f64)
    }
}

/// A token among ten thousand accounts.
pub(crate) struct Token {
    contract: Contract,
    accounts: Vec<[u8; 20]>,
    pairs: Pairs,
    transferred: u64,
}

impl Token {
    pub(crate) fn new(reused: bool) -> Self {
        let mut contract = Contract::new(include_str!("../../allod/contracts/token.wat"), reused);
        // wasmi has no say in what an address is: a number, spread over twenty bytes.
        let accounts: Vec<[u8; 20]> = (0..ACCOUNTS as u64)
            .map(|n| {
                let mut address = [0x5a; 20];
                address[..8].copy_from_slice(&n.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_le_bytes());
                address
            })
            .collect();
        for account in &accounts {
            contract.call("Mint", |host| argue(host, account, ENDOWMENT));
        }
        Self { contract, accounts, pairs: Pairs::default(), transferred: 0 }
    }
}

fn argue(host: &mut Host, address: &[u8; 20], amount: u64) {
    host.input.clear();
    host.input.extend(address);
    host.input.extend(amount.to_le_bytes());
}

impl Workload for Token {
    fn run(&mut self, operations: u64) {
        for _ in 0..operations {
            let (from, to) = self.pairs.draw();
            let (from, to) = (self.accounts[from], self.accounts[to]);
            self.contract.call("Transfer", |host| {
                host.sender = from;
                argue(host, &to, AMOUNT);
            });
            self.transferred += 1;
            // A block's events are handed on, and not kept for ever.
            if self.transferred.is_multiple_of(BLOCK) {
                let events = std::mem::take(&mut self.contract.host().events);
                assert_eq!(events.len() as u64, BLOCK, "an event for each transfer");
            }
        }
    }

    fn check(&mut self) -> Facts {
        for (account, wanted) in self.accounts.iter().zip(pairs::balances_after(self.transferred)) {
            assert_eq!(u64::from_le_bytes(self.contract.host().fields[&account[..]]), wanted, "a balance");
        }
        Facts::default().with("transfers", self.transferred as f64)
    }
}
