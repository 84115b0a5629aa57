//! Eight behaviours that the documents promise, as cases. The second one, about the gas meter itself, stands
//! beside the meter in `src/gas.rs`.

use allod_core::{Args, HostStatus, ObjectId, RevertCode, Status, Trap, Value, args};
use allod_testing::world::{self, ALICE, BOB, block, by, call, contract, memory_engine, puppet, state, told};
use allod_vm::{Address, Engine, ExecuteOptions};
use std::sync::LazyLock;

static LEDGER: LazyLock<allod_compiler::Compiled> = LazyLock::new(|| {
    let source = include_bytes!("../contracts/ledger.go");
    let options = allod_compiler::CompileOptions { name: "ledger.go".into(), ..Default::default() };
    allod_compiler::compile(source, &options).unwrap_or_else(|e| panic!("{e}"))
});

fn ledger() -> (Engine, Address) {
    let engine = memory_engine();
    let address = engine.deploy(&LEDGER.wasm).unwrap().address;
    (engine, address)
}

#[test]
fn behaviour_1_arguments_by_position_and_by_name_and_clear_errors() {
    let (engine, ledger) = ledger();
    let increment = |args| call(&engine, ALICE, ledger, "Increment", args).decode::<u64>().unwrap();
    assert_eq!(increment(args![5u64]), 5);
    assert_eq!(increment(args! { value: 5u64 }), 10);
    assert_eq!((increment(args![2u64]), increment(args![2u64])), (12, 14));

    let error =
        |result: Result<_, allod_vm::EngineError>| result.map(|_: allod_vm::Receipt| ()).unwrap_err().to_string();
    let unknown = error(engine.execute_with_args(ledger, "Decrement", args![]));
    assert!(unknown.contains("no function \"Decrement\"") && unknown.contains("Increment"), "{unknown}");
    let nobody = error(engine.execute_with_args(BOB, "Increment", args![1u64]));
    assert_eq!(nobody, format!("no contract at {BOB}"));
    let wrong = error(engine.execute_with_args(ledger, "Increment", args!["five"]));
    assert_eq!(wrong, "Increment: argument 1 (value): wanted u64, given string \"five\"");

    let before = state(&engine);
    let receipt = engine.execute(ledger, "Panic", args![], by(ALICE)).unwrap();
    let message = "the roof is on fire".to_owned();
    assert_eq!(receipt.status, Status::Reverted { code: RevertCode::PANIC, message });
    assert_eq!(state(&engine), before);
}

#[test]
fn behaviour_1_every_way_for_go_to_fail_has_its_own_status() {
    let (engine, ledger) = ledger();
    let status = |function, args| engine.execute(ledger, function, args, by(ALICE)).unwrap().status;
    let reverted = |code, message: &str| Status::Reverted { code, message: message.into() };
    assert_eq!(status("Fail", args![]), reverted(RevertCode::ERROR, "the ledger is closed"));
    assert_eq!(status("Check", args![false]), reverted(RevertCode::ASSERT, "the check failed"));
    let index = "runtime error: index out of range [3] with length 3";
    assert_eq!(status("Index", args![3u64]), reverted(RevertCode::PANIC, index));
    assert_eq!(status("Spin", args![]), Status::OutOfGas);
    let deep = status("Recurse", args![]);
    assert!(matches!(deep, Status::Trapped { trap: Trap::StackOverflow, .. } | Status::OutOfGas), "{deep}");
    let options = ExecuteOptions { gas_limit: Some(10_000_000_000), ..by(ALICE) };
    let hoard = engine.execute(ledger, "Hoard", args![], options).unwrap().status;
    assert_eq!(hoard, reverted(RevertCode::PANIC, "runtime error: out of memory"));
}

#[test]
fn behaviour_3_each_contract_of_a_chain_sees_its_caller() {
    let engine = memory_engine();
    let [a, b] = [(); 2].map(|()| puppet(&engine));
    let (_, sender) = world::relayed(&engine, ALICE, a, b, "Sender", &[], vec![]);
    assert_eq!(sender, a.0);
}

