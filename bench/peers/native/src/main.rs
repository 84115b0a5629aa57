//! Does the workloads in plain Rust, without any virtual machine: the floor under everything else.
//!
//! No gas, no isolation, no undo, no receipt: a hash map and what has to happen to it.

#![forbid(unsafe_code)]

use allod_bench_workload::kernels::{CHAIN, CHAIN_END, FIB, fib};
use allod_bench_workload::{ACCOUNTS, AMOUNT, ENDOWMENT, Facts, Pairs, Workload, pairs, serve};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::hint::black_box;

fn main() {
    serve(|name| {
        Some(match name {
            "counter" => Box::new(Counter { counts: HashMap::from([([7; 32], 0)]), counted: 0 }) as Box<dyn Workload>,
            "transfer" => Box::new(Token::new()),
            "fib" => Box::new(Fib),
            "sha256" => Box::new(Chain),
            _ => return None,
        })
    });
}

/// A number in a map, as a contract's state would be.
struct Counter {
    counts: HashMap<[u8; 32], u64>,
    counted: u64,
}

impl Workload for Counter {
    fn run(&mut self, operations: u64) {
        self.counted += operations;
        for _ in 0..operations {
            *self.counts.get_mut(black_box(&[7; 32])).expect("it was put there") += 1;
        }
    }

    fn check(&mut self) -> Facts {
        assert_eq!(self.counts[&[7; 32]], self.counted, "the counter");
        Facts::default().with("count", self.counted as f64)
    }
}

/// What a transfer tells.
struct Event {
    from: [u8; 20],
    to: [u8; 20],
    amount: u64,
}

/// Balances in a map.
struct Token {
    accounts: Vec<[u8; 20]>,
    balances: HashMap<[u8; 20], u64>,
    pairs: Pairs,
    transferred: u64,
}

impl Token {
    fn new() -> Self {
        let account = |n: usize| Sha256::digest(n.to_be_bytes())[..20].try_into().expect("a hash is longer");
        let accounts: Vec<[u8; 20]> = (0..ACCOUNTS).map(account).collect();
        let balances = accounts.iter().map(|account| (*account, ENDOWMENT)).collect();
        Self { accounts, balances, pairs: Pairs::default(), transferred: 0 }
    }
}

impl Workload for Token {
    fn run(&mut self, operations: u64) {
        self.transferred += operations;
        let mut events = Vec::with_capacity(operations as usize);
        for _ in 0..operations {
            let (from, to) = self.pairs.draw();
            let (from, to) = (self.accounts[from], self.accounts[to]);
            let held = self.balances.get_mut(&from).expect("every account has an entry");
            *held = held.checked_sub(AMOUNT).expect("nobody runs out");
            *self.balances.get_mut(&to).expect("every account has an entry") += AMOUNT;
            events.push(Event { from, to, amount: AMOUNT });
        }
        for Event { from, to, amount } in black_box(&events) {
            black_box((from, to, amount));
        }
    }

    fn check(&mut self) -> Facts {
        for (account, wanted) in self.accounts.iter().zip(pairs::balances_after(self.transferred)) {
            assert_eq!(self.balances[account], wanted, "a balance");
        }
        Facts::default().with("transfers", self.transferred as f64)
    }
}

struct Fib;

impl Workload for Fib {
    fn run(&mut self, operations: u64) {
        for _ in 0..operations {
            assert_eq!(fib(black_box(FIB)), 17_711, "the Fibonacci number");
        }
    }

    fn check(&mut self) -> Facts {
        Facts::default()
    }
}

struct Chain;

impl Workload for Chain {
    fn run(&mut self, operations: u64) {
        for _ in 0..operations {
            let end = (0..CHAIN).fold([0; 32], |hash, _| Sha256::digest(hash).into());
            assert_eq!(end, CHAIN_END, "the hash chain");
        }
    }

    fn check(&mut self) -> Facts {
        Facts::default()
    }
}
