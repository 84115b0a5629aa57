//! Who may touch what: every cell of the table of operations and callers, through a running contract.

use allod_core::HostStatus::{self, Denied, Ok};
use allod_core::{Address, ObjectId, Value, args};
use allod_testing::world::{self, ALICE, BOB, call, memory_engine, puppet, relayed, told};
use allod_vm::Engine;

/// Who asks, and how the question reaches the object's contract.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Asker {
    /// The owner calls the object's contract.
    Owner,
    /// The owner calls another contract, which calls the object's.
    OwnerThroughAnother,
    /// The same, and the owner brought the object along.
    OwnerThroughAnotherBringingIt,
    /// Somebody else calls the object's contract.
    Stranger,
    /// Somebody else calls through another contract, and claims to bring the object along.
    StrangerBringingIt,
    /// The owner calls a contract that is not the object's own.
    ForeignContract,
}
use Asker::*;

const ASKERS: [Asker; 6] =
    [Owner, OwnerThroughAnother, OwnerThroughAnotherBringingIt, Stranger, StrangerBringingIt, ForeignContract];

struct Stage {
    engine: Engine,
    /// The object's own contract.
    own: Address,
    /// Another contract of the same code.
    other: Address,
    /// Belongs to Alice.
    object: ObjectId,
}

/// An object of `own` that belongs to Alice, and what else is done to it before.
fn stage(before: &[&str]) -> Stage {
    let engine = memory_engine();
    let (own, other) = (puppet(&engine), puppet(&engine));
    let object: ObjectId = call(&engine, BOB, own, "Create", args![]).decode().unwrap();
    assert_eq!(told(&engine, BOB, own, "Write", args![object, 1u64]), Ok);
    for step in before {
        let status = match *step {
            "Seal" => told(&engine, BOB, own, step, args![object, true]),
            _ => told(&engine, BOB, own, step, args![object]),
        };
        assert_eq!(status, Ok, "{step}");
    }
    if !before.iter().any(|step| matches!(*step, "Share" | "Freeze")) {
        assert_eq!(told(&engine, BOB, own, "Give", args![object, ALICE]), Ok);
    }
    Stage { engine, own, other, object }
}

impl Stage {
    fn ask(&self, asker: Asker, function: &str) -> HostStatus {
        let Stage { engine, own, other, object } = self;
        let mut values = vec![Value::from(*object)];
        match function {
            "Write" => values.push(Value::U64(2)),
            "Give" => values.push(Value::from(BOB)),
            "Seal" => values.push(Value::Bool(true)),
            _ => {}
        }
        let direct = |from: Address, contract: Address| {
            told(engine, from, contract, function, allod_core::Args::Positional(values.clone()))
        };
        let through = |from: Address, brought: Vec<ObjectId>| {
            let (called, result) = relayed(engine, from, *other, *own, function, &values, brought);
            assert_eq!(called, Ok, "the call itself goes through");
            world::status(u32::from_le_bytes(result.try_into().unwrap()))
        };
        match asker {
            Owner => direct(ALICE, *own),
            Stranger => direct(BOB, *own),
            ForeignContract => direct(ALICE, *other),
            OwnerThroughAnother => through(ALICE, vec![]),
            OwnerThroughAnotherBringingIt => through(ALICE, vec![*object]),
            StrangerBringingIt => through(BOB, vec![*object]),
        }
    }
}

/// Asks everybody for `function` on a fresh object each, and compares with who should be allowed.
fn only(before: &[&str], function: &str, allowed: &[Asker]) {
    for asker in ASKERS {
        let wanted = if allowed.contains(&asker) { Ok } else { Denied };
        assert_eq!(stage(before).ask(asker, function), wanted, "{function} by {asker:?} after {before:?}");
    }
}

const BY_ITS_OWN_CONTRACT: [Asker; 5] =
    [Owner, OwnerThroughAnother, OwnerThroughAnotherBringingIt, Stranger, StrangerBringingIt];
const WITH_CONSENT: [Asker; 2] = [Owner, OwnerThroughAnotherBringingIt];