#[test]
fn behaviour_4_five_queries_cost_ninety_in_host_gas() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let receipt = call(&engine, ALICE, contract, "FiveQueries", args![]);
    let queries = ["block_height", "block_time", "contract_address", "sender", "balance"];
    let cost: u64 = receipt.gas.host.iter().filter(|(op, _)| queries.contains(&op.name())).map(|row| row.1).sum();
    assert_eq!(cost, 90);
}

#[test]
fn behaviour_5_money_and_objects_do_what_they_say() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    engine.fund(contract, 1000).unwrap();
    assert_eq!(told(&engine, ALICE, contract, "Pay", args![BOB, 500u64]), HostStatus::Ok);
    assert_eq!((engine.balance(contract).unwrap(), engine.balance(BOB).unwrap()), (500, 500));
    let before = state(&engine);
    assert_eq!(told(&engine, ALICE, contract, "Pay", args![BOB, 1000u64]), HostStatus::InsufficientBalance);
    assert_eq!(state(&engine), before);

    let object: ObjectId = call(&engine, ALICE, contract, "Create", args![]).decode().unwrap();
    assert_eq!(
        engine.object(object).unwrap().unwrap().owner.address(),
        Some(contract),
        "the owner starts as the contract"
    );
    assert_eq!(told(&engine, ALICE, contract, "Write", args![object, 7u64]), HostStatus::Ok);
    assert_eq!(call(&engine, ALICE, contract, "Value", args![object]).decode::<u64>().unwrap(), 7);
    assert_eq!(told(&engine, ALICE, contract, "Give", args![object, ALICE]), HostStatus::Ok);
    assert_eq!(call(&engine, BOB, contract, "Find", args![ALICE]).decode::<ObjectId>().unwrap(), object);
    assert_eq!(told(&engine, BOB, contract, "Give", args![object, BOB]), HostStatus::Denied);
    assert_eq!(told(&engine, ALICE, contract, "Delete", args![object]), HostStatus::Ok);
    assert!(engine.object(object).unwrap().is_none());
    let left = engine.storage().scan(b"", usize::MAX).unwrap();
    let named = |key: &[u8]| !key.starts_with(b"r") && key.windows(32).any(|part| part == object.0);
    assert!(!left.iter().any(|(key, _)| named(key)), "no key names it any more");
}

