//! Blocks on several threads, and the same blocks on one.

use crate::token::{CODE, account};
use allod_bench_workload::{AMOUNT, BLOCK, ENDOWMENT, Facts, Workload};
use allod_testing::contract::Contract;
use allod_vm::{Address, EngineConfig, Receipt, Transaction, args};
use std::collections::VecDeque;

/// Who pays whom in a block.
#[derive(Clone, Copy)]
pub(crate) enum Shape {
    /// A thousand pairs, each once: nothing has to do with anything else.
    Disjoint,
    /// One pair, a thousand times: every transfer wants what the one before has written.
    Conflict,
}

/// Blocks of transfers on so many threads.
pub(crate) struct Blocks {
    contract: Contract,
    accounts: Vec<Address>,
    shape: Shape,
    /// Blocks that are ready to run, as a chain's network brings them.
    ready: VecDeque<Vec<Transaction>>,
    made: u64,
    run: u64,
    /// What became of the last block.
    last: Vec<Receipt>,
}

impl Blocks {
    pub(crate) fn new(shape: Shape, threads: usize) -> Self {
        let contract = Contract::on(EngineConfig::default().with_threads(threads), CODE);
        let accounts: Vec<Address> = (0..2 * BLOCK as usize).map(account).collect();
        for some in accounts.chunks(BLOCK as usize) {
            let mint = |to: &Address| contract.transaction(*to, "Mint", args![*to, ENDOWMENT]);
            drop(contract.block(some.iter().map(mint).collect()));
        }
        Self { contract, accounts, shape, ready: VecDeque::new(), made: 0, run: 0, last: Vec::new() }
    }

    /// The transactions of the next block.
    fn make(&mut self) -> Vec<Transaction> {
        self.made += 1;
        let transfer = |place: u64| {
            // In every other block the money goes back.
            let (from, to) = match self.made % 2 {
                0 => (2 * place + 1, 2 * place),
                _ => (2 * place, 2 * place + 1),
            };
            let (from, to) = (self.accounts[from as usize], self.accounts[to as usize]);
            self.contract.transaction(from, "Transfer", args![to, AMOUNT])
        };
        let places = (0..BLOCK).map(|number| match self.shape {
            Shape::Disjoint => number,
            Shape::Conflict => 0,
        });
        places.map(transfer).collect()
    }

    fn block(&mut self) {
        self.run += 1;
        let transactions = self.ready.pop_front().unwrap_or_else(|| self.make());
        self.last = self.contract.block(transactions);
    }
}

impl Workload for Blocks {
    fn prepare(&mut self, operations: u64) {
        for _ in self.ready.len() as u64..operations.div_ceil(BLOCK) {
            let block = self.make();
            self.ready.push_back(block);
        }
    }

    fn run(&mut self, operations: u64) {
        (0..operations.div_ceil(BLOCK)).for_each(|_| self.block());
    }

    /// The same blocks on one thread must lead to the same root and the same receipts.
    fn check(&mut self) -> Facts {
        let mut serial = Self::new(self.shape, 1);
        (0..self.run).for_each(|_| serial.block());
        let [here, there] =
            [&*self, &serial].map(|blocks| blocks.contract.engine.state_root().expect("the store reads"));
        assert_eq!(here, there, "the root after {} blocks", self.run);
        assert!(self.last == serial.last, "the receipts of block {}", self.run);
        let moved = self.run % 2 * if matches!(self.shape, Shape::Conflict) { BLOCK } else { 1 };
        let first = self.contract.ask("BalanceOf", args![self.accounts[0]]);
        assert_eq!(first, ENDOWMENT - moved * AMOUNT, "the first balance");
        Facts::default().with("blocks", self.run as f64)
    }
}
