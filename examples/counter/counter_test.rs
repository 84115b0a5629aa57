//! The counter counts, and only its owner resets it.

use allod_core::{Args, Value, args};
use allod_testing::accounts::{ALICE, BOB, CAROL};
use allod_testing::stage::{Example, Stage};
use allod_vm::ExecuteOptions;
use std::sync::LazyLock;

static COUNTER: LazyLock<Example> = LazyLock::new(|| Example::compile("counter.go", include_str!("counter.go")));

fn count(stage: &Stage) -> u64 {
    stage.answers("GetCounter", args![])
}

#[test]
fn it_counts_without_being_initialized() {
    let stage = Stage::of(&COUNTER);
    assert_eq!(count(&stage), 0);
    stage.does(BOB, "Increment", args![5u64]);
    assert_eq!(count(&stage), 5);
}

#[test]
fn it_starts_at_zero_once_initialized() {
    let stage = Stage::of(&COUNTER);
    stage.does(BOB, "Increment", args![7u64]);
    stage.does(ALICE, "Initialize", args![]);
    assert_eq!(count(&stage), 0);
    let receipt = stage.does(ALICE, "Increment", args![5u64]);
    assert_eq!(receipt.decode::<u64>().unwrap(), 5);
}

#[test]
fn every_way_to_write_the_argument_gives_the_same_sum() {
    let stage = Stage::of(&COUNTER);
    let ways = [args![2u64], args! { value: 2u64 }, Args::Cli(vec!["2".into()]), args![2u8]];
    for (i, way) in ways.into_iter().enumerate() {
        let sum: u64 = stage.does(ALICE, "Increment", way).decode().unwrap();
        assert_eq!(sum, 2 * (i as u64 + 1));
    }
}

#[test]
fn a_wrong_argument_is_named_and_never_reaches_the_contract() {
    let stage = Stage::of(&COUNTER);
    let options = || ExecuteOptions { from: ALICE, ..Default::default() };
    let call = |args: Args| stage.engine().execute(stage.contract(), "Increment", args, options());
    let error = call(args!["five"]).unwrap_err().to_string();
    for word in ["Increment", "value", "u64", "five"] {
        assert!(error.contains(word), "\"{word}\" is missing in: {error}");
    }
    assert!(call(args![]).unwrap_err().to_string().contains("takes 1 argument"));
    assert_eq!(count(&stage), 0);
}

#[test]
fn it_can_be_initialized_once_only() {
    let stage = Stage::of(&COUNTER);
    stage.does(ALICE, "Initialize", args![]);
    stage.does(ALICE, "Increment", args![1u64]);
    for who in [ALICE, BOB] {
        assert!(stage.refuses(who, "Initialize", args![]).contains("already initialized"));
    }
    assert_eq!(count(&stage), 1);
}

#[test]
fn only_the_owner_resets_it() {
    let stage = Stage::of(&COUNTER);
    stage.does(ALICE, "Increment", args![3u64]);
    assert!(stage.refuses(ALICE, "Reset", args![]).contains("only the owner"), "nobody owns it yet");
    stage.does(ALICE, "Initialize", args![]);
    stage.does(BOB, "Increment", args![4u64]);
    assert!(stage.refuses(BOB, "Reset", args![]).contains("only the owner"));
    stage.does(ALICE, "Reset", args![]);
    assert_eq!(count(&stage), 0);
}

#[test]
fn a_sum_above_64_bits_is_refused() {
    let stage = Stage::of(&COUNTER);
    stage.does(ALICE, "Increment", args![u64::MAX - 1]);
    assert!(stage.refuses(ALICE, "Increment", args![2u64]).contains("counter overflow"));
    stage.does(ALICE, "Increment", args![1u64]);
    assert_eq!(count(&stage), u64::MAX);
}

#[test]
fn each_change_logs_who_did_what() {
    let stage = Stage::of(&COUNTER);
    stage.does(ALICE, "Increment", args![2u64]);
    let receipt = stage.does(CAROL, "Increment", args![3u64]);
    let [event] = receipt.events.as_slice() else { panic!("one event is wanted: {:?}", receipt.events) };
    assert_eq!((event.contract, event.name.as_str()), (stage.contract(), "Increment"));
    let wanted = [("from", Value::U64(2)), ("to", Value::U64(5)), ("by", Value::Address(CAROL))];
    assert_eq!(event.attributes, wanted.map(|(key, value)| (key.into(), value)));

    assert_eq!(stage.does(ALICE, "Initialize", args![]).events[0].name, "Initialize");
    assert_eq!(stage.does(ALICE, "Reset", args![]).events[0].name, "Reset");
}

#[test]
fn the_same_call_uses_the_same_gas() {
    let [one, other] = [Stage::of(&COUNTER), Stage::of(&COUNTER)];
    for _ in 0..3 {
        let gas = |stage: &Stage| stage.does(ALICE, "Increment", args![1u64]).gas;
        let (first, second) = (gas(&one), gas(&other));
        assert_eq!((first.used, first.instructions, first.host), (second.used, second.instructions, second.host));
    }
}

#[test]
fn two_counters_of_the_same_code_count_apart() {
    let stage = Stage::of(&COUNTER);
    let second = stage.deploy(&COUNTER);
    assert_ne!(second, stage.contract());
    stage.does(ALICE, "Increment", args![5u64]);
    let options = ExecuteOptions { from: ALICE, ..Default::default() };
    assert_eq!(stage.call_on(second, "Increment", args![1u64], options).decode::<u64>().unwrap(), 1);
    assert_eq!(count(&stage), 5);
}
