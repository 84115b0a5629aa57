//! The binary interface alone carries a contract. No other language is needed, nor any toolchain.

use allod_core::{Args, RevertCode, Status, Value, args};
use allod_testing::accounts::{ALICE, BOB};
use allod_testing::stage::{Example, Stage};
use std::sync::LazyLock;

static COUNTER: LazyLock<Example> = LazyLock::new(|| Example::compile("counter.wat", include_str!("counter.wat")));

fn count(stage: &Stage) -> u64 {
    stage.answers("GetCounter", args![])
}

#[test]
fn it_counts() {
    let stage = Stage::of(&COUNTER);
    assert_eq!(count(&stage), 0);
    let sums = [5u64, 7].map(|value| stage.does(BOB, "Increment", args![value]).decode::<u64>().unwrap());
    assert_eq!(sums, [5, 12]);
    assert_eq!(count(&stage), 12);
}

#[test]
fn its_abi_comes_with_the_module() {
    let stage = Stage::of(&COUNTER);
    let abi = stage.engine().abi(stage.contract()).unwrap();
    let functions: Vec<_> = abi.functions.iter().map(ToString::to_string).collect();
    assert_eq!(functions, ["Increment(value u64) u64", "GetCounter() u64"]);
    assert_eq!(abi.events[0].parameters, ["to"]);
}

#[test]
fn it_logs_the_sum() {
    let stage = Stage::of(&COUNTER);
    let receipt = stage.does(ALICE, "Increment", args![3u64]);
    let [event] = receipt.events.as_slice() else { panic!("one event is wanted: {:?}", receipt.events) };
    assert_eq!((event.name.as_str(), event.attributes.as_slice()), ("Increment", &[("to".into(), Value::U64(3))][..]));
}

#[test]
fn a_sum_above_64_bits_is_an_assertion_that_fails() {
    let stage = Stage::of(&COUNTER);
    stage.does(ALICE, "Increment", args![u64::MAX]);
    let receipt = stage.call(ALICE, "Increment", args![1u64]);
    assert_eq!(receipt.status, Status::Reverted { code: RevertCode::ASSERT, message: "counter overflow".into() });
    assert_eq!(count(&stage), u64::MAX);
}

#[test]
fn a_query_may_not_count() {
    let stage = Stage::of(&COUNTER);
    let receipt = stage.engine().query(stage.contract(), "Increment", args![1u64], Default::default()).unwrap();
    assert_eq!(receipt.status, Status::Reverted { code: RevertCode::ERROR, message: "the host refused to act".into() });
    assert_eq!(count(&stage), 0);
}

#[test]
fn bytes_that_are_no_u64_are_refused_before_they_are_read() {
    let stage = Stage::of(&COUNTER);
    for bytes in [vec![], vec![1; 7], vec![1; 9]] {
        let options = allod_vm::ExecuteOptions { from: ALICE, ..Default::default() };
        // Whether the engine or the contract sees it first, nothing is counted.
        match stage.engine().execute(stage.contract(), "Increment", Args::Encoded(bytes), options) {
            Err(error) => assert!(error.to_string().contains("bytes"), "{error}"),
            Ok(receipt) => assert_eq!(
                receipt.status,
                Status::Reverted { code: RevertCode::INPUT, message: "Increment takes one u64.".into() }
            ),
        }
    }
    assert_eq!(count(&stage), 0);
}

#[test]
fn the_same_call_uses_the_same_gas() {
    let [one, other] = [Stage::of(&COUNTER), Stage::of(&COUNTER)];
    for _ in 0..3 {
        let gas = |stage: &Stage| stage.does(ALICE, "Increment", args![1u64]).gas.used;
        assert_eq!(gas(&one), gas(&other));
    }
}
