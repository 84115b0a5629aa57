//! The counter of the govm documents: methods on an empty struct, one object a counter.

use allod_core::{ObjectId, args};
use allod_testing::accounts::{ALICE, BOB};
use allod_testing::stage::{Example, Stage};
use std::sync::LazyLock;

static COUNTER: LazyLock<Example> =
    LazyLock::new(|| Example::compile("object_counter.go", include_str!("object_counter.go")));

#[test]
fn the_documents_story_ends_at_one() {
    let stage = Stage::of(&COUNTER);
    let id: ObjectId = stage.does(ALICE, "Initialize", args![]).decode().unwrap();
    let count: u64 = stage.does(ALICE, "Increment", args![id]).decode().unwrap();
    assert_eq!(count, 1);
}

#[test]
fn counters_count_apart() {
    let stage = Stage::of(&COUNTER);
    let [one, other]: [ObjectId; 2] = [ALICE, BOB].map(|who| stage.does(who, "Initialize", args![]).decode().unwrap());
    assert_ne!(one, other);
    let count = |id| stage.does(BOB, "Increment", args![id]).decode::<u64>().unwrap();
    assert_eq!([count(one), count(one), count(other)], [1, 2, 1]);
}

#[test]
fn an_id_that_names_nothing_is_an_error_of_the_contract() {
    let stage = Stage::of(&COUNTER);
    stage.refuses(ALICE, "Increment", args![ObjectId([7; 32])]);
}
