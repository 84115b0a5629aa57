//! Calls among very many objects.

use allod_bench_workload::{Facts, Workload};
use allod_testing::contract::Contract;
use allod_vm::{Address, ObjectId, args};

const CODE: &str = include_str!("../contracts/objects.wat");
const OWNER: Address = Address([9; 20]);
/// Objects made by one transaction.
const EACH: u64 = 1000;

/// Makes `count` objects of `contract` for [`OWNER`], and tells which transactions made them.
fn give(contract: &Contract, count: u64) -> Vec<(u64, u64)> {
    let counts: Vec<u64> = (0..count).step_by(EACH as usize).map(|done| EACH.min(count - done)).collect();
    let transactions = counts.iter().map(|count| contract.transaction(OWNER, "Give", args![OWNER, *count]));
    let receipts = contract.block(transactions.collect());
    receipts.iter().map(|receipt| receipt.transaction).zip(counts).collect()
}

/// Each call reads and writes one object of many.
pub(crate) struct Objects {
    contract: Contract,
    ids: Vec<ObjectId>,
    state: u64,
    next: Vec<ObjectId>,
    touched: Vec<ObjectId>,
}

impl Objects {
    pub(crate) fn new(count: u64) -> Self {
        let contract = Contract::in_memory(CODE);
        let made = give(&contract, count);
        let of = |(transaction, count): (u64, u64)| {
            let address = contract.address;
            (0..count as u32).map(move |index| ObjectId::new(&address, transaction, index))
        };
        let ids = made.into_iter().flat_map(of).collect();
        Self { contract, ids, state: 1, next: Vec::new(), touched: Vec::new() }
    }

    /// One of the objects, by xorshift.
    fn draw(&mut self) -> ObjectId {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        self.ids[(self.state % self.ids.len() as u64) as usize]
    }
}

impl Workload for Objects {
    /// Chooses the objects: a caller has their ids at hand, and does not look them up among a million.
    fn prepare(&mut self, operations: u64) {
        self.next = (0..operations).map(|_| self.draw()).collect();
    }

    fn run(&mut self, _: u64) {
        for id in &self.next {
            self.contract.execute(OWNER, "Touch", args![*id]);
        }
        self.touched.append(&mut self.next);
    }

    fn check(&mut self) -> Facts {
        self.touched.sort_unstable();
        for same in self.touched.chunk_by(|a, b| a == b) {
            assert_eq!(self.contract.ask("Number", args![same[0]]), same.len() as u64, "object {}", same[0]);
        }
        Facts::default().with("calls", self.touched.len() as f64)
    }
}

/// Each call asks for the one object its owner has here, beside many of another contract.
pub(crate) struct Crowd {
    contract: Contract,
    id: ObjectId,
    touched: u64,
}

impl Crowd {
    pub(crate) fn new(others: u64) -> Self {
        let contract = Contract::in_memory(CODE);
        if others > 0 {
            drop(give(&contract.beside(CODE), others));
        }
        let (transaction, _) = give(&contract, 1)[0];
        let id = ObjectId::new(&contract.address, transaction, 0);
        Self { contract, id, touched: 0 }
    }
}

impl Workload for Crowd {
    fn run(&mut self, operations: u64) {
        self.touched += operations;
        for _ in 0..operations {
            self.contract.execute(OWNER, "TouchOwned", args![OWNER]);
        }
    }

    fn check(&mut self) -> Facts {
        assert_eq!(self.contract.ask("Number", args![self.id]), self.touched, "object {}", self.id);
        Facts::default().with("touched", self.touched as f64)
    }
}
