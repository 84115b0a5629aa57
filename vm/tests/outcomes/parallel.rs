//! A block that runs on several threads is the block that runs on one: receipts, store and root, byte for byte.

use allod_core::{Address, Args, Hash, ObjectId, Value, args, tagged_value};
use allod_testing::rng::SplitMix64;
use allod_testing::world::{ALICE, BOB, CAROL, block, config, puppet};
use allod_vm::{DeployTerms, Engine, Payload, Receipt, Transaction};

/// Two engines that must stay the same, and what the blocks they are given are made of.
struct Pair {
    serial: Engine,
    parallel: Engine,
    contracts: Vec<Address>,
    objects: Vec<ObjectId>,
    height: u64,
}

/// Threads of the engine under test: more than this machine may have, so that they come in every order.
const THREADS: usize = 3;

impl Pair {
    /// The second runs `window` transactions side by side at a time, or as many as it likes.
    fn new(window: Option<usize>) -> Self {
        let parallel = config().with_threads(THREADS);
        let parallel = match window {
            Some(window) => parallel.with_batch_size(window),
            None => parallel,
        };
        let engines = [config(), parallel];
        let [serial, parallel] = engines.map(|config| Engine::open(config).unwrap());
        let mut contracts = Vec::new();
        for _ in 0..2 {
            contracts.push(puppet(&serial));
            puppet(&parallel);
        }
        for engine in [&serial, &parallel] {
            for account in [ALICE, BOB, contracts[0]] {
                engine.fund(account, 1_000_000).unwrap();
            }
        }
        let mut pair = Self { serial, parallel, contracts, objects: Vec::new(), height: 100 };
        for contract in pair.contracts.clone() {
            let create = || pair.call(ALICE, contract, "Create", args![]);
            let created = pair.block((0..30).map(|_| create()).collect());
            pair.objects.extend(created.iter().map(|receipt| receipt.decode::<ObjectId>().unwrap()));
            pair.objects.push(ObjectId::default_of(&contract));
        }
        pair
    }

    fn call(&self, from: Address, contract: Address, function: &str, args: Args) -> Transaction {
        let abi = self.serial.abi(contract).unwrap();
        let input = args.encode(abi.function(function).unwrap()).unwrap();
        let payload = Payload::Call { contract, function: function.into(), input, value: 5, objects: vec![] };
        Transaction { from, nonce: 0, chain_id: 1, gas_limit: 3_000_000, gas_price: 0, payload }
    }

    /// Runs the block on both, and checks that nothing tells them apart.
    fn block(&mut self, transactions: Vec<Transaction>) -> Vec<Receipt> {
        self.height += 1;
        let context = block(self.height, self.height as i64);
        let one = self.serial.execute_block(&context, transactions.clone()).unwrap();
        let other = self.parallel.execute_block(&context, transactions).unwrap();
        assert_eq!(one.len(), other.len());
        for (at, (one, other)) in one.iter().zip(&other).enumerate() {
            assert_eq!(one, other, "transaction {at} of block {}", self.height);
        }
        one
    }

    /// Checks that both stores hold the same bytes, and the root of just these.
    fn check(&self) {
        let dump = |engine: &Engine| engine.storage().scan(b"", usize::MAX).unwrap();
        assert_eq!(dump(&self.serial), dump(&self.parallel));
        let roots = [&self.serial, &self.parallel].map(|engine| engine.state_root().unwrap());
        let recomputed = allod_state::LtHash::recomputed(&**self.serial.storage()).unwrap().root();
        assert_eq!(roots, [recomputed; 2]);
    }

