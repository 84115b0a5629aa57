//! How a call ends that does not return: by an exit, by a trap, by a reason that is passed on; and what a query is told.

use allod_core::{HostStatus, ObjectId, RevertCode, Status, Trap, Value, args, tagged_value};
use allod_testing::hostile::{self, deploy, with_gas};
use allod_testing::world::{self, ALICE, BOB, by, call, memory_engine, puppet, relayed};
use allod_vm::{Engine, ExecuteOptions, Receipt};

/// Writes `out`, sets the result 7, writes a field, and exits with its argument.
fn exits(engine: &Engine) -> allod_vm::Address {
    let words = ["input", "output", "get_object", "object_set", "log"];
    let body = r#"(import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
        (import "wasi_snapshot_preview1" "fd_write" (func $fd_write (param i32 i32 i32 i32) (result i32)))
        (memory (export "memory") 1)
        (data (i32.const 64) "\05vTold\00") (data (i32.const 128) "panic: no way out\n")
        (data (i32.const 160) "\80\00\00\00\12\00\00\00")
        (func (export "exit") (drop (call $input (i32.const 0) (i32.const 4)))
          (i32.store (i32.const 32) (i32.const 7))
          (call $output (i32.const 32) (i32.const 4))
          (drop (call $object_set (i32.wrap_i64 (call $get_object (i32.const 256))) (i32.const 65) (i32.const 1) (i32.const 64) (i32.const 1) (i32.const 32) (i32.const 8)))
          (drop (call $log (i32.const 66) (i32.const 4) (i32.const 70) (i32.const 1)))
          (call $exit (i32.load (i32.const 0))) (unreachable))
        (func (export "number") (param i32) (result i32) (call $exit (local.get 0)) (unreachable))
        (func (export "last_words")
          (drop (call $fd_write (i32.const 2) (i32.const 160) (i32.const 1) (i32.const 200)))
          (call $exit (i32.const 2)))"#;
    let functions: &[world::Line<'_>] =
        &[("exit", &[("code", "u32")], "u32"), ("number", &[("code", "u32")], "u32"), ("last_words", &[], "")];
    world::contract(engine, &format!("(module {} {body})", hostile::imports(&words)), functions)
}

#[test]
fn an_exit_with_0_ends_the_call_as_if_it_had_returned() {
    let engine = memory_engine();
    let contract = exits(&engine);
    let receipt = call(&engine, ALICE, contract, "exit", args![0u32]);
    assert_eq!(receipt.decode::<u32>().unwrap(), 7, "with the result that was set");
    assert_eq!((receipt.events.len(), receipt.trace.status.clone()), (1, Status::Success));
    let object = engine.object(ObjectId::default_of(&contract)).unwrap().unwrap();
    assert_eq!(object.fields.len(), 1, "what it wrote is kept");
    assert!(call(&engine, ALICE, contract, "number", args![0u32]).output.is_empty(), "and none where none was");
    // Also where a contract calls it.
    let relay = puppet(&engine);
    let (status, result) = relayed(&engine, ALICE, relay, contract, "exit", &[Value::U32(0)], vec![]);
    assert_eq!((status, result), (HostStatus::Ok, 7u32.to_le_bytes().to_vec()));
}

#[test]
fn an_exit_with_another_code_reverts_with_that_code() {
    let engine = memory_engine();
    let contract = exits(&engine);
    for code in [1u32, 2, 16, 255, u32::MAX] {
        let receipt = engine.execute(contract, "exit", args![code], by(ALICE)).unwrap();
        let wanted = Status::Reverted { code: RevertCode(code), message: format!("exit code {code}") };
        assert_eq!((receipt.status, receipt.events.len(), receipt.output.len()), (wanted, 0, 0));
    }
    assert!(engine.object(ObjectId::default_of(&contract)).unwrap().unwrap().fields.is_empty(), "all is undone");
    let receipt = engine.execute(contract, "last_words", args![], by(ALICE)).unwrap();
    let message = "exit code 2: panic: no way out".to_owned();
    assert_eq!(receipt.status, Status::Reverted { code: RevertCode(2), message });
}

#[test]
fn what_has_no_words_ends_in_no_colon() {
    let engine = memory_engine();
    let deep = deploy(
        &engine,
        r#"(module (func $f (export "f") (param i32) (result i32) (i32.add (call $f (local.get 0)) (i32.const 1))))"#,
    );
    let receipt = engine.execute(deep, "f", args![0], with_gas(ALICE, 100_000_000)).unwrap();
    assert_eq!(receipt.status.to_string(), "trapped (stack overflow)");
    let trapped = Status::Trapped { trap: Trap::Unreachable, message: "why".into() };
    assert_eq!(trapped.to_string(), "trapped (unreachable): why");
    let silent = Status::Reverted { code: RevertCode(20), message: String::new() };
    assert_eq!(silent.to_string(), "reverted (code 20)");
}

fn through(engine: &Engine, contracts: &[allod_vm::Address], function: &str, values: &[Value]) -> Receipt {
    let (mut name, mut inner) = (function.to_owned(), values.to_vec());
    for contract in contracts[1..].iter().rev() {
        inner = vec![
            Value::from(*contract),
            Value::U64(0),
            Value::from(name.as_str()),
            Value::from(tagged_value::encode(&inner)),
        ];
        name = "RelayOrFail".into();
    }
    engine.execute(contracts[0], &name, allod_core::Args::Positional(inner), by(ALICE)).unwrap()
}

#[test]
fn a_reason_that_is_passed_on_says_which_contract_said_it_and_no_label_twice() {
    let engine = memory_engine();
    let [a, b, c] = [(); 3].map(|()| puppet(&engine));
    let object: ObjectId = call(&engine, ALICE, c, "Create", args![]).decode().unwrap();
    let status = |function: &str| through(&engine, &[a, b, c], function, &[object.into()]).status.to_string();
    assert_eq!(status("FailRevert"), format!("reverted (error): contract {b}: contract {c}: as it was told"));
    assert_eq!(status("FailAssert"), format!("reverted (error): contract {b}: contract {c}: as it was told"));
    assert_eq!(
        status("FailDivide"),
        format!("reverted (error): contract {b}: contract {c} trapped (integer divide by zero)")
    );
    assert_eq!(status("Missing"), format!("reverted (error): contract {b}: no function \"Missing\""));
}

#[test]
fn a_query_is_told_what_it_would_have_written_and_that_it_is_a_query() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    let object: ObjectId = call(&engine, contract, contract, "Create", args![]).decode().unwrap();
    engine.fund(contract, 10).unwrap();
    let relay = puppet(&engine);
    let said = |function: &str, values: &[Value]| {
        // The puppet answers a status; its relay passes on the words of what fails.
        let args = args![contract, 0u64, function, tagged_value::encode(values)];
        let receipt = engine.query(relay, "Relay", args, ExecuteOptions::default()).unwrap();
        let (_, answer): (u32, Vec<u8>) = receipt.decode().unwrap();
        assert_eq!(answer, (HostStatus::ReadOnly as u32).to_le_bytes(), "{function}");
    };
    said("Write", &[object.into(), Value::U64(1)]);
    said("Pay", &[Value::from(BOB), Value::U64(1)]);
    let words = |body: &str, names: &[&str]| {
        let all: Vec<_> = ["last_error", "revert", "get_object"].into_iter().chain(names.iter().copied()).collect();
        let body = format!(
            r#"(data (i32.const 64) "\05vTold\00") (func (export "f") (drop (call $get_object (i32.const 256))) (drop {body})
                (call $revert (i32.const 1) (i32.const 1024) (call $last_error (i32.const 1024) (i32.const 512))))"#
        );
        let contract = deploy(&engine, &hostile::module(&all, &body));
        let receipt = engine.query(contract, "f", args![], by(ALICE)).unwrap();
        let default = ObjectId::default_of(&contract);
        receipt.status.to_string().replace(&default.to_string(), "OBJECT")
    };
    let tail = "this is a query, and a query writes nothing";
    let set = "(call $object_set (i32.const 0) (i32.const 65) (i32.const 1) (i32.const 64) (i32.const 1) (i32.const 0) (i32.const 8))";
    assert_eq!(words(set, &["object_set"]), format!("reverted (error): write field \"v\" of object OBJECT: {tail}"));
    let log = "(call $log (i32.const 66) (i32.const 4) (i32.const 70) (i32.const 1))";
    assert_eq!(words(log, &["log"]), format!("reverted (error): log event Told: {tail}"));
    let pay = "(call $transfer (i32.const 0) (i64.const 5))";
    assert_eq!(words(pay, &["transfer"]), format!("reverted (error): transfer 5: {tail}"));
    let create = "(call $create_object)";
    assert_eq!(words(create, &["create_object"]), format!("reverted (error): create object: {tail}"));
    let share = "(call $object_share (i32.const 0))";
    assert_eq!(words(share, &["object_share"]), format!("reverted (error): change owner OBJECT: {tail}"));
    let delete = "(call $delete_object (i32.const 0))";
    assert_eq!(words(delete, &["delete_object"]), format!("reverted (error): delete OBJECT: {tail}"));
}
