//! Eighteen mistakes that systems like this one were built with, each shown not to be here.

use allod_core::{Args, HostStatus, ObjectId, RevertCode, Status, Value, args, tagged_value};
use allod_testing::world::{
    self, ALICE, BOB, CAROL, block, by, call, contract, memory_engine, puppet, relayed, state, told,
};
use allod_vm::{Address, DeployOptions, Engine, EngineConfig, Hash};
use std::sync::LazyLock;

/// The ledger, compiled once.
static LEDGER: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let source = include_bytes!("../contracts/ledger.go");
    let options = allod_compiler::CompileOptions { name: "ledger.go".into(), ..Default::default() };
    let compiled = allod_compiler::compile(source, &options).unwrap_or_else(|e| panic!("{e}"));
    compiled.wasm
});

fn ledger() -> (Engine, Address) {
    let engine = memory_engine();
    let address = engine.deploy(&*LEDGER).unwrap().address;
    (engine, address)
}

fn object_of(engine: &Engine, contract: Address) -> ObjectId {
    call(engine, ALICE, contract, "Create", args![]).decode().unwrap()
}

#[test]
fn mistake_01_a_loop_that_charges_nothing_hangs_for_ever() {
    let (engine, ledger) = ledger();
    let options = allod_vm::ExecuteOptions { gas_limit: Some(5_000_000), ..by(ALICE) };
    let receipt = engine.execute(ledger, "Spin", args![], options).unwrap();
    assert_eq!((receipt.status, receipt.gas.used), (Status::OutOfGas, 5_000_000));
}

#[test]
fn mistake_02_the_guest_does_the_metering() {
    let engine = memory_engine();
    let mine = r#"(module (global (export "allod.gas") (mut i64) (i64.const 1)) (func (export "f")))"#;
    assert!(engine.deploy(mine).is_err(), "a module can't bring the counter");
    let reach = r#"(module (global $a (mut i64) (i64.const 0))
        (func (export "f") (result i64) (global.set 1 (i64.const 9)) (global.get 1)))"#;
    assert!(engine.deploy(reach).is_err(), "nor index it, though it will stand there");
}

#[test]
fn mistake_03_the_host_believes_the_guest_who_it_is() {
    let engine = memory_engine();
    let (victim, liar) = (puppet(&engine), puppet(&engine));
    let object = object_of(&engine, victim);
    // Nothing a contract can say names its contract, sender or signer; what it touches is checked against the frame.
    assert_eq!(told(&engine, ALICE, liar, "Write", args![object, 1u64]), HostStatus::Denied);
    let (_, sender) = relayed(&engine, ALICE, liar, victim, "Sender", &[], vec![]);
    assert_eq!(sender, liar.0);
    assert_eq!(call(&engine, ALICE, liar, "Tell", args![]).events[0].contract, liar);
}

#[test]
fn mistake_04_the_owner_check_compares_the_wrong_thing_and_freezes_objects() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let object = object_of(&engine, contract);
    assert_eq!(told(&engine, BOB, contract, "Give", args![object, ALICE]), HostStatus::Ok);
    assert_eq!(told(&engine, BOB, contract, "Write", args![object, 2u64]), HostStatus::Ok, "the contract still writes");
    assert_eq!(told(&engine, BOB, contract, "Give", args![object, BOB]), HostStatus::Denied);
    assert_eq!(told(&engine, ALICE, contract, "Give", args![object, BOB]), HostStatus::Ok, "the owner moves it on");
    assert_eq!(told(&engine, BOB, contract, "Give", args![object, CAROL]), HostStatus::Ok, "and the next one too");
}

#[test]
fn mistake_05_a_failure_in_a_contract_comes_back_as_success_with_nothing() {
    let (engine, ledger) = ledger();
    let receipt = engine.execute(ledger, "Fail", args![], by(ALICE)).unwrap();
    let message = "the ledger is closed".to_owned();
    assert_eq!(receipt.status, Status::Reverted { code: RevertCode::ERROR, message });
    assert!(receipt.decode::<u64>().is_err() && receipt.values().is_err());
    assert_eq!(receipt.to_json()["status"], "reverted");
    assert!(receipt.to_json()["error"].as_str().unwrap().contains("the ledger is closed"));
}