    /// A transaction of any kind. With few `objects` among which to choose, most conflict.
    fn any(&self, numbers: &mut SplitMix64, objects: &[ObjectId]) -> Transaction {
        let from = numbers.pick(&[ALICE, BOB, CAROL]);
        let contract = numbers.pick(&self.contracts);
        let object = numbers.pick(objects);
        let to = numbers.pick(&[ALICE, BOB, self.contracts[0], self.contracts[1]]);
        let value = numbers.below(1000);
        let (function, args) = match numbers.below(28) {
            0..6 => ("Write", args![object, value]),
            6..9 => ("Value", args![object]),
            9..11 => ("Create", args![]),
            11 | 12 => ("Give", args![object, to]),
            13 => ("Delete", args![object]),
            14 => (numbers.pick(&["Share", "Freeze"]), args![object]),
            15 => ("Seal", args![object, value.is_multiple_of(2)]),
            16 | 17 => ("Find", args![to]),
            18 => ("Pay", args![to, value]),
            19 => ("Take", args![value % 8]),
            20 => (numbers.pick(&["FailRevert", "FailTrap", "FailPointer", "FailIndirect"]), args![object]),
            21 => ("Tell", args![]),
            22 => ("Owner", args![object]),
            23 | 24 => {
                let inner = tagged_value::encode(&[Value::ObjectId(object), Value::U64(value)]);
                (numbers.pick(&["Relay", "RelayOrFail"]), args![numbers.pick(&self.contracts), 0u64, "Write", inner])
            }
            25 => {
                let inner = tagged_value::encode(&[Value::ObjectId(object)]);
                let function = numbers.pick(&["Delete", "FailRevert", "Value"]);
                ("Relay", args![numbers.pick(&self.contracts), 0u64, function, inner])
            }
            26 => return self.deploy(from, numbers.below(4)),
            _ => {
                // Less gas than it needs.
                let mut short = self.call(from, contract, "Write", args![object, value]);
                short.gas_limit = numbers.below(30_000);
                return short;
            }
        };
        let mut call = self.call(from, contract, function, args);
        if let (Payload::Call { objects, .. }, 0) = (&mut call.payload, numbers.below(2)) {
            objects.push(object);
        }
        call
    }

