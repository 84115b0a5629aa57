//! The calls.

use crate::store::Forgetful;
use allod_core::Status;
use allod_vm::{
    Address, Args, BlockContext, DeployOptions, Engine, EngineConfig, ExecuteOptions, Payload, Transaction, args,
};
use std::collections::BTreeMap;
use std::sync::Arc;

const MIXED: &str = include_str!("../contracts/mixed.wat");
/// Gas that every call but the one that spins gets by with.
const GAS: u64 = 1 << 40;
/// Gas of the calls that run out of it.
const LITTLE: u64 = 200_000;
/// Deploys after which every cache is full: the engine keeps 512 MiB of modules, and counts each as more than the MiB
/// of memory that it begins with.
const FULL: u64 = 550;
/// Contracts at work at once.
const AT_WORK: usize = 16;

/// An engine, its contracts, and what was asked of them.
pub(crate) struct Calls {
    engine: Engine,
    /// The contract whose gas is watched. Nobody else calls it.
    fixed: Address,
    contracts: Vec<Address>,
    module: Vec<u8>,
    /// Where in the module the bytes are that make each deploy another one.
    seed_at: usize,
    sums: Vec<u64>,
    random: u64,
    deployed: u64,
    made: u64,
    tally: BTreeMap<&'static str, u64>,
    probe_gas: Option<u64>,
    probes: u64,
}

impl Calls {
    pub(crate) fn new() -> Self {
        let store = Arc::new(Forgetful::default());
        let config = EngineConfig::default().with_own_nonces().with_storage(store.clone());
        let engine = Engine::open(config).expect("an engine opens");
        // The event's name stands in the data, and no call depends on what it is.
        let module = wat::parse_str(MIXED).expect("the contract is WebAssembly text");
        let seed_at = module.windows(5).position(|bytes| bytes == b"Event").expect("the name is in the data");
        let mut calls = Self {
            engine,
            fixed: Address::ZERO,
            contracts: Vec::new(),
            module,
            seed_at,
            sums: vec![0; AT_WORK],
            random: 0x2545_F491_4F6C_DD1D,
            deployed: 0,
            made: 0,
            tally: BTreeMap::new(),
            probe_gas: None,
            probes: 0,
        };
        calls.fixed = calls.deploy();
        calls.contracts = (0..AT_WORK).map(|_| calls.deploy()).collect();
        // The fixed call finds a number, as it does ever after.
        calls.succeeds(calls.fixed, "Add", args![1u64]);
        store.begin();
        calls
    }

    /// Some hundreds of calls of every kind, one deploy, one look at the gas of the fixed call.
    pub(crate) fn turn(&mut self) {
        for _ in 0..300 {
            self.add();
        }
        for _ in 0..5 {
            let contract = self.some_contract();
            let [pages, bytes, frames] = [60, 4000, 30].map(|limit| 1 + self.draw() % limit);
            self.succeeds(contract, "Churn", args![20u64]);
            self.succeeds(contract, "Grow", args![pages]);
            self.succeeds(contract, "Value", args![bytes]);
            self.succeeds(contract, "Deep", args![frames]);
            for trap in ["Unreachable", "Divide", "Outside", "Recurse"] {
                let args = if trap == "Divide" { args![0u64] } else { args![] };
                self.ends(contract, trap, args, "trapped", |status| matches!(status, Status::Trapped { .. }));
            }
            self.ends(contract, "Revert", args![], "reverted", |status| matches!(status, Status::Reverted { .. }));
            self.ends(contract, "Spin", args![], "out of gas", |status| matches!(status, Status::OutOfGas));
            assert!(
                self.engine.execute(contract, "Nothing", args![], ExecuteOptions::default()).is_err(),
                "no such function"
            );
        }
        self.block();
        let place = self.draw() as usize % AT_WORK;
        self.contracts[place] = self.deploy();
        self.sums[place] = 0;
        self.probe();
    }

