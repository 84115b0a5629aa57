//! What contracts in Go see of the host through the SDK: errors with their words, fields, calls with a value.

use allod_core::{Address, Args, ObjectId, Status, args};
use allod_testing::world::{ALICE, BOB, by, memory_engine, puppet};
use allod_vm::{DeployOptions, Engine, EngineConfig, ExecuteOptions, Receipt, Stage, Tiers};
use std::sync::{Arc, LazyLock, Mutex};

/// The broker, compiled once.
static MODULE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let options = allod_compiler::CompileOptions { name: "broker.go".into(), ..Default::default() };
    allod_compiler::compile(include_bytes!("../contracts/broker.go"), &options).unwrap_or_else(|e| panic!("{e}")).wasm
});

fn broker(engine: &Engine) -> Address {
    let options = DeployOptions { from: ALICE, ..Default::default() };
    engine.deploy_with_options(&*MODULE, options).unwrap().address
}

fn run(engine: &Engine, contract: Address, function: &str, args: Args) -> Receipt {
    engine.execute(contract, function, args, by(ALICE)).unwrap()
}

fn done(engine: &Engine, contract: Address, function: &str, args: Args) -> Receipt {
    let receipt = run(engine, contract, function, args);
    assert!(receipt.is_success(), "{function}: {}", receipt.status);
    receipt
}

#[test]
fn an_error_keeps_its_words_whatever_fails_after_it() {
    let engine = memory_engine();
    let (contract, other) = (broker(&engine), puppet(&engine));
    let receipt = done(&engine, contract, "TwoFailures", args![other]);
    let words: (String, String, String, String) = receipt.decode().unwrap();
    assert_eq!(words.0, format!("contract {other}: as it was told"));
    assert_eq!(words.1, format!("contract {other} ran out of gas"));
    assert_eq!(words.2, "no function \"Nothing\"");
    assert_eq!(words.3, format!("account {contract} has 0, wanted {}", 1u64 << 60));
}

#[test]
fn a_reason_that_is_passed_on_has_one_label_and_says_whose_it_is() {
    let engine = memory_engine();
    let (contract, other) = (broker(&engine), puppet(&engine));
    let receipt = run(&engine, contract, "Pass", args![other]);
    assert_eq!(receipt.status.to_string(), format!("reverted (error): contract {other}: as it was told"));
}

#[test]
fn what_is_missing_is_said_in_words_that_do_not_depend_on_when_they_are_asked_for() {
    let engine = memory_engine();
    let contract = broker(&engine);
    let (field, owned, both): (String, String, bool) = done(&engine, contract, "Missing", args![]).decode().unwrap();
    assert_eq!(field, format!("object {} has no field \"none\"", ObjectId::default_of(&contract)));
    assert_eq!(owned, format!("{ALICE} owns no object of this contract"));
    assert!(both);
}

