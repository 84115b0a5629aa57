//! A deploy that calls a function of its contract makes both or neither, and the contract knows its deployer.

use allod_core::abi::Abi;
use allod_core::{Address, Args, Reason, RevertCode, Status, Value, args};
use allod_testing::hostile::module;
use allod_testing::world::{self, ALICE, BOB, PUPPET, abi, block, call, config, memory_engine, puppet_with, state};
use allod_vm::{Constructor, DeployOptions, DeployTerms, Engine, EngineError, Hash, Payload, Transaction};

/// Keeps its argument in its default object, once, and says who deployed it; fails for 13, out of gas for 14.
fn kept() -> (String, Abi) {
    let body = r#"
        (data (i32.const 64) "\05v") (data (i32.const 70) "unlucky")
        (func $object (result i32) (i32.wrap_i64 (call $get_object (i32.const 200))))
        (func (export "Initialize") (drop (call $input (i32.const 0) (i32.const 8)))
          (call $deployer (i32.const 100)) (call $sender (i32.const 120))
          (if (i64.ne (i64.load (i32.const 100)) (i64.load (i32.const 120))) (then (call $revert (i32.const 17) (i32.const 70) (i32.const 2))))
          (drop (call $object_set (call $object) (i32.const 65) (i32.const 1) (i32.const 64) (i32.const 1) (i32.const 0) (i32.const 8)))
          (if (i64.eq (i64.load (i32.const 0)) (i64.const 13)) (then (call $revert (i32.const 16) (i32.const 70) (i32.const 7))))
          (if (i64.eq (i64.load (i32.const 0)) (i64.const 14)) (then (loop $l (br $l))))
          (drop (call $receive (call $attached)))
          (call $output (i32.const 100) (i32.const 20)))
        (func (export "Value")
          (drop (call $object_get (call $object) (i32.const 65) (i32.const 1) (i32.const 64) (i32.const 1) (i32.const 0) (i32.const 8)))
          (call $output (i32.const 0) (i32.const 8)))"#;
    let names = [
        "input",
        "output",
        "revert",
        "deployer",
        "sender",
        "get_object",
        "object_set",
        "object_get",
        "receive",
        "attached",
    ];
    let functions = abi(&[("Initialize", &[("value", "u64")], "address"), ("Value", &[], "u64")]);
    (module(&names, body), functions)
}

fn options(from: Address) -> DeployOptions {
    DeployOptions { from, abi: Some(kept().1), ..DeployOptions::default() }
}

#[test]
fn the_constructor_has_run_when_the_contract_is_there_and_its_result_is_in_the_receipt() {
    let engine = memory_engine();
    let made = engine.deploy_with_options(kept().0, options(ALICE).with_call("Initialize", args![7u64])).unwrap();
    assert_eq!(made.receipt.decode::<Address>().unwrap(), ALICE);
    assert_eq!(call(&engine, BOB, made.address, "Value", args![]).decode::<u64>().unwrap(), 7);
    let trace = &made.receipt.trace;
    assert_eq!((&*trace.function, &*trace.children[0].function), ("", "Initialize"));
    assert_eq!((trace.children[0].contract, trace.children[0].sender), (made.address, ALICE));
    assert_eq!(trace.gas_used, made.receipt.gas.used);
    assert!(trace.children[0].gas_used < trace.gas_used, "the deploy itself is paid for too");
    assert_eq!(engine.receipt(made.receipt.hash).unwrap().unwrap(), made.receipt);
}

#[test]
fn a_constructor_that_fails_leaves_nothing_and_the_address_free() {
    let engine = memory_engine();
    engine.deploy_with_options(PUPPET, DeployOptions { from: BOB, ..Default::default() }).unwrap();
    let salted = || DeployOptions { salt: Some(Hash([9; 32])), ..options(ALICE) };
    let before = state(&engine);
    let error = engine.deploy_with_options(kept().0, salted().with_call("Initialize", args![13u64])).unwrap_err();
    let Some(status) = failed(&error) else { panic!("{error}") };
    assert_eq!(*status, Status::Reverted { code: RevertCode(16), message: "unlucky".into() });
    let dry = DeployOptions { gas_limit: Some(2_000_000), ..salted() }.with_call("Initialize", args![14u64]);
    assert_eq!(failed(&engine.deploy_with_options(kept().0, dry).unwrap_err()), Some(&Status::OutOfGas));
    assert_eq!(state(&engine), before);
    engine.deploy_with_options(kept().0, salted().with_call("Initialize", args![12u64])).unwrap();
}

fn failed(error: &EngineError) -> Option<&Status> {
    match error {
        EngineError::Failed(status) => Some(status),
        _ => None,
    }
}

#[test]
fn a_constructor_that_is_not_there_or_takes_something_else_is_told_before_anything_is_done() {
    let engine = memory_engine();
    let deploy = |function: &str, args: Args| {
        engine.deploy_with_options(kept().0, options(ALICE).with_call(function, args)).unwrap_err().to_string()
    };
    assert_eq!(deploy("Init", args![]), "no function \"Init\"; the contract offers Initialize, Value");
    assert!(deploy("Initialize", args![]).starts_with("Initialize takes 1 argument, given 0"));
    assert!(deploy("Initialize", args!["seven"]).starts_with("Initialize: argument 1 (value)"));
}

