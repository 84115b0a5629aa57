//! The trace has what was refused: calls that could not begin, and operations that were denied, with who asked and why.

use allod_core::{Address, HostStatus, ObjectId, Reason, Status, Value, args, tagged_value};
use allod_security::frame::MAX_DENIALS;
use allod_security::tracer::MAX_REFUSALS;
use allod_testing::hostile::{deploy, module, with_gas};
use allod_testing::world::{ALICE, BOB, call, memory_engine, puppet, told};
use allod_vm::CallFrame;

fn refused(frame: &CallFrame) -> Option<&Reason> {
    match &frame.status {
        Status::Refused { reason } => Some(reason),
        _ => None,
    }
}

#[test]
fn a_call_that_could_not_begin_is_a_frame_without_gas_that_says_why() {
    let engine = memory_engine();
    let [relay, other] = [(); 2].map(|()| puppet(&engine));
    let asked = |contract: Address, function: &str, values: &[Value]| {
        let args = args![contract, 0u64, function, tagged_value::encode(values)];
        let receipt = call(&engine, ALICE, relay, "Relay", args);
        let [frame] = &receipt.trace.children[..] else { panic!("{:?}", receipt.trace) };
        assert_eq!((frame.contract, frame.sender, frame.gas_used), (contract, relay, 0));
        assert_eq!(engine.receipt(receipt.hash).unwrap().unwrap().trace, receipt.trace);
        (frame.function.to_string(), refused(frame).unwrap().clone())
    };
    let nobody = Reason::NoContract { address: BOB };
    assert_eq!(asked(BOB, "Release", &[]), ("Release".into(), nobody));
    let nothing = Reason::NoFunction { function: "Nothing".into() };
    assert_eq!(asked(other, "Nothing", &[]), ("Nothing".into(), nothing));
    let count = Reason::ArgumentCount { function: "Sender".into(), wanted: 0, given: 1 };
    assert_eq!(asked(other, "Sender", &[Value::U64(1)]), ("Sender".into(), count));
    assert_eq!(asked(relay, "Sender", &[]), ("Sender".into(), Reason::Reentered { contract: relay }));
}

#[test]
fn the_names_of_refused_calls_are_cut_and_steer_no_terminal() {
    let engine = memory_engine();
    let relay = puppet(&engine);
    let long = "\u{1b}[2J".to_owned() + &"n".repeat(200);
    let receipt = call(&engine, ALICE, relay, "Relay", args![BOB, 0u64, long.as_str(), tagged_value::encode(&[])]);
    let name = &receipt.trace.children[0].function;
    assert!(name.starts_with("\u{fffd}[2Jn") && name.len() <= 64, "{name}");
}

#[test]
fn a_denied_operation_is_in_its_frame_with_both_contracts_and_the_object() {
    let engine = memory_engine();
    let [owner, thief] = [(); 2].map(|()| puppet(&engine));
    let object: ObjectId = call(&engine, ALICE, owner, "Create", args![]).decode().unwrap();
    let receipt = call(&engine, ALICE, thief, "Write", args![object, 1u64]);
    let operation = || "write field".into();
    let denial = Reason::ForeignContract { operation: operation(), object, asked_by: thief, wanted: owner };
    assert_eq!(receipt.trace.denials, std::slice::from_ref(&denial));
    assert_eq!(engine.receipt(receipt.hash).unwrap().unwrap().trace, receipt.trace);
    // Below another contract it stands where it happened.
    let relay = puppet(&engine);
    let args = args![thief, 0u64, "Write", tagged_value::encode(&[Value::ObjectId(object), Value::U64(1)])];
    let trace = call(&engine, ALICE, relay, "Relay", args).trace;
    assert_eq!((trace.denials.len(), &trace.children[0].denials), (0, &vec![denial]));
}

#[test]
fn without_a_denial_there_is_none_and_what_is_merely_missing_is_no_denial() {
    let engine = memory_engine();
    let contract = puppet(&engine);
    assert_eq!(told(&engine, ALICE, contract, "Read", args![ObjectId::ZERO]), HostStatus::NotFound);
    let trace = call(&engine, ALICE, contract, "Read", args![ObjectId::ZERO]).trace;
    assert!(trace.denials.is_empty() && trace.children.is_empty() && !trace.refusals_cut);
}

#[test]
fn what_one_transaction_is_refused_is_listed_once_and_up_to_a_bound() {
    let engine = memory_engine();
    let denied = |times: i32| {
        // Each object is given to the zero address, and then to it again without its consent.
        let body = r#"(func (export "f") (param $n i32) (local $h i32)
                 (loop $l
                   (local.set $h (i32.wrap_i64 (call $create_object)))
                   (drop (call $object_set_owner (local.get $h) (i32.const 64)))
                   (drop (call $object_set_owner (local.get $h) (i32.const 64)))
                   (drop (call $object_set_owner (local.get $h) (i32.const 64)))
                   (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))"#;
        let contract = deploy(&engine, &module(&["create_object", "object_set_owner"], body));
        engine.execute(contract, "f", args![times], with_gas(ALICE, 100_000_000)).unwrap().trace
    };
    let few = denied(3);
    assert_eq!((few.denials.len(), few.refusals_cut), (3, false), "the same one is listed once");
    let many = denied(200);
    assert_eq!((many.denials.len(), many.refusals_cut), (MAX_DENIALS, true));

    let body = r#"(func (export "f") (param $n i32)
        (loop $l (drop (call $call (i32.const 64) (i32.const 0) (i32.const 0) (i32.const 0) (i32.const 1)
            (i64.const 0) (i32.const 0) (i32.const 0)))
          (br_if $l (local.tee $n (i32.sub (local.get $n) (i32.const 1))))))"#;
    let caller = deploy(&engine, &module(&["call"], body));
    let trace = engine.execute(caller, "f", args![3_000], with_gas(ALICE, 100_000_000)).unwrap().trace;
    assert_eq!((trace.children.len(), trace.refusals_cut), (MAX_REFUSALS, true));
}
