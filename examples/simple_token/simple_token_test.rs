//! The token of the govm documents, as it stands there.

use allod_core::{Address, ObjectId, Ownership, Value, args};
use allod_testing::accounts::{ALICE, BOB, CAROL};
use allod_testing::stage::{Example, Stage};
use std::sync::LazyLock;

static TOKEN: LazyLock<Example> =
    LazyLock::new(|| Example::compile("simple_token.go", include_str!("simple_token.go")));

fn issued() -> (Stage, ObjectId) {
    let stage = Stage::of(&TOKEN);
    let info = stage.does(ALICE, "Initialize", args!["Allod", 1000u64]).decode().unwrap();
    (stage, info)
}

/// The one balance of `owner`, as the store has it.
fn balance(stage: &Stage, owner: Address) -> Option<u64> {
    let id = *stage.owned_by(owner).first()?;
    match stage.object(id).unwrap().fields.as_slice() {
        [(field, Value::U64(amount))] if field == "balance" => Some(*amount),
        other => panic!("no balance: {other:?}"),
    }
}

#[test]
fn the_description_is_an_object_of_the_contract() {
    let (stage, info) = issued();
    let object = stage.object(info).unwrap();
    assert_eq!(object.owner, Ownership::Address(stage.contract()));
    let wanted = [("name", Value::from("Allod")), ("total_supply", Value::U64(1000))];
    assert_eq!(object.fields, wanted.map(|(name, value)| (name.to_owned(), value)));
}

#[test]
fn a_payment_makes_a_balance_once_and_adds_to_it_afterwards() {
    let (stage, _) = issued();
    stage.does(ALICE, "Transfer", args![BOB, 300u64]);
    stage.does(ALICE, "Transfer", args![BOB, 50u64]);
    assert_eq!((balance(&stage, ALICE), balance(&stage, BOB)), (Some(650), Some(350)));
    assert_eq!(stage.owned_by(BOB).len(), 1);
}

#[test]
fn more_than_one_has_is_refused_in_the_documents_words() {
    let (stage, _) = issued();
    assert_eq!(stage.refuses(ALICE, "Transfer", args![BOB, 1001u64]), "insufficient balance");
    stage.refuses(CAROL, "Transfer", args![BOB, 1u64]);
    assert_eq!(balance(&stage, ALICE), Some(1000));
}

#[test]
fn paying_oneself_changes_nothing() {
    let (stage, _) = issued();
    stage.does(ALICE, "Transfer", args![ALICE, 400u64]);
    assert_eq!(balance(&stage, ALICE), Some(1000));
}

#[test]
fn its_events_are_the_documents() {
    let stage = Stage::of(&TOKEN);
    let first = stage.does(ALICE, "Initialize", args!["Allod", 1000u64]);
    let second = stage.does(ALICE, "Transfer", args![BOB, 1u64]);
    let names: Vec<_> = [&first, &second].iter().flat_map(|r| &r.events).map(|e| e.name.as_str()).collect();
    assert_eq!(names, ["TokenInitialized", "Transfer"]);
}
