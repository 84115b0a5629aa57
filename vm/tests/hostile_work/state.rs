//! Work on the state, and room for it, that somebody gets for less than it is worth: counted in gas, in bytes that are
//! read of the store, and in pages.

use allod_core::{Address, GasSchedule, HostOp, ObjectId, Status, args};
use allod_security::CallLimits;
use allod_state::{MemoryStorage, Pair, Reader, StateError, Storage, Visitor, Within, WriteBatch};
use allod_testing::hostile::{calling, deploy, gas_of, module, with_gas};
use allod_testing::world::{ALICE, BOB, block, call, memory_engine};
use allod_vm::{Budget, Budgets, Compiler, DeployOptions, Engine, EngineConfig, Receipt, Tiers};
use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that may be read beside one for each gas: records, and what a call needs.
const ROOM: u64 = 16 << 10;

/// A store in memory that counts the bytes of the values it hands out.
#[derive(Default)]
struct Counting {
    store: MemoryStorage,
    bytes: AtomicU64,
}

impl Counting {
    fn count(&self, bytes: usize) {
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    fn taken(&self) -> u64 {
        self.bytes.swap(0, Ordering::Relaxed)
    }
}

impl Reader for Counting {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        let value = self.store.get(key)?;
        // A module is read for the cache of modules, which is no work on the state.
        if key.first() != Some(&b'm') {
            self.count(value.as_ref().map_or(0, Vec::len));
        }
        Ok(value)
    }

    fn get_within(&self, key: &[u8], most: u64) -> Result<Within<Vec<u8>>, StateError> {
        let within = self.store.get_within(key, most)?;
        self.count(if let Within::Value(value) = &within { value.len() } else { 0 });
        Ok(within)
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        let pairs = self.store.scan_after(prefix, after, limit)?;
        self.count(pairs.iter().map(|(key, value)| key.len() + value.len()).sum());
        Ok(pairs)
    }

    fn visit(&self, prefix: &[u8], after: Option<&[u8]>, see: &mut Visitor<'_>) -> Result<(), StateError> {
        self.store.visit(prefix, after, &mut |key, value| {
            self.count(key.len());
            see(key, value)
        })
    }
}

impl Storage for Counting {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        self.store.write(batch)
    }

    fn snapshot(&self) -> Arc<dyn Reader> {
        self.store.snapshot()
    }
}

fn over(store: &Arc<Counting>) -> Engine {
    Engine::open(EngineConfig::default().with_own_nonces().with_storage(Arc::clone(store) as Arc<dyn Storage>)).unwrap()
}

/// `make` makes an object, and `put(n)` gives it fields 0 to n of `VALUE` bytes each; `read(n)` asks for each as a bool;
/// `share`, `drop`. A field's name is its number, in 4 bytes; the object's id stands in the field "i" of the default one.
const VALUE: u64 = 100_000;
fn fields() -> String {
    let body = format!(
        r#"(data (i32.const 0) "\0d\01") (data (i32.const 8) "\0fi")
        (func (export "make")
          (drop (call $object_id (i32.wrap_i64 (call $create_object)) (i32.const 1024)))
          (if (call $object_set (i32.wrap_i64 (call $get_object (i32.const 64))) (i32.const 9) (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 1024) (i32.const 32)) (then unreachable)))
        (func $own (result i32)
          (drop (call $object_get (i32.wrap_i64 (call $get_object (i32.const 64))) (i32.const 9) (i32.const 1) (i32.const 8) (i32.const 1) (i32.const 128) (i32.const 32)))
          (i32.wrap_i64 (call $get_object (i32.const 128))))
        (func (export "put") (param $n i32) (local $h i32) (local $i i32)
          (i64.store (i32.const 1024) (i64.const {len}))
          (local.set $h (call $own))
          (loop (i32.store (i32.const 32) (local.get $i))
            (if (call $object_set (local.get $h) (i32.const 32) (i32.const 4) (i32.const 0) (i32.const 1) (i32.const 1024) (i32.const {VALUE})) (then unreachable))
            (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)))))
        (func (export "read") (param $n i32) (local $h i32) (local $i i32)
          (local.set $h (call $own))
          (loop (i32.store (i32.const 32) (local.get $i))
            (if (i64.ne (i64.shr_u (call $object_get (local.get $h) (i32.const 32) (i32.const 4) (i32.const 1) (i32.const 1) (i32.const 1024) (i32.const 8)) (i64.const 32)) (i64.const 4)) (then unreachable))
            (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)))))
        (func (export "over") (param $n i32) (local $h i32) (local $i i32)
          (i64.store (i32.const 1024) (i64.const 0))
          (local.set $h (call $own))
          (loop (i32.store (i32.const 32) (local.get $i))
            (if (call $object_set (local.get $h) (i32.const 32) (i32.const 4) (i32.const 0) (i32.const 1) (i32.const 1024) (i32.const 8)) (then unreachable))
            (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n)))))
        (func (export "share") (if (call $object_share (call $own)) (then unreachable)))
        (func (export "drop") (result i32) (call $delete_object (call $own)))"#,
        len = VALUE - 8
    );
    let names =
        ["create_object", "object_id", "get_object", "object_set", "object_get", "object_share", "delete_object"];
    module(&names, &body)
}