#[test]
fn behaviour_6_numbers_digests_events_and_pointers() {
    let engine = memory_engine();
    let add = engine
        .deploy(r#"(module (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))"#);
    let sum: i32 = call(&engine, ALICE, add.unwrap().address, "add", args![7, 8]).decode().unwrap();
    assert_eq!(sum, 15);

    let wat = r#"(module
        (import "allod" "sha256" (func $sha (param i32 i32 i32)))
        (import "allod" "keccak256" (func $keccak (param i32 i32 i32)))
        (import "allod" "ed25519_verify" (func $ed (param i32 i32 i32 i32) (result i32)))
        (import "allod" "secp256k1_verify" (func $k1 (param i32 i32 i32) (result i32)))
        (import "allod" "block_height" (func $height (result i64)))
        (import "allod" "block_time" (func $time (result i64)))
        (import "allod" "log" (func $log (param i32 i32 i32 i32) (result i32)))
        (import "allod" "output" (func $output (param i32 i32)))
        (memory (export "memory") 1)
        (data (i32.const 0) "hello world")
        (data (i32.const 16) "first") (data (i32.const 24) "second") (data (i32.const 32) "\00")
        (func (export "Sha") (call $sha (i32.const 0) (i32.const 11) (i32.const 64)) (call $output (i32.const 64) (i32.const 32)))
        (func (export "Keccak") (call $keccak (i32.const 0) (i32.const 11) (i32.const 64)) (call $output (i32.const 64) (i32.const 32)))
        (func (export "ZeroKeys")
            (i32.store (i32.const 64) (call $ed (i32.const 1024) (i32.const 0) (i32.const 11) (i32.const 1024)))
            (i32.store (i32.const 68) (call $k1 (i32.const 1024) (i32.const 1024) (i32.const 1024)))
            (call $output (i32.const 64) (i32.const 8)))
        (func (export "Run") (result i64)
            (drop (call $log (i32.const 16) (i32.const 5) (i32.const 32) (i32.const 1)))
            (drop (call $log (i32.const 24) (i32.const 6) (i32.const 32) (i32.const 1)))
            (i64.add (i64.const 42) (i64.mul (i64.const 0) (i64.add (call $height) (call $time)))))
        (func (export "Negative") (call $output (i32.const -1) (i32.const 4)))
        (func (export "Wrap") (call $output (i32.const -8) (i32.const 16)))
        (func (export "Huge") (call $sha (i32.const 0) (i32.const -1) (i32.const 0))))"#;
    let functions: [world::Line<'_>; 7] = [
        ("Sha", &[], "hash"),
        ("Keccak", &[], "hash"),
        ("ZeroKeys", &[], "u64"),
        ("Run", &[], "i64"),
        ("Negative", &[], ""),
        ("Wrap", &[], ""),
        ("Huge", &[], ""),
    ];
    let address = contract(&engine, wat, &functions);
    let hash = |function| call(&engine, ALICE, address, function, args![]).values().unwrap()[0].to_string();
    assert_eq!(hash("Sha"), "b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9");
    assert_eq!(hash("Keccak"), "47173285a8d7341e5e972fc677286384f802f8ef42a5ec5f03bbfa254cb01fad");
    let invalid = HostStatus::Invalid as u64;
    let zero_keys: u64 = call(&engine, ALICE, address, "ZeroKeys", args![]).decode().unwrap();
    assert_eq!(zero_keys, invalid << 32 | invalid);

    let options = ExecuteOptions { block: Some(block(12_345, 67_890)), ..by(ALICE) };
    let receipt = engine.execute(address, "Run", args![], options).unwrap();
    assert_eq!(receipt.decode::<i64>().unwrap(), 42);
    assert_eq!(receipt.events.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["first", "second"]);
    assert_eq!((receipt.block.height, receipt.block.time), (12_345, 67_890));
    for function in ["Negative", "Wrap"] {
        let status = engine.execute(address, function, args![], by(ALICE)).unwrap().status;
        assert!(matches!(status, Status::Trapped { trap: Trap::MemoryOutOfBounds, .. }), "{function}: {status}");
    }
    let huge = engine.execute(address, "Huge", args![], by(ALICE)).unwrap().status;
    assert_eq!(huge, Status::OutOfGas, "a length is paid for before it is looked at");
}

#[test]
fn behaviour_7_an_inner_failure_is_undone_and_the_outer_call_kept_and_a_run_repeats() {
    let run = || {
        let engine = memory_engine();
        let (outer, inner) = (puppet(&engine), puppet(&engine));
        let object: ObjectId = call(&engine, ALICE, inner, "Create", args![]).decode().unwrap();
        let fail = allod_core::tagged_value::encode(&[Value::from(object)]);
        let receipt = call(&engine, ALICE, outer, "Relay", args![inner, 0u64, "FailRevert", fail]);
        assert!(receipt.events.is_empty());
        let tell =
            call(&engine, ALICE, outer, "Relay", args![inner, 0u64, "Tell", allod_core::tagged_value::encode(&[])]);
        assert_eq!(tell.events.len(), 1, "events go with the writes");
        (receipt.hash, tell.hash, engine.storage().scan(b"", usize::MAX).unwrap())
    };
    assert_eq!(run(), run());
}

#[test]
fn behaviour_8_three_results_come_back_as_three() {
    let (engine, ledger) = ledger();
    let receipt = call(&engine, ALICE, ledger, "Three", args!["abc"]);
    let values = [Value::from("abc!"), Value::U64(3), Value::Bool(true)];
    assert_eq!(receipt.values().unwrap(), values);
    assert_eq!(receipt.decode::<(String, u64, bool)>().unwrap(), ("abc!".into(), 3, true));
    assert_eq!(receipt.result_json(), serde_json::json!(["abc!", 3, true]));
    let abi = LEDGER.abi.as_ref().unwrap();
    let keep = abi.function("Keep").unwrap();
    assert_eq!(keep.to_string(), "Keep(a u64, b i64) (u64, i64)");
    let json = Args::Json(serde_json::json!({"b": -2, "a": 1}));
    assert_eq!(call(&engine, ALICE, ledger, "Keep", json).decode::<(u64, i64)>().unwrap(), (1, -2));
}
