//! Many counters of one contract, each with an owner who alone counts.

use allod_core::{Address, ObjectId, Ownership, args};
use allod_testing::accounts::{ALICE, BOB};
use allod_testing::stage::{Example, Stage};
use std::sync::LazyLock;

static FACTORY: LazyLock<Example> =
    LazyLock::new(|| Example::compile("counter_factory.go", include_str!("counter_factory.go")));

fn make(stage: &Stage, who: Address, value: u64) -> ObjectId {
    stage.does(who, "Initialize", args![value]).decode().unwrap()
}

fn value(stage: &Stage, counter: ObjectId) -> u64 {
    stage.answers("GetValue", args![counter])
}

#[test]
fn counters_count_apart() {
    let stage = Stage::of(&FACTORY);
    let (one, other) = (make(&stage, ALICE, 10), make(&stage, ALICE, 20));
    let sum: u64 = stage.does(ALICE, "Increment", args![one, 5u64]).decode().unwrap();
    assert_eq!((sum, value(&stage, one), value(&stage, other)), (15, 15, 20));
    stage.does(ALICE, "Reset", args![one]);
    assert_eq!((value(&stage, one), value(&stage, other)), (0, 20));
}

#[test]
fn who_makes_a_counter_owns_it() {
    let stage = Stage::of(&FACTORY);
    let counter = make(&stage, BOB, 1);
    let object = stage.object(counter).unwrap();
    assert_eq!((object.owner, object.contract), (Ownership::Address(BOB), stage.contract()));
    assert_eq!(stage.owned_by(BOB), [counter]);
}

#[test]
fn only_its_owner_counts_with_it_and_everybody_reads_it() {
    let stage = Stage::of(&FACTORY);
    let counter = make(&stage, BOB, 1);
    assert!(stage.refuses(ALICE, "Increment", args![counter, 1u64]).contains("only the owner"));
    assert!(stage.refuses(ALICE, "Reset", args![counter]).contains("only the owner"));
    let read: u64 = stage.does(ALICE, "GetValue", args![counter]).decode().unwrap();
    assert_eq!(read, 1);
}

#[test]
fn a_sum_above_64_bits_is_refused() {
    let stage = Stage::of(&FACTORY);
    let counter = make(&stage, BOB, u64::MAX);
    assert!(stage.refuses(BOB, "Increment", args![counter, 1u64]).contains("counter overflow"));
}

#[test]
fn an_id_that_names_nothing_is_an_error_and_so_is_the_default_object() {
    let stage = Stage::of(&FACTORY);
    for id in [ObjectId([7; 32]), ObjectId::ZERO] {
        stage.refuses(ALICE, "GetValue", args![id]);
        stage.refuses(ALICE, "Increment", args![id, 1u64]);
    }
}