    /// Deploys one of a few modules, with the deployer's nonce or at an address that may be taken.
    fn deploy(&self, from: Address, number: u64) -> Transaction {
        let wat = format!(r#"(module (func (export "f") (result i32) (i32.const {})))"#, number / 2);
        let mut module = wat::parse_str(wat).unwrap();
        let salt = (number % 2 == 1).then_some(Hash([number as u8; 32]));
        if number == 0 {
            module.push(0xFF);
        }
        let payload = Payload::Deploy { module, terms: DeployTerms { salt, ..DeployTerms::default() } };
        Transaction { from, nonce: 0, chain_id: 1, gas_limit: 5_000_000, gas_price: 0, payload }
    }
}

/// Runs random blocks, from `seed` on.
fn random_blocks(seed: u64, blocks: u64, size: u64) {
    let mut pair = Pair::new([None, Some(1000), Some(37), Some(150)][(seed / 100 % 4) as usize]);
    for number in 0..blocks {
        let mut numbers = SplitMix64::new((seed + number).wrapping_mul(0x5851_F42D_4C95_7F2D));
        let spread = numbers.pick(&[1, 3, 12, 60]).min(pair.objects.len());
        let from = numbers.below((pair.objects.len() - spread + 1) as u64) as usize;
        let objects = pair.objects[from..from + spread].to_vec();
        let many = 64 + numbers.below(size);
        let transactions = (0..many).map(|_| pair.any(&mut numbers, &objects)).collect();
        let receipts = pair.block(transactions);
        let created = receipts.iter().filter(|receipt| receipt.function == "Create" && receipt.is_success());
        pair.objects.extend(created.map(|receipt| receipt.decode::<ObjectId>().unwrap()));
        let cut = pair.objects.len().saturating_sub(120);
        pair.objects.drain(..cut);
        if number % 8 == 7 || number + 1 == blocks {
            pair.check();
        }
    }
}

#[test]
fn random_blocks_are_the_same_on_one_thread_and_on_three() {
    for seed in [0, 100, 200] {
        random_blocks(seed, 10, 150);
    }
}

/// `ALLOD_BLOCKS=from,count` says which seeds; each is a block of its own, on top of those before it.
#[test]
#[ignore = "minutes: ten thousand random blocks"]
fn ten_thousand_random_blocks_are_the_same() {
    let range = std::env::var("ALLOD_BLOCKS").unwrap_or_else(|_| "1000,10000".into());
    let (from, count) = range.split_once(',').expect("from,count");
    let (from, count): (u64, u64) = (from.parse().unwrap(), count.parse().unwrap());
    for start in (from..from + count).step_by(100) {
        random_blocks(start, 100.min(from + count - start), 200);
        println!("{} blocks", start + 100 - from);
    }
}

#[test]
fn transactions_on_objects_of_their_own_are_the_same() {
    let mut pair = Pair::new(None);
    let create = pair.call(ALICE, pair.contracts[0], "Create", args![]);
    let objects: Vec<ObjectId> = pair.block(vec![create; 400]).iter().map(|r| r.decode().unwrap()).collect();
    for value in 0..3u64 {
        let write = |object: &ObjectId| pair.call(ALICE, pair.contracts[0], "Write", args![*object, value]);
        let block = objects.iter().map(write).collect();
        pair.block(block);
    }
    pair.check();
}

#[test]
fn transactions_that_all_touch_one_object_are_the_same() {
    let mut pair = Pair::new(None);
    let object = pair.objects[3];
    for _ in 0..3 {
        let contract = pair.contracts[0];
        let step = |at: u64| match at % 2 {
            0 => pair.call(ALICE, contract, "Write", args![object, at]),
            _ => pair.call(ALICE, contract, "Value", args![object]),
        };
        let block = (0..300).map(step).collect();
        let receipts = pair.block(block);
        assert_eq!(receipts[299].decode::<u64>().unwrap(), 298, "each reads what the one before it wrote");
    }
    pair.check();
}

#[test]
fn who_owns_the_oldest_is_asked_while_objects_come_and_go() {
    let mut pair = Pair::new(Some(1000));
    let contract = pair.contracts[0];
    for round in 0..6_usize {
        let find = |_| pair.call(ALICE, contract, "Find", args![contract]);
        let mut block: Vec<Transaction> = (0..140).map(find).collect();
        for (at, object) in pair.objects[round * 4..round * 4 + 4].iter().enumerate() {
            block[30 + at * 25] = pair.call(ALICE, contract, "Delete", args![*object]);
            block[31 + at * 25] = pair.call(ALICE, contract, "Create", args![]);
        }
        pair.block(block);
    }
    pair.check();
}

#[test]
fn an_error_of_the_engines_own_ends_a_block_on_any_number_of_threads() {
    let engine = Engine::open(config().with_threads(2).with_batch_size(40)).unwrap();
    let contract = puppet(&engine);
    let create = {
        let payload = Payload::Call { contract, function: "Create".into(), input: vec![], value: 0, objects: vec![] };
        vec![Transaction { from: ALICE, nonce: 0, chain_id: 1, gas_limit: 1_000_000, gas_price: 0, payload }; 100]
    };
    engine.execute_block(&block(10, 10), create.clone()).unwrap();
    let (root, before) = (engine.state_root().unwrap(), engine.storage().scan(b"", usize::MAX).unwrap());
    assert!(engine.execute_block(&block(10, 10), create.clone()).is_err(), "not after the last block");
    // A contract's record that is none: the engine's own failure, and not the contract's.
    let key = [&b"c"[..], &contract.0].concat();
    let record = engine.storage().get(&key).unwrap().unwrap();
    let other =
        Engine::open(config().with_threads(2).with_batch_size(40).with_storage(engine.storage().clone())).unwrap();
    engine.storage().set(&key, b"none").unwrap();
    assert!(other.execute_block(&block(11, 11), create.clone()).is_err());
    engine.storage().set(&key, &record).unwrap();
    assert_eq!(engine.storage().scan(b"", usize::MAX).unwrap(), before, "nothing of the block is left");
    assert_eq!(other.state_root().unwrap(), root);
    other.execute_block(&block(11, 11), create).unwrap();
}
