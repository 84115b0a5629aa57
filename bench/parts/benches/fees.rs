//! Blocks with fees and nonces beside the same blocks without: what charging takes. Not of Criterion's: the settings take
//! turns, so that a machine that is busy for a while is busy for all of them.

use allod_vm::{Address, Engine, EngineConfig, FeeTerms, ObjectId, Payload, Tiers, Transaction, args};
use std::time::{Duration, Instant};

/// Transactions of a block.
const SIZE: usize = 500;
/// Blocks for each setting; the fastest counts.
const ROUNDS: usize = 60;

/// `Make` creates an object with a number, `Bump` adds 1 to the number of the object whose id it is given.
const COUNTER: &str = r#"(module
    (import "allod" "input" (func $input (param i32 i32) (result i32)))
    (import "allod" "output" (func $output (param i32 i32)))
    (import "allod" "create_object" (func $create (result i64)))
    (import "allod" "get_object" (func $find (param i32) (result i64)))
    (import "allod" "object_id" (func $id (param i32 i32) (result i32)))
    (import "allod" "object_get" (func $get (param i32 i32 i32 i32 i32 i32 i32) (result i64)))
    (import "allod" "object_set" (func $set (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
    (memory (export "memory") 1)
    (data (i32.const 64) "n") (data (i32.const 72) "\05")
    (func $store (param $object i32)
      (if (call $set (local.get $object) (i32.const 64) (i32.const 1) (i32.const 72) (i32.const 1)
            (i32.const 80) (i32.const 8)) (then unreachable)))
    (func (export "Make") (local $object i32)
      (local.set $object (i32.wrap_i64 (call $create)))
      (call $store (local.get $object))
      (drop (call $id (local.get $object) (i32.const 0)))
      (call $output (i32.const 0) (i32.const 32)))
    (func (export "Bump") (local $object i32)
      (drop (call $input (i32.const 0) (i32.const 32)))
      (local.set $object (i32.wrap_i64 (call $find (i32.const 0))))
      (drop (call $get (local.get $object) (i32.const 64) (i32.const 1) (i32.const 72) (i32.const 1)
        (i32.const 80) (i32.const 8)))
      (i64.store (i32.const 80) (i64.add (i64.load (i32.const 80)) (i64.const 1)))
      (call $store (local.get $object)))
    (@custom "allod.abi" "{\"package_name\": \"counter\", \"functions\": ["
      "{\"name\": \"Make\", \"outputs\": [{\"name\": \"\", \"type\": \"object_id\"}]},"
      "{\"name\": \"Bump\", \"inputs\": [{\"name\": \"id\", \"type\": \"object_id\"}]}]}"))"#;

/// Setting of a run: what of a transaction the engine checks and charges.
#[derive(Clone, Copy, PartialEq)]
enum Setting {
    Nothing,
    Nonces,
    NoncesAndFees,
}

/// Chain under one setting.
struct Chain {
    engine: Engine,
    contract: Address,
    objects: Vec<ObjectId>,
    setting: Setting,
    blocks: u64,
    best: Duration,
}

fn signer(number: usize) -> Address {
    let hash = allod_vm::Hash::of("allod bench signer", &number.to_be_bytes());
    Address(hash.0[..20].try_into().expect("a hash has more than twenty bytes"))
}

impl Chain {
    fn new(setting: Setting, threads: usize) -> Self {
        let config = EngineConfig::default().with_threads(threads).with_tiers(Tiers::COMPILED);
        let config = match setting {
            Setting::Nothing => config.with_own_nonces(),
            Setting::Nonces => config,
            Setting::NoncesAndFees => config.with_fees(FeeTerms::to(Address([9; 20]))),
        };
        let engine = Engine::open(config).expect("an engine opens");
        let contract = engine.deploy(COUNTER).expect("the contract deploys").address;
        for number in 0..SIZE {
            engine.fund(signer(number), 1 << 60).expect("money");
        }
        let make = |_| {
            let receipt = engine.execute_with_args(contract, "Make", args![]).expect("the engine executes");
            receipt.decode().expect("an object")
        };
        let objects = (0..SIZE).map(make).collect();
        Self { engine, contract, objects, setting, blocks: 0, best: Duration::MAX }
    }

    fn transaction(&self, number: usize) -> Transaction {
        let input = self.objects[number].0.to_vec();
        let payload =
            Payload::Call { contract: self.contract, function: "Bump".into(), input, value: 0, objects: Vec::new() };
        let gas_price = u64::from(self.setting == Setting::NoncesAndFees);
        Transaction { from: signer(number), nonce: self.blocks, chain_id: 1, gas_limit: 1_000_000, gas_price, payload }
    }

    fn block(&mut self) {
        let transactions = (0..SIZE).map(|number| self.transaction(number)).collect();
        let block = self.engine.last_block().expect("the store reads").next();
        let begun = Instant::now();
        let receipts = self.engine.execute_block(&block, transactions).expect("the block executes");
        self.best = self.best.min(begun.elapsed());
        assert!(receipts.iter().all(allod_vm::Receipt::is_success));
        self.blocks += 1;
    }
}

fn main() {
    println!("blocks of {SIZE} calls by as many signers, in memory, the fastest of {ROUNDS}:");
    for threads in [1, 2] {
        let settings = [Setting::Nothing, Setting::Nonces, Setting::NoncesAndFees];
        let mut chains = settings.map(|setting| Chain::new(setting, threads));
        for _ in 0..ROUNDS {
            chains.iter_mut().for_each(Chain::block);
        }
        let [nothing, nonces, fees] = chains.map(|chain| chain.best.as_secs_f64() * 1e3);
        let [with_nonces, with_both] = [nonces / nothing, fees / nothing];
        println!(
            "{threads} thread(s): {nothing:.3} ms without either, {nonces:.3} ms with nonces ({with_nonces:.2} of it), \
             {fees:.3} ms with nonces and fees ({with_both:.2} of it, {:.2} of that with nonces)",
            fees / nonces
        );
    }
}