/// A contract with `n` large fields, in a store that nothing has been read of yet.
fn laden(n: u32, shared: bool) -> (Arc<Counting>, Engine, Address) {
    let store = Arc::new(Counting::default());
    let contract = {
        let engine = over(&store);
        let contract = deploy(&engine, &fields());
        call(&engine, ALICE, contract, "make", args![]);
        assert!(engine.execute(contract, "put", args![n], with_gas(ALICE, 1 << 40)).unwrap().is_success());
        if shared {
            call(&engine, ALICE, contract, "share", args![]);
        }
        contract
    };
    let engine = over(&store);
    engine.state_root().unwrap();
    store.taken();
    (store, engine, contract)
}

#[test]
fn reads_of_a_field_as_another_type_are_paid_for_by_its_bytes() {
    let (store, engine, contract) = laden(30, false);
    let receipt = engine.execute(contract, "read", args![30u32], with_gas(ALICE, 100_000_000)).unwrap();
    assert!(receipt.is_success(), "{:?}", receipt.status);
    let read = store.taken();
    assert!(read > 30 * VALUE && gas_of(&receipt, HostOp::ObjectGet) >= 30 * (VALUE + 100), "{:?}", receipt.gas);
    assert!(read <= receipt.gas.used + ROOM, "{read} bytes for {} gas", receipt.gas.used);
}

#[test]
fn reads_of_a_field_that_cannot_be_paid_for_read_nothing() {
    let (store, engine, contract) = laden(3, false);
    for gas in [1_000, 50_000, 150_000] {
        let receipt = engine.simulate(contract, "read", args![3u32], with_gas(ALICE, gas)).unwrap();
        assert_eq!((receipt.status, receipt.gas.used), (Status::OutOfGas, gas));
        let read = store.taken();
        assert!(read <= gas + ROOM, "{read} bytes for {gas} gas");
    }
}

#[test]
fn deletions_that_are_denied_look_at_no_field() {
    let (store, engine, contract) = laden(16, true);
    let receipt = engine.execute(contract, "drop", args![], with_gas(ALICE, 1_000_000)).unwrap();
    assert_eq!((receipt.decode::<u32>().unwrap(), gas_of(&receipt, HostOp::DeleteObject)), (2, 500));
    let read = store.taken();
    assert!(read < ROOM, "{read} bytes");
}

#[test]
fn deletions_are_paid_for_by_what_the_fields_hold_before_they_are_read() {
    let (store, engine, contract) = laden(40, false);
    let cost = |limit| {
        let receipt = engine.simulate(contract, "drop", args![], with_gas(ALICE, limit)).unwrap();
        (receipt.status.is_success(), receipt.gas.used + receipt.gas.refunded, gas_of(&receipt, HostOp::DeleteObject))
    };
    let (done, spent, deletion) = cost(100_000_000);
    // Each field's name has 4 bytes, and 3 say its type.
    let wanted = 500 + (40 - 16) * 50 + 40 * (VALUE + 4 + 3) - 4_096;
    assert_eq!((done, deletion), (true, wanted));
    store.taken();
    let (done, ..) = cost(spent - 1);
    assert!(!done);
    assert!(store.taken() < ROOM, "keys alone");
    assert!(!cost(10_000).0);
}