    /// A number between calls, by xorshift.
    fn draw(&mut self) -> u64 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        self.random
    }

    fn some_contract(&mut self) -> Address {
        let place = self.draw() as usize % AT_WORK;
        self.contracts[place]
    }

    fn count(&mut self, kind: &'static str) {
        self.made += 1;
        *self.tally.entry(kind).or_default() += 1;
    }

    /// A call that keeps a sum, compared with what it must be.
    fn add(&mut self) {
        let (place, amount) = (self.draw() as usize % AT_WORK, self.draw() % 1000);
        self.sums[place] += amount;
        let receipt = self.engine.execute(self.contracts[place], "Add", args![amount], options(GAS));
        let sum: u64 = receipt.and_then(|receipt| receipt.decode()).expect("the call succeeds");
        assert_eq!(sum, self.sums[place], "the sum of contract {place}");
        self.count("added");
    }

    fn succeeds(&mut self, contract: Address, function: &str, args: Args) {
        self.ends(contract, function, args, "did more", Status::is_success);
    }

    fn ends(&mut self, contract: Address, function: &str, args: Args, kind: &'static str, wanted: fn(&Status) -> bool) {
        let gas = if function == "Spin" { LITTLE } else { GAS };
        let receipt = self.engine.execute(contract, function, args, options(gas)).expect("the engine executes");
        assert!(wanted(&receipt.status), "{function} ended as {}, wanted: {kind}", receipt.status);
        self.count(kind);
    }

    /// A block of all kinds.
    fn block(&mut self) {
        let block: BlockContext = self.engine.last_block().expect("the store reads").next();
        let mut transactions = Vec::new();
        for i in 0..100u64 {
            let function = ["Deep", "Churn", "Revert", "Unreachable", "Value"][i as usize % 5];
            let input =
                if matches!(function, "Revert" | "Unreachable") { Vec::new() } else { i.to_le_bytes().to_vec() };
            // Deeper than the call chain may be, the innermost call is refused and the outer ones go on.
            let contract = self.some_contract();
            let payload =
                Payload::Call { contract, function: function.to_owned(), input, value: 0, objects: Vec::new() };
            transactions.push(Transaction {
                from: Address([3; 20]),
                nonce: 0,
                chain_id: 1,
                gas_limit: GAS,
                gas_price: 0,
                payload,
            });
        }
        let receipts = self.engine.execute_block(&block, transactions).expect("the block executes");
        for receipt in receipts {
            let wanted = !matches!(receipt.function.as_str(), "Revert" | "Unreachable");
            assert_eq!(receipt.is_success(), wanted, "{}: {}", receipt.function, receipt.status);
            self.count("in blocks");
        }
    }

    /// Deploys a module that nobody has deployed before.
    fn deploy(&mut self) -> Address {
        self.deployed += 1;
        let letters = self.deployed.to_be_bytes().map(|byte| [b'a' + (byte >> 4), b'a' + (byte & 15)]);
        // Five letters of the alphabet's first sixteen: a million modules.
        self.module[self.seed_at..][..5].copy_from_slice(&letters.as_flattened()[11..]);
        let options = DeployOptions { reentrant: true, gas_limit: Some(GAS), ..Default::default() };
        let address = self.engine.deploy_with_options(&self.module, options).expect("the contract deploys").address;
        self.count("deployed");
        address
    }

    /// The fixed call, whose gas may never change.
    fn probe(&mut self) {
        let receipt = self.engine.execute(self.fixed, "Add", args![1u64], options(GAS)).expect("the engine executes");
        assert!(receipt.is_success(), "the fixed call: {}", receipt.status);
        self.probes += 1;
        let first = *self.probe_gas.get_or_insert(receipt.gas.used);
        assert_eq!(receipt.gas.used, first, "the gas of the fixed call, the {}th time", self.probes);
    }

    /// Whether every cache is full.
    pub(crate) fn are_warm(&self) -> bool {
        self.deployed >= FULL
    }

    pub(crate) fn made(&self) -> u64 {
        self.made
    }

    pub(crate) fn probes(&self) -> u64 {
        self.probes
    }

    pub(crate) fn probe_gas(&self) -> u64 {
        self.probe_gas.unwrap_or_default()
    }

    /// How many calls of each kind there were.
    pub(crate) fn tally(&self) -> String {
        let kinds: Vec<String> = self.tally.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        kinds.join(", ")
    }
}

fn options(gas: u64) -> ExecuteOptions {
    ExecuteOptions { from: Address([3; 20]), gas_limit: Some(gas), ..Default::default() }
}