#[test]
fn mistake_06_integers_above_two_to_the_53_lose_bits() {
    let (engine, ledger) = ledger();
    let (a, b) = (u64::MAX - 1, i64::MIN + 1);
    let json = Args::Json(serde_json::json!([a, b]));
    let words = Args::Cli(vec![a.to_string(), b.to_string()]);
    for args in [args![a, b], json, words] {
        let receipt = call(&engine, ALICE, ledger, "Keep", args);
        assert_eq!(receipt.decode::<(u64, i64)>().unwrap(), (a, b));
        assert_eq!(receipt.result_json(), serde_json::json!([a, b]));
    }
    let fields = engine.object(ObjectId::default_of(&ledger)).unwrap().unwrap().fields;
    assert_eq!(fields, [("a".to_owned(), Value::U64(a)), ("b".to_owned(), Value::I64(b))]);
}

#[test]
fn mistake_07_a_result_larger_than_a_buffer_is_read_as_a_pointer() {
    let (engine, ledger) = ledger();
    for size in [0u64, 1, 255, 256, 257, 4096, 65_537, 1_000_000] {
        let text: String = call(&engine, ALICE, ledger, "Large", args![size]).decode().unwrap();
        assert_eq!(text.len() as u64, size);
        assert!(text.bytes().enumerate().all(|(i, b)| b == b'a' + (i % 26) as u8));
    }
}

#[test]
fn mistake_08_writes_survive_a_trap() {
    let (engine, ledger) = ledger();
    call(&engine, ALICE, ledger, "Increment", args![5u64]);
    let before = state(&engine);
    let calls: [(&str, Args); 7] = [
        ("Fail", args![]),
        ("Panic", args![]),
        ("Index", args![3u64]),
        ("Check", args![false]),
        ("Spin", args![]),
        ("Recurse", args![]),
        ("Hoard", args![]),
    ];
    for (function, args) in calls {
        let receipt = engine.execute(ledger, function, args, by(ALICE)).unwrap();
        assert!(!receipt.is_success(), "{function}");
        assert_eq!(state(&engine), before, "{function}");
    }
}

#[test]
fn mistake_09_a_failed_deploy_poisons_the_address_and_anyone_can_squat_it() {
    let engine = memory_engine();
    let code = r#"(module (func (export "f")))"#;
    let salted = |from, salt: u8, gas_limit| {
        let options = DeployOptions { from, salt: Some(Hash([salt; 32])), gas_limit, ..Default::default() };
        engine.deploy_with_options(code, options)
    };
    let before = engine.storage().scan(b"", usize::MAX).unwrap();
    assert!(salted(ALICE, 1, Some(100)).is_err());
    assert_eq!(engine.storage().scan(b"", usize::MAX).unwrap(), before, "a failed deploy leaves nothing at all");
    let theirs = salted(BOB, 1, None).unwrap().address;
    let mine = salted(ALICE, 1, None).unwrap().address;
    assert_ne!(mine, theirs, "nobody else's deploy can take it");
    assert!(salted(ALICE, 1, None).is_err(), "and it is not silently replaced");
    assert_ne!(engine.deploy(code).unwrap().address, engine.deploy(code).unwrap().address);
}

#[test]
fn mistake_10_a_contract_of_methods_deploys_but_cannot_be_called() {
    let (engine, ledger) = ledger();
    assert_eq!(call(&engine, ALICE, ledger, "Increment", args![5u64]).decode::<u64>().unwrap(), 5);
}

#[test]
fn mistake_11_get_object_with_owner_ignores_the_contract_and_answers_in_random_order() {
    let engine = memory_engine();
    let (a, b) = (puppet(&engine), puppet(&engine));
    let mut of_a = Vec::new();
    for _ in 0..5 {
        for contract in [b, a] {
            let object = object_of(&engine, contract);
            assert_eq!(told(&engine, BOB, contract, "Give", args![object, ALICE]), HostStatus::Ok);
            if contract == a {
                of_a.push(object);
            }
        }
    }
    let find = || call(&engine, BOB, a, "Find", args![ALICE]).decode::<ObjectId>().unwrap();
    for oldest in of_a {
        assert_eq!(find(), oldest);
        assert_eq!(told(&engine, ALICE, a, "Delete", args![oldest]), HostStatus::Ok);
    }
    let receipt = engine.execute(a, "Find", args![ALICE], by(BOB)).unwrap();
    assert!(!receipt.is_success(), "b's objects are not a's");
}