#[test]
fn fields_that_may_be_missing_are_asked_for_without_a_guess_at_their_type() {
    let engine = memory_engine();
    let contract = broker(&engine);
    let values = done(&engine, contract, "Fields", args![]).values().unwrap();
    let shown: Vec<_> = values.iter().map(ToString::to_string).collect();
    assert_eq!(shown, ["true", "true", "false", "5", "5", r#"{"Price":7,"Level":2}"#]);
    let refused = run(&engine, contract, "Mismatched", args![]);
    assert!(
        matches!(&refused.status, Status::Reverted { message, .. } if message.ends_with("holds i64, asked for as u64")),
        "{}",
        refused.status
    );
}

#[test]
fn assertions_take_formats() {
    let engine = memory_engine();
    let contract = broker(&engine);
    let wanted =
        ["need 5", "need 5 more", "it has 7%, \"so\", ff, true", "100% of 5", "1 %!d(MISSING)", "while working: cause"];
    for (kind, wanted) in wanted.iter().enumerate() {
        let receipt = run(&engine, contract, "Formats", args![kind as u64]);
        assert_eq!(receipt.status.to_string(), format!("reverted (assert): {wanted}"));
    }
}

#[test]
fn what_no_contract_can_store_is_named_by_its_field_key_or_argument() {
    let engine = memory_engine();
    let contract = broker(&engine);
    let wanted = [
        "core: field \"pool\": no contract can store or pass func()",
        "core: Log(\"Sold\"): key \"rate\": no contract can store or pass float64",
        "core: Call of Take: argument 2: no contract can store or pass func(int)",
        "core: field \"pool\": no contract can store or pass float64",
    ];
    for (kind, wanted) in wanted.iter().enumerate() {
        let text = run(&engine, contract, "Stores", args![kind as u64]).status.to_string();
        assert!(text.split_once("): ").unwrap().1.starts_with(wanted), "{text}");
    }
}

#[test]
fn a_contract_pays_another_and_makes_calls_that_were_encoded_elsewhere() {
    let engine = memory_engine();
    let (contract, other) = (broker(&engine), puppet(&engine));
    engine.fund(contract, 100).unwrap();
    assert_eq!(done(&engine, contract, "Buy", args![other, 60u64, 25u64]).decode::<u64>().unwrap(), 75);
    let poor = run(&engine, contract, "Buy", args![other, 76u64, 1u64]);
    assert_eq!(poor.status.to_string(), format!("reverted (error): account {contract} has 75, wanted 76"));
    // As a proposal would have it: encoded by the ABI, outside of the contract.
    let input = args![5u64].encode(engine.abi(other).unwrap().function("Take").unwrap()).unwrap();
    done(&engine, contract, "Execute", args![5u64, other, "Take", input]);
    assert_eq!([contract, other].map(|account| engine.balance(account).unwrap()), [70, 30]);
    let told: Vec<u8> = done(&engine, contract, "Encoded", args![other, 9u64]).decode().unwrap();
    assert_eq!(told, 9u64.to_le_bytes());
}

#[test]
fn a_contract_takes_all_that_is_attached() {
    let engine = memory_engine();
    let contract = broker(&engine);
    engine.fund(ALICE, 9).unwrap();
    let options = ExecuteOptions { value: 9, ..by(ALICE) };
    let receipt = engine.execute(contract, "Deposit", args![], options).unwrap();
    assert_eq!(receipt.decode::<u64>().unwrap(), 9);
    assert_eq!(engine.balance(contract).unwrap(), 9);
}

#[test]
fn a_query_is_told_what_it_would_have_written() {
    let engine = memory_engine();
    let contract = broker(&engine);
    let default = ObjectId::default_of(&contract);
    let tail = "this is a query, and a query writes nothing";
    let wanted = [
        format!("reverted (error): write field \"n\" of object {default}: {tail}"),
        format!("reverted (panic): log event Sold: {tail}"),
        format!("reverted (error): transfer 1: {tail}"),
        format!("reverted (panic): create object: {tail}"),
    ];
    for (kind, wanted) in wanted.iter().enumerate() {
        let receipt = engine.query(contract, "Write", args![kind as u64], by(ALICE)).unwrap();
        assert_eq!(receipt.status.to_string(), *wanted);
    }
}

#[test]
fn the_constructor_pattern_keeps_everybody_else_out() {
    let engine = memory_engine();
    let options = || DeployOptions { from: ALICE, ..Default::default() };
    let made = engine.deploy_with_options(&*MODULE, options().with_call("Initialize", args![7u64])).unwrap();
    assert_eq!(made.receipt.decode::<Address>().unwrap(), ALICE);
    let again = run(&engine, made.address, "Initialize", args![8u64]);
    assert_eq!(again.status.to_string(), "reverted (assert): it is set up already");
    let late = engine.execute(made.address, "Initialize", args![8u64], by(BOB)).unwrap();
    assert_eq!(late.status.to_string(), format!("reverted (assert): only {ALICE} may, not {BOB}"));
}

#[test]
fn the_context_has_what_the_package_has() {
    let engine = memory_engine();
    let contract = broker(&engine);
    let receipt = done(&engine, contract, "Own", args![]);
    assert_eq!(receipt.decode::<(u64, bool, bool)>().unwrap(), (engine.chain_id(), true, true));
    // An entry is a line, whatever is in it.
    assert_eq!(receipt.debug, b"seen\\ntwice\n");
    let given_up = run(&engine, contract, "GiveUp", args![]);
    assert_eq!(given_up.status.to_string(), "reverted (code 20): for its own reasons");
    let deleted = run(&engine, contract, "DeleteDefault", args![]);
    assert!(deleted.status.to_string().starts_with("reverted (panic): delete: a default object is there"));
}

#[test]
fn a_contract_may_be_written_against_objects_that_give_values() {
    let engine = memory_engine();
    let counter = engine.deploy(include_str!("../contracts/values.go")).unwrap().address;
    let id: ObjectId = done(&engine, counter, "Initialize", args![]).decode().unwrap();
    for sum in 1..=2u64 {
        assert_eq!(done(&engine, counter, "Increment", args![id]).decode::<u64>().unwrap(), sum);
    }
    let missing = run(&engine, counter, "Increment", args![ObjectId([7; 32])]);
    assert!(missing.status.to_string().starts_with("reverted (error): "), "{}", missing.status);
}

#[test]
fn a_deploy_of_go_names_every_stage_as_it_begins() {
    let told = Arc::new(Mutex::new(Vec::new()));
    let hears = Arc::clone(&told);
    let progress = move |stage: Stage| hears.lock().unwrap().push(format!("{stage:?}"));
    let engine = Engine::open(EngineConfig::default().with_tiers(Tiers::COMPILED)).unwrap();
    let options = DeployOptions { from: ALICE, progress: Some(Arc::new(progress)), ..Default::default() };
    engine.deploy_with_options("package told\n\nfunc One() uint64 { return 1 }\n", options).unwrap();
    let told: Vec<String> =
        told.lock().unwrap().iter().map(|stage| stage.split(' ').next().unwrap().to_owned()).collect();
    let wanted = ["Parse", "Types", "Abi", "Compile", "Lower", "Check", "Attach", "Gate", "Meter", "MachineCode"];
    assert_eq!(told, wanted);
}