#[test]
fn the_constructor_receives_what_the_deployer_attached_and_no_more_than_the_deployer_has() {
    let engine = memory_engine();
    engine.fund(ALICE, 50).unwrap();
    let made =
        engine.deploy_with_options(kept().0, options(ALICE).with_payable_call("Initialize", args![1u64], 30)).unwrap();
    assert_eq!([ALICE, made.address].map(|account| engine.balance(account).unwrap()), [20, 30]);
    let error = engine
        .deploy_with_options(kept().0, options(ALICE).with_payable_call("Initialize", args![2u64], 21))
        .unwrap_err();
    assert_eq!(error.to_string(), format!("refused: account {ALICE} has 20, wanted 21"));
}

/// A deploy of a block, with a constructor if one is named.
fn deploying(from: Address, constructor: Option<(&str, Vec<u8>)>, salt: u8) -> Transaction {
    let module = allod_compiler::attach_abi(&wat::parse_str(kept().0).unwrap(), &kept().1);
    let constructor = constructor.map(|(function, input)| Constructor { function: function.into(), input, value: 0 });
    let terms = DeployTerms { salt: Some(Hash([salt; 32])), constructor, ..DeployTerms::default() };
    Transaction {
        from,
        nonce: 0,
        chain_id: 1,
        gas_limit: 2_000_000,
        gas_price: 0,
        payload: Payload::Deploy { module, terms },
    }
}

fn number(value: u64) -> Vec<u8> {
    value.to_le_bytes().to_vec()
}

#[test]
fn in_a_block_a_failed_constructor_is_a_receipt_and_no_contract_on_one_thread_and_on_several() {
    let transactions = || {
        vec![
            deploying(ALICE, Some(("Initialize", number(7))), 1),
            deploying(ALICE, Some(("Initialize", number(13))), 2),
            deploying(ALICE, Some(("Initialize", number(14))), 2),
            deploying(ALICE, Some(("Init", vec![])), 2),
            deploying(ALICE, Some(("Initialize", vec![0; 2 << 20])), 2),
            deploying(ALICE, Some(("Initialize", number(8))), 2),
            deploying(ALICE, None, 3),
        ]
    };
    let run = |threads| {
        let engine = Engine::open(config().with_threads(threads)).unwrap();
        let receipts = engine.execute_block(&block(1, 1), transactions()).unwrap();
        (receipts, engine.state_root().unwrap(), engine)
    };
    let (receipts, root, engine) = run(1);
    let told: Vec<_> = receipts.iter().map(|receipt| receipt.status.to_string()).collect();
    assert_eq!(
        told,
        [
            "success",
            "reverted (code 16): unlucky",
            "out of gas",
            "refused: no function \"Init\"",
            "refused: arguments: 2097152 bytes, the limit is 1048576",
            "success",
            "success",
        ]
    );
    let made = |at: usize| receipts[at].contract;
    assert_eq!(made(1), made(5), "the address of the one that failed is free for the next");
    assert_eq!(call(&engine, BOB, made(5), "Value", args![]).decode::<u64>().unwrap(), 8);
    let refused = &receipts[3].trace.children[0];
    let reason = Reason::NoFunction { function: "Init".into() };
    assert_eq!(refused.status, Status::Refused { reason: Box::new(reason) });
    for threads in [2, 4] {
        let (others, others_root, _) = run(threads);
        assert_eq!((&others, others_root), (&receipts, root), "{threads} threads");
    }
}

#[test]
fn the_constructor_is_part_of_what_the_deployer_signs() {
    let with = |constructor| deploying(ALICE, constructor, 1).digest();
    let digests = [
        with(None),
        with(Some(("Initialize", number(1)))),
        with(Some(("Initialize", number(2)))),
        with(Some(("Value", number(1)))),
    ];
    assert_eq!(digests.iter().collect::<std::collections::HashSet<_>>().len(), digests.len());
}

#[test]
fn a_contract_that_the_constructor_calls_does_not_get_back_into_it() {
    let engine = memory_engine();
    // A puppet calls whom it is told to: here itself, by way of another.
    let other = puppet_with(&engine, DeployOptions::default());
    let salt = Hash([4; 32]);
    let options = || DeployOptions { salt: Some(salt), ..DeployOptions::default() };
    // The address is known beforehand, and the contract is not there yet.
    let code = allod_compiler::attach_abi(&wat::parse_str(PUPPET).unwrap(), &engine.abi(other).unwrap());
    let own = Address::of_contract(&ALICE, allod_vm::Salt::Chosen(salt), &Hash::of_code(&code));
    let nested = allod_core::tagged_value::encode(&[
        Value::from(own),
        Value::U64(0),
        Value::from("Sender"),
        Value::from(allod_core::tagged_value::encode(&[])),
    ]);
    let made = engine
        .deploy_with_options(
            code,
            DeployOptions { from: ALICE, ..options() }.with_call("Relay", args![other, 0u64, "Relay", nested]),
        )
        .unwrap();
    assert_eq!(made.address, own);
    let statuses: Vec<_> = made.receipt.trace.walk().map(|frame| (frame.contract, frame.status.is_success())).collect();
    assert_eq!(statuses, [(own, true), (own, true), (other, true), (own, false)]);
}

#[test]
fn every_contract_knows_its_deployer_whoever_calls() {
    let engine = memory_engine();
    let contract = puppet_with(&engine, DeployOptions::default());
    for from in [ALICE, BOB] {
        assert_eq!(call(&engine, from, contract, "Deployer", args![]).decode::<Address>().unwrap(), world::CAROL);
    }
    let other = puppet_with(&engine, DeployOptions::default());
    let relayed = world::relayed(&engine, ALICE, other, contract, "Deployer", &[], vec![]);
    assert_eq!(relayed.1, world::CAROL.0, "not the contract that calls it");
}