#[test]
fn anybody_may_read_id_owner_and_contract() {
    only(&[], "Owner", &ASKERS);
    only(&["Share"], "Owner", &ASKERS);
    only(&["Freeze"], "Owner", &ASKERS);
}

#[test]
fn a_field_is_read_by_the_objects_own_contract_whoever_calls_it() {
    only(&[], "Read", &BY_ITS_OWN_CONTRACT);
    only(&["Seal"], "Read", &BY_ITS_OWN_CONTRACT);
    only(&["Share"], "Read", &BY_ITS_OWN_CONTRACT);
    only(&["Freeze"], "Read", &BY_ITS_OWN_CONTRACT);
}

#[test]
fn a_field_is_written_by_the_objects_own_contract_whoever_calls_it() {
    only(&[], "Write", &BY_ITS_OWN_CONTRACT);
}

#[test]
fn a_field_of_a_sealed_object_is_written_only_with_the_owners_consent() {
    only(&["Seal"], "Write", &WITH_CONSENT);
}

#[test]
fn a_field_of_a_shared_object_is_written_by_its_contract() {
    only(&["Share"], "Write", &BY_ITS_OWN_CONTRACT);
}

#[test]
fn nobody_writes_a_field_of_an_immutable_object() {
    only(&["Freeze"], "Write", &[]);
}

#[test]
fn the_owner_changes_only_with_consent() {
    only(&[], "Give", &WITH_CONSENT);
    only(&["Seal"], "Give", &WITH_CONSENT);
}

#[test]
fn an_object_is_deleted_only_with_consent() {
    only(&[], "Delete", &WITH_CONSENT);
    only(&["Seal"], "Delete", &WITH_CONSENT);
}

#[test]
fn sharing_freezing_and_sealing_ask_for_the_same_consent_as_giving_away() {
    for function in ["Share", "Freeze", "Seal"] {
        only(&[], function, &WITH_CONSENT);
    }
}

#[test]
fn nobody_moves_or_deletes_what_is_shared_or_immutable() {
    for before in [["Share"], ["Freeze"]] {
        for function in ["Give", "Delete", "Share", "Freeze", "Seal"] {
            only(&before, function, &[]);
        }
    }
}

#[test]
fn a_contract_consents_for_what_it_owns_itself() {
    let engine = memory_engine();
    let (own, other) = (puppet(&engine), puppet(&engine));
    let object: ObjectId = call(&engine, BOB, own, "Create", args![]).decode().unwrap();
    // Owned by `own`, which runs: anybody may make it act. Then owned by `other`: only `other`, as the sender.
    assert_eq!(told(&engine, BOB, own, "Give", args![object, other]), Ok);
    assert_eq!(told(&engine, BOB, own, "Give", args![object, BOB]), Denied);
    let give = [Value::from(object), Value::from(ALICE)];
    assert_eq!(relayed(&engine, BOB, other, own, "Give", &give, vec![]), (Ok, (Ok as u32).to_le_bytes().to_vec()));
}

#[test]
fn bringing_one_object_along_says_nothing_of_another() {
    let Stage { engine, own, other, object } = stage(&[]);
    let second: ObjectId = call(&engine, BOB, own, "Create", args![]).decode().unwrap();
    assert_eq!(told(&engine, BOB, own, "Give", args![second, ALICE]), Ok);
    let give = [Value::from(second), Value::from(BOB)];
    let (_, result) = relayed(&engine, ALICE, other, own, "Give", &give, vec![object]);
    assert_eq!(result, (Denied as u32).to_le_bytes());
}

#[test]
fn a_denial_says_who_asked_and_what_was_wanted() {
    let Stage { engine, own, object, .. } = stage(&[]);
    let receipt = call(&engine, BOB, own, "Give", args![object, BOB]);
    assert_eq!(receipt.decode::<u32>().unwrap(), Denied as u32);
    assert_eq!(engine.object(object).unwrap().unwrap().owner.address(), Some(ALICE));
}