#[test]
fn mistake_12_every_call_compiles_again() {
    let folder = tempfile::tempdir().unwrap();
    let open = || Engine::open(EngineConfig::default().with_path(folder.path())).unwrap();
    let engine = open();
    let deployed = engine.deploy(r#"(module (func (export "f") (result i32) (i32.const 7)))"#).unwrap();
    let call = |engine: &Engine| {
        let receipt = engine.query(deployed.address, "f", args![], by(ALICE)).unwrap();
        receipt.decode::<i32>().unwrap()
    };
    // Without its bytes a module can't be compiled, so whatever still runs was not.
    let code = [b"m".as_slice(), &deployed.code_hash.0].concat();
    assert!(engine.storage().get(&code).unwrap().is_some());
    engine.storage().delete(&code).unwrap();
    assert_eq!(call(&engine), 7, "from memory");
    drop(engine);
    assert_eq!(call(&open()), 7, "from disk");
    std::fs::remove_dir_all(folder.path().join("artefacts")).unwrap();
    assert!(open().query(deployed.address, "f", args![], by(ALICE)).is_err(), "and from nothing else");
}

#[test]
fn mistake_13_the_block_height_of_the_first_call_is_seen_for_ever() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    for height in [10, 11, 500] {
        let options = allod_vm::ExecuteOptions { block: Some(block(height, 1000)), ..by(ALICE) };
        let receipt = engine.execute(contract, "Height", args![], options).unwrap();
        assert_eq!(receipt.decode::<u64>().unwrap(), height);
    }
}

