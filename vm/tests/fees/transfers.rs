//! Every move of native money is in the receipt, in order, and none that was undone.

use crate::stage::{COLLECTOR, Stage, terms};
use allod_core::{Address, Value, args, tagged_value};
use allod_testing::world::{ALICE, BOB, config, puppet};
use allod_vm::{MAX_TRANSFERS, Transfer, TransferKind};

fn moved(from: Address, to: Address, amount: u64, kind: TransferKind, frame: u32) -> Transfer {
    Transfer { from, to, amount, kind, frame }
}

#[test]
fn values_transfers_and_the_fee_stand_in_the_order_in_which_they_moved() {
    let stage = Stage::new(terms()).with(&[(ALICE, 1_000_000)]);
    stage.engine.fund(stage.puppet, 500).unwrap();
    let other = puppet(&stage.engine);
    // The first calls the second, which takes 20 of the 30 that come with the call.
    let values = tagged_value::encode(&[Value::U64(20)]);
    let arguments = args![other, 0u64, 30u64, 0u64, "Take", values];
    let receipt = stage.run(stage.call(ALICE, stage.puppet, "RelayWith", arguments, 0));
    assert!(receipt.is_success(), "{}", receipt.status);
    let (used, puppet) = (receipt.gas.used, stage.puppet);
    assert_eq!(
        receipt.transfers,
        [
            moved(puppet, other, 20, TransferKind::Value, 1),
            moved(ALICE, COLLECTOR, 2 * used, TransferKind::Fee, 0),
            moved(ALICE, Address::ZERO, used, TransferKind::Burn, 0),
        ]
    );
    let frame = receipt.trace.walk().nth(1).unwrap();
    assert_eq!((frame.contract, &*frame.function), (other, "Take"));
    assert_eq!(stage.engine.receipt(receipt.hash).unwrap().as_ref(), Some(&receipt));
    let json = receipt.to_json();
    assert_eq!(json["fee"]["paid"], 3 * used);
    assert_eq!(json["transfers"][0]["kind"], "value");
    assert_eq!(json["transfers"][2]["to"], Address::ZERO.to_string());
    assert_eq!(json["gas"]["intrinsic"], receipt.gas.intrinsic);
}

#[test]
fn what_a_failed_frame_moved_is_not_there_and_its_place_in_the_trace_is_not_taken_by_others() {
    let stage = Stage::on(config()).with(&[(ALICE, 100)]);
    let [first, other] = [stage.puppet, puppet(&stage.engine)];
    stage.engine.fund(first, 500).unwrap();
    let relay = |function: &str, values: &[Value]| {
        let arguments = args![other, 0u64, 30u64, 0u64, function, tagged_value::encode(values)];
        stage.run(stage.call(ALICE, first, "RelayWith", arguments, 0))
    };
    let failed = relay("TakeThenFail", &[Value::U64(20)]);
    assert!(failed.is_success(), "its caller goes on");
    assert_eq!(failed.transfers, []);
    assert_eq!(relay("Take", &[Value::U64(31)]).transfers, [], "and one that was refused");
    assert_eq!(relay("Take", &[Value::U64(0)]).transfers, [], "nothing is no transfer");
    let all = stage.run(stage.call(ALICE, first, "TakeThenFail", args![7u64], 7));
    assert!(!all.is_success());
    assert_eq!(all.transfers, []);
    let value = stage.run(stage.call(ALICE, first, "Take", args![7u64], 7));
    assert_eq!(value.transfers, [moved(ALICE, first, 7, TransferKind::Value, 0)]);
    assert_eq!(stage.engine.receipt(value.hash).unwrap(), Some(value));
    let paid = stage.run(stage.call(BOB, first, "Pay", args![BOB, 5u64], 0));
    assert_eq!(paid.transfers, [moved(first, BOB, 5, TransferKind::Transfer, 0)]);
}

#[test]
fn a_frame_of_a_refused_call_counts_in_the_order_of_frames() {
    let engine = allod_testing::world::memory_engine();
    let payer = allod_testing::world::contract(
        &engine,
        r#"(module
            (import "allod" "call" (func $call (param i32 i32 i32 i32 i32 i64 i32 i32) (result i64)))
            (import "allod" "transfer" (func $transfer (param i32 i64) (result i32)))
            (import "allod" "contract_address" (func $self (param i32)))
            (memory (export "memory") 1)
            (data (i32.const 64) "Inner")
            (data (i32.const 80) "None")
            (func $to (param $name i32) (param $len i32)
                (call $self (i32.const 0))
                (drop (call $call (i32.const 0) (local.get $name) (local.get $len) (i32.const 0) (i32.const 0)
                    (i64.const 0) (i32.const 200) (i32.const 8))))
            (func (export "Outer")
                (call $to (i32.const 80) (i32.const 4))
                (call $to (i32.const 64) (i32.const 5))
                (drop (call $transfer (i32.const 100) (i64.const 2))))
            (func (export "Inner") (drop (call $transfer (i32.const 100) (i64.const 1)))))"#,
        &[("Outer", &[], ""), ("Inner", &[], "")],
    );
    // Only a contract that may be called again can call itself.
    let refused = allod_testing::world::call(&engine, ALICE, payer, "Outer", args![]);
    assert_eq!(refused.transfers, [], "it has nothing");
    engine.fund(payer, 10).unwrap();
    let receipt = allod_testing::world::call(&engine, ALICE, payer, "Outer", args![]);
    assert_eq!(receipt.trace.children.len(), 2, "both were refused, and have a frame each");
    let nobody = Address::ZERO;
    assert_eq!(receipt.transfers, [moved(payer, nobody, 2, TransferKind::Transfer, 0)]);
}

#[test]
fn a_list_of_transfers_has_an_end_and_says_so() {
    let engine = allod_testing::world::memory_engine();
    let wat = r#"(module
        (import "allod" "input" (func $input (param i32 i32) (result i32)))
        (import "allod" "transfer" (func $transfer (param i32 i64) (result i32)))
        (memory (export "memory") 1)
        (func (export "Many") (local $left i64)
            (drop (call $input (i32.const 0) (i32.const 8)))
            (local.set $left (i64.load (i32.const 0)))
            (loop $next
                (drop (call $transfer (i32.const 100) (i64.const 1)))
                (local.set $left (i64.sub (local.get $left) (i64.const 1)))
                (br_if $next (i64.ne (local.get $left) (i64.const 0))))))"#;
    let payer = allod_testing::world::contract(&engine, wat, &[("Many", &[("times", "u64")], "")]);
    engine.fund(payer, 1 << 40).unwrap();
    let many = |times: u64| allod_testing::world::call(&engine, ALICE, payer, "Many", args![times]);
    let all = many(MAX_TRANSFERS as u64);
    assert_eq!((all.transfers.len(), all.transfers_cut), (MAX_TRANSFERS, false));
    let cut = many(MAX_TRANSFERS as u64 + 1);
    assert_eq!((cut.transfers.len(), cut.transfers_cut), (MAX_TRANSFERS, true));
    assert_eq!(engine.receipt(cut.hash).unwrap(), Some(cut));
    assert_eq!(engine.balance(Address::ZERO).unwrap(), 2 * MAX_TRANSFERS as u64 + 1, "all of it has moved");
}