#[test]
fn writes_over_a_large_value_are_paid_for_by_its_bytes() {
    let (store, engine, contract) = laden(10, false);
    let write = |limit| engine.execute(contract, "over", args![10u32], with_gas(ALICE, limit)).unwrap();
    let receipt = write(100_000);
    assert_eq!(receipt.status, Status::OutOfGas);
    let read = store.taken();
    assert!(read <= receipt.gas.used + ROOM, "{read} bytes for {} gas", receipt.gas.used);
    let each = 1_000 + 100 * 8;
    let receipt = write(10_000_000);
    // Three bytes say the type.
    assert_eq!(gas_of(&receipt, HostOp::ObjectSet), 10 * (each + VALUE + 3 - 4_096));
    let read = store.taken();
    assert!(read <= receipt.gas.used + ROOM, "{read} bytes for {} gas", receipt.gas.used);
    // What is there now is small.
    assert_eq!(gas_of(&write(10_000_000), HostOp::ObjectSet), 10 * each);
}

#[test]
fn refunds_are_a_fifth_at_most_and_pay_for_nothing_but_objects_made_and_deleted() {
    let engine = memory_engine();
    let body = r#"(func (export "make") (param $n i32) (loop
          (drop (call $create_object))
          (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))
        (func (export "spend") (param $n i32) (param $work i32)
          (call $contract_address (i32.const 0))
          (loop
            (if (call $delete_object (i32.wrap_i64 (call $get_object_with_owner (i32.const 0)))) (then unreachable))
            (br_if 0 (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
          (loop (br_if 0 (local.tee $work (i32.sub (local.get $work) (i32.const 1))))))"#;
    let names = ["create_object", "delete_object", "contract_address", "get_object_with_owner"];
    let contract = deploy(&engine, &module(&names, body));
    let run = |function: &str, args| {
        let receipt: Receipt = engine.execute(contract, function, args, with_gas(ALICE, 1 << 40)).unwrap();
        assert!(receipt.is_success(), "{:?}", receipt.status);
        receipt.gas
    };
    let objects = 12_000;
    let (mut paid, mut work, mut of_objects) = (0, 0, 0);
    let mut add = |gas: &allod_vm::GasReport| {
        paid += gas.used;
        work += gas.used + gas.refunded;
        let rows = gas.host.iter().filter(|row| matches!(row.0, HostOp::CreateObject | HostOp::DeleteObject));
        of_objects += rows.map(|row| row.1).sum::<u64>();
    };
    add(&run("make", args![objects]));
    for (deletions, work) in [(2_000, 1), (2_000, 100_000), (2_000, 1_000_000), (6_000, 10_000_000)] {
        let gas = run("spend", args![deletions, work]);
        assert!(gas.refunded <= (gas.used + gas.refunded) / 5, "{gas:?}");
        add(&gas);
    }
    // Whatever was done beside making and deleting objects was paid for in full.
    assert!(paid >= work - of_objects, "{paid} paid for {work}, of which {of_objects} for the objects themselves");
}

#[test]
fn refunds_of_an_object_are_never_more_than_it_cost() {
    for schedule in [GasSchedule::standard(), GasSchedule::calibrated()] {
        assert_eq!(schedule.refund_quotient, 5);
        let base = |op| schedule.price(op).base;
        for fields in 0..40 {
            let cost = base(HostOp::CreateObject) + fields * base(HostOp::ObjectSet) + base(HostOp::DeleteObject);
            assert!(schedule.refund_of(fields) <= cost.min(schedule.delete_refund));
        }
        assert_eq!(schedule.refund_of(1), schedule.delete_refund, "one that holds anything gives all of it back");
    }
}

/// A module with `segments` segments of `items` table entries each.
fn elements(segments: u32, items: usize) -> String {
    let mut out = String::from("(module (memory (export \"memory\") 1) (table 16384 funcref) (func $g)\n");
    for _ in 0..segments {
        writeln!(out, "(elem (i32.const 0) func {})", "0 ".repeat(items)).unwrap();
    }
    out.push_str("(func (export \"x\")))");
    out
}

#[test]
fn segment_bomb_an_instance_pays_for_every_item_it_is_made_of_at_each_call() {
    let engine = memory_engine();
    let price = |wat: &str| {
        let contract = deploy(&engine, wat);
        let prices = [(); 2].map(|()| gas_of(&call(&engine, ALICE, contract, "x", args![]), HostOp::Instantiate));
        assert_eq!(prices[0], prices[1]);
        prices[0]
    };
    assert_eq!(price(&elements(1, 16)), 110, "what any module has costs nothing beside its memory");
    assert_eq!(price(&elements(1, 1_000)), 110);
    let many = price(&elements(8, 16_000));
    assert!(many >= 110 + 8 * 16_000 / 13, "{many} gas for 128,000 entries");
    let functions = "(func)".repeat(40_000);
    let many = price(&format!("(module (memory 1) {functions} (func (export \"x\")))"));
    assert!(many >= 110 + 2 * 40_000 / 16, "{many} gas for forty thousand functions");
    let exports: String = (0..1_000).map(|i| format!("(func (export \"x{i}\"))")).collect();
    let many = price(&format!("(module (memory 1) {exports} (func (export \"x\")))"));
    assert!(many >= 100 + 1_000, "{many} gas for a thousand exports");
    let data: String = (0..16).map(|_| format!("(data (i32.const 0) \"{}\")", "x".repeat(65_000))).collect();
    let many = price(&format!("(module (memory 1) {data} (func (export \"x\")))"));
    assert!(many >= 110 + (16 * 65_000 - 24_576) / 1_024, "{many} gas for a mebibyte of data");
}

/// Grows its memory page by page as far as it goes, then calls itself, and gives the pages that it and all below it had.
const GROWER: &str = r#"
    (data (i32.const 100) "f") (data (i32.const 120) "\00")
    (func (export "f") (result i64) (local $pages i64)
      (loop (br_if 0 (i32.ne (memory.grow (i32.const 1)) (i32.const -1))))
      (local.set $pages (i64.extend_i32_u (memory.size)))
      (call $contract_address (i32.const 140))
      (if (i64.eqz (i64.shr_u (call $call (i32.const 140) (i32.const 100) (i32.const 1) (i32.const 120) (i32.const 1)
          (i64.const 0) (i32.const 200) (i32.const 8)) (i64.const 32)))
        (then (local.set $pages (i64.add (local.get $pages) (i64.load (i32.const 200))))))
      (local.get $pages))"#;

#[test]
fn memory_bomb_what_instances_of_a_call_chain_have_grown_to_counts() {
    // 40 MiB for the chain, 16 MiB for each: two of them are full, and the others share what is left.
    let limits = CallLimits { chain_memory: 40 << 20, ..CallLimits::default() };
    let outcome = |config: EngineConfig| {
        let engine = Engine::open(config.with_limits(limits.clone())).unwrap();
        let wasi = allod_vm::WasiOptions { memory_limit: 16 << 20, ..Default::default() };
        let options = DeployOptions { wasi, reentrant: true, ..DeployOptions::default() };
        let wat = module(&["call", "contract_address"], GROWER).replace("\"memory\") 16", "\"memory\") 1");
        let contract = engine.deploy_with_options(wat, options).unwrap().address;
        // The second time in instances that were used before, in another order.
        let receipts = [(); 2].map(|()| engine.execute(contract, "f", args![], with_gas(ALICE, 1 << 30)).unwrap());
        assert_eq!(receipts[0].decode::<u64>().unwrap(), 640, "the chain has all of it, to the last page");
        assert_eq!((&receipts[0].output, &receipts[0].gas), (&receipts[1].output, &receipts[1].gas));
        assert_eq!(receipts[0].trace.children.len(), 1);
        (receipts[0].output.clone(), receipts[0].gas.clone(), receipts[0].trace.walk().count())
    };
    let compiled = outcome(EngineConfig::default().with_own_nonces().with_tiers(Tiers::COMPILED));
    assert_eq!(compiled, outcome(EngineConfig::default().with_own_nonces().with_compiler(Compiler::Interpreter)));
}

#[test]
fn an_owners_oldest_object_is_never_a_default_one() {
    let engine = memory_engine();
    let body = r#"(func (export "give") (param $to i32)
          (memory.fill (i32.const 0) (local.get $to) (i32.const 20))
          (if (call $object_set_owner (i32.wrap_i64 (call $get_object (i32.const 64))) (i32.const 0)) (then unreachable)))
        (func (export "mint") (param $to i32)
          (memory.fill (i32.const 0) (local.get $to) (i32.const 20))
          (if (call $object_set_owner (i32.wrap_i64 (call $create_object)) (i32.const 0)) (then unreachable)))
        (func (export "find") (param $of i32) (result i64) (local $found i64)
          (memory.fill (i32.const 0) (local.get $of) (i32.const 20))
          (local.set $found (call $get_object_with_owner (i32.const 0)))
          (if (i64.ne (i64.shr_u (local.get $found) (i64.const 32)) (i64.const 0)) (then (return (i64.const -1))))
          (if (call $object_id (i32.wrap_i64 (local.get $found)) (i32.const 100)) (then unreachable))
          (i64.load (i32.const 120)))"#;
    let names = ["object_set_owner", "get_object", "create_object", "get_object_with_owner", "object_id"];
    let contract = deploy(&engine, &module(&names, body));
    let (alice, bob) = (u32::from(ALICE.0[0]), u32::from(BOB.0[0]));
    let find = |who: u32| call(&engine, ALICE, contract, "find", args![who]).decode::<i64>().unwrap();
    assert_eq!((ALICE, BOB), (Address([alice as u8; 20]), Address([bob as u8; 20])));
    call(&engine, ALICE, contract, "give", args![alice]);
    assert_eq!(find(alice), -1, "the default object has the zero id as its way in");
    assert_eq!(engine.objects_of(ALICE, None, 9).unwrap(), [ObjectId::default_of(&contract)]);
    let minted = call(&engine, ALICE, contract, "mint", args![alice]).transaction;
    assert_eq!(find(alice), i64::from_le_bytes(minted.to_be_bytes()), "but what was made is found behind it");
    assert_eq!(find(bob), -1);
}

#[test]
fn transactions_that_bring_more_than_they_may_cost_no_look_at_any() {
    let (store, engine, contract) = laden(1, false);
    let brought = |many: usize| {
        let mut transaction = calling(ALICE, contract, "drop", vec![], 1_000_000);
        if let allod_vm::Payload::Call { objects, .. } = &mut transaction.payload {
            objects.extend((0..many).map(|n| ObjectId::new(&BOB, n as u64 + 1, 0)));
        }
        transaction
    };
    let receipts = engine.execute_block(&block(1_000, 1_000), vec![brought(100_000), brought(1_024)]).unwrap();
    assert!(matches!(receipts[0].status, Status::Refused { .. }));
    assert!(receipts[1].is_success(), "{:?}", receipts[1].status);
    assert!(store.taken() < ROOM + VALUE);
}

#[test]
fn read_flood_what_blocks_only_read_has_a_budget_and_nothing_but_time_tells() {
    // Sixty transactions a block that each read a mebibyte, some of it written by the one before, with a budget of one.
    let outcome = |threads: usize, bytes: u64| {
        let store = Arc::new(Counting::default());
        let budgets = Budgets::default().with(Budget::JournalBytes, bytes);
        let config =
            EngineConfig::default().with_own_nonces().with_threads(threads).with_batch_size(40).with_budgets(budgets);
        let engine = Engine::open(config.with_storage(Arc::clone(&store) as Arc<dyn Storage>)).unwrap();
        let contracts: Vec<Address> = (0..6).map(|_| deploy(&engine, &fields())).collect();
        let mut receipts = Vec::new();
        for height in 1..5 {
            let all = (0..60_usize).map(|i| match (i + height) % 7 {
                3 => calling(ALICE, contracts[i % 6], "put", 2u32.to_le_bytes().to_vec(), 1 << 40),
                _ => calling(ALICE, contracts[(i * 5) % 6], "read", 10u32.to_le_bytes().to_vec(), 1 << 40),
            });
            let first = (height == 1)
                .then(|| contracts.iter().map(|c| calling(ALICE, *c, "put", 10u32.to_le_bytes().to_vec(), 1 << 40)));
            let transactions = first.into_iter().flatten().chain(all).collect();
            receipts.extend(engine.execute_block(&block(1_000 + height as u64, 1_000), transactions).unwrap());
        }
        assert!(receipts.iter().all(Receipt::is_success));
        (receipts, engine.state_root().unwrap(), store.taken())
    };
    let (receipts, root, few) = outcome(1, 1 << 30);
    for threads in [1, 2, 3] {
        let (same, same_root, many) = outcome(threads, 1 << 20);
        assert!(receipts == same, "{threads} threads");
        assert_eq!(root, same_root);
        assert!(many > 4 * few, "what was let go of is read again: {many} bytes, and {few}");
    }
}