#[test]
fn mistake_14_lengths_and_error_codes_share_one_number() {
    let engine = memory_engine();
    // An empty string is a value of length 0, a missing field is NotFound, and no length looks like either.
    let wat = r#"(module
        (import "allod" "get_object" (func $get (param i32) (result i64)))
        (import "allod" "object_get" (func $read (param i32 i32 i32 i32 i32 i32 i32) (result i64)))
        (import "allod" "object_set" (func $write (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
        (import "allod" "output" (func $output (param i32 i32)))
        (memory (export "memory") 1)
        (data (i32.const 100) "e") (data (i32.const 104) "\0d")
        (func (export "Missing") (i64.store (i32.const 200)
            (call $read (i32.wrap_i64 (call $get (i32.const 0))) (i32.const 100) (i32.const 1) (i32.const 104) (i32.const 1) (i32.const 300) (i32.const 8)))
            (call $output (i32.const 200) (i32.const 8)))
        (func (export "Empty") (local $o i32)
            (local.set $o (i32.wrap_i64 (call $get (i32.const 0))))
            (drop (call $write (local.get $o) (i32.const 100) (i32.const 1) (i32.const 104) (i32.const 1) (i32.const 400) (i32.const 8)))
            (i64.store (i32.const 200)
            (call $read (local.get $o) (i32.const 100) (i32.const 1) (i32.const 104) (i32.const 1) (i32.const 300) (i32.const 8)))
            (call $output (i32.const 200) (i32.const 8))))"#;
    let address = contract(&engine, wat, &[("Missing", &[], "i64"), ("Empty", &[], "i64")]);
    let answer = |function| {
        let answer: i64 = call(&engine, ALICE, address, function, args![]).decode().unwrap();
        HostStatus::split(answer).unwrap()
    };
    assert_eq!(answer("Missing"), (HostStatus::NotFound, 0));
    assert_eq!(answer("Empty"), (HostStatus::Ok, 8), "the length word of an empty byte string");
}

#[test]
fn mistake_15_the_memory_is_not_there_when_the_module_initialises() {
    let engine = memory_engine();
    let wat = r#"(module (import "allod" "debug" (func $debug (param i32 i32)))
        (memory (export "memory") 1) (data (i32.const 8) "early")
        (func (export "_initialize") (call $debug (i32.const 8) (i32.const 5)))
        (func (export "f")))"#;
    let address = contract(&engine, wat, &[("f", &[], "")]);
    assert_eq!(call(&engine, ALICE, address, "f", args![]).debug, b"early");
}

#[test]
fn mistake_16_the_debug_log_is_what_was_written_and_no_letter_is_cut() {
    let engine = memory_engine();
    let wat = r#"(module (import "allod" "debug" (func $debug (param i32 i32)))
        (import "allod" "revert" (func $revert (param i32 i32 i32)))
        (memory (export "memory") 3) (data (i32.const 0) "one\ntwo\n\nfour")
        (data (i32.const 65535) "\e2\82\ac")
        (func (export "Pieces") (call $debug (i32.const 0) (i32.const 3)) (call $debug (i32.const 4) (i32.const 4))
            (call $debug (i32.const 4) (i32.const 0)) (call $debug (i32.const 9) (i32.const 4)))
        (func (export "Full") (call $debug (i32.const 0) (i32.const 65538)))
        (func (export "Refuse") (memory.copy (i32.const 1023) (i32.const 65535) (i32.const 3))
            (memory.fill (i32.const 0) (i32.const 97) (i32.const 1023))
            (call $revert (i32.const 1) (i32.const 0) (i32.const 5000))))"#;
    let address = contract(&engine, wat, &[("Pieces", &[], ""), ("Full", &[], ""), ("Refuse", &[], "")]);
    assert_eq!(call(&engine, ALICE, address, "Pieces", args![]).debug, b"onetwo\nfour");
    let full = call(&engine, ALICE, address, "Full", args![]).debug;
    // The limit would cut the last letter, so the log ends before it.
    assert_eq!(full.len() as u64, engine.limits().debug - 1);
    assert!(full.ends_with(b"\0"));
    let refused = engine.execute_with_args(address, "Refuse", args![]).unwrap();
    let Status::Reverted { message, .. } = refused.status else { panic!("{:?}", refused.status) };
    assert_eq!(message, "a".repeat(engine.limits().revert as usize - 1));
}

#[test]
fn mistake_16_state_older_than_some_blocks_is_missing() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let object = object_of(&engine, contract);
    assert_eq!(told(&engine, ALICE, contract, "Write", args![object, 6u64]), HostStatus::Ok);
    engine.execute_block(&block(1_000_000, 1_000_000), vec![]).unwrap();
    assert_eq!(call(&engine, ALICE, contract, "Value", args![object]).decode::<u64>().unwrap(), 6);
}

#[test]
fn mistake_17_the_tests_own_addresses_are_zero_and_checks_pass_for_no_reason() {
    for (i, account) in [ALICE, BOB, CAROL].iter().enumerate() {
        assert!(!account.is_zero());
        assert!([ALICE, BOB, CAROL][..i].iter().all(|other| other != account));
    }
    let engine = memory_engine();
    let contract = puppet(&engine);
    assert!(!contract.is_zero());
    assert!(!object_of(&engine, contract).is_zero());
}

#[test]
fn mistake_18_text_that_is_no_address_becomes_the_zero_address() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    engine.fund(contract, 10).unwrap();
    for bad in ["", "0x", "bob", "0xb0", &"g".repeat(40), &"b0".repeat(21)] {
        let error = engine.execute(contract, "Pay", Args::Cli(vec![bad.into(), "1".into()]), by(ALICE)).unwrap_err();
        assert!(error.to_string().starts_with("Pay: argument 1 (to): address: wanted 40 hex digits"), "{error}");
    }
    assert_eq!(engine.balance(Address::ZERO).unwrap(), 0);
    let nested = [Value::from("bob"), Value::U64(1)];
    let relay = puppet(&engine);
    let receipt = call(&engine, ALICE, relay, "Relay", args![contract, 0u64, "Pay", tagged_value::encode(&nested)]);
    assert_eq!(world::status(receipt.decode::<(u32, Vec<u8>)>().unwrap().0), HostStatus::CallRefused);
}
