//! The index of who owns what, and every field, are those of a naive model, whatever is done, kept or undone.

use allod_core::{Address, ObjectId, Ownership};
use allod_state::{Checkpoint, Journal, MemoryStorage, Reader, StateError, Storage};
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;

const PLAIN: [u8; 1] = [13];

fn address(number: u8) -> Address {
    // The last one ends all address ranges.
    Address([if number == 3 { 0xFF } else { number }; 20])
}

fn id(number: u8) -> ObjectId {
    ObjectId::new(&address(number % 2), 1 + u64::from(number), u32::from(number))
}

fn ownership(number: u8) -> Ownership {
    match number {
        4 => Ownership::Shared,
        5 => Ownership::Immutable,
        owner => Ownership::Address(address(owner)),
    }
}

fn name(number: u8) -> Vec<u8> {
    [&b""[..], b"\0", b"\xFF", b"\xFF\xFF", b"o"][usize::from(number)].to_vec()
}

/// An object of the model: ownership, contract, fields.
type Modelled = (Ownership, Address, BTreeMap<Vec<u8>, Vec<u8>>);
type Model = BTreeMap<ObjectId, Modelled>;

#[derive(Clone, Debug)]
enum Step {
    Create(u8),
    Give(u8, u8),
    Set(u8, u8, u8),
    Delete(u8),
    Open,
    Keep,
    Revert,
    Commit,
    Forget,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..6_u8).prop_map(Step::Create),
        4 => (0..6_u8, 0..6_u8).prop_map(|(object, owner)| Step::Give(object, owner)),
        6 => (0..6_u8, 0..5_u8, 0..3_u8).prop_map(|(object, field, value)| Step::Set(object, field, value)),
        2 => (0..6_u8).prop_map(Step::Delete),
        4 => Just(Step::Open),
        2 => Just(Step::Keep),
        2 => Just(Step::Revert),
        1 => Just(Step::Commit),
        1 => Just(Step::Forget),
    ]
}

/// Does one step to the model and gives whether the journal must refuse it.
fn model(model: &mut Model, step: &Step) -> bool {
    match *step {
        Step::Create(n) if model.contains_key(&id(n)) => return true,
        Step::Create(n) => {
            let contract = address(n % 2);
            model.insert(id(n), (Ownership::Address(contract), contract, BTreeMap::new()));
        }
        Step::Give(n, _) | Step::Set(n, ..) | Step::Delete(n) if !model.contains_key(&id(n)) => return true,
        Step::Give(n, owner) => {
            if let Some(object) = model.get_mut(&id(n)) {
                object.0 = ownership(owner);
            }
        }
        Step::Set(n, field, value) => {
            if let Some(object) = model.get_mut(&id(n)) {
                object.2.insert(name(field), vec![value; usize::from(value)]);
            }
        }
        Step::Delete(n) => drop(model.remove(&id(n))),
        Step::Open | Step::Keep | Step::Revert | Step::Commit | Step::Forget => {}
    }
    false
}

fn perform(journal: &mut Journal, step: &Step) -> Result<(), StateError> {
    let mut objects = journal.objects();
    match *step {
        Step::Create(n) => objects.create(&id(n), &address(n % 2)),
        Step::Give(n, owner) => objects.set_ownership(&id(n), ownership(owner)),
        Step::Set(n, field, value) => objects.set_field(&id(n), &name(field), &PLAIN, &vec![value; usize::from(value)]),
        Step::Delete(n) => objects.delete(&id(n)).map(drop),
        Step::Open | Step::Keep | Step::Revert | Step::Commit | Step::Forget => Ok(()),
    }
}

/// Every key the model says there must be.
fn wanted(model: &Model) -> BTreeMap<Vec<u8>, Vec<u8>> {
    let mut pairs = BTreeMap::new();
    for (id, (ownership, contract, fields)) in model {
        let (kind, owner) = match ownership {
            Ownership::Address(owner) => (0, *owner),
            Ownership::Shared => (1, Address::ZERO),
            Ownership::Immutable => (2, Address::ZERO),
        };
        pairs.insert([&b"o"[..], &id.0].concat(), [&[kind, 0][..], &owner.0, &contract.0].concat());
        if kind == 0 {
            pairs.insert([&b"w"[..], &owner.0, &id.0].concat(), Vec::new());
        }
        for (name, value) in fields {
            pairs.insert([&b"f"[..], &id.0, name].concat(), [&[1, 0], &PLAIN[..], value].concat());
        }
    }
    pairs
}

fn check(journal: &mut Journal, model: &Model) {
    let given = journal.scan_after(b"", None, usize::MAX).unwrap();
    assert_eq!(given.into_iter().collect::<BTreeMap<_, _>>(), wanted(model));
    for number in 0..4 {
        let owner = address(number);
        let owned = |object: &Modelled| object.0 == Ownership::Address(owner);
        let all: Vec<_> = model.iter().filter(|(_, object)| owned(object)).map(|(id, _)| *id).collect();
        assert_eq!(journal.objects().owned_by(&owner, None, usize::MAX).unwrap(), all);
        for contract in [address(0), address(1)] {
            let oldest = all.iter().find(|id| model[id].1 == contract).copied();
            assert_eq!(journal.objects().oldest_owned(&owner, &contract).unwrap(), oldest);
        }
    }
}

fn run(steps: &[Step]) {
    let store = Arc::new(MemoryStorage::new());
    let mut journal = Journal::new(Arc::clone(&store) as Arc<dyn Reader>);
    let mut now = Model::new();
    let mut open: Vec<(Checkpoint, Model)> = Vec::new();
    for step in steps {
        match step {
            Step::Open => open.push((journal.checkpoint(), now.clone())),
            Step::Keep => drop(open.pop().map(|(checkpoint, _)| journal.commit(checkpoint).unwrap())),
            Step::Revert => {
                if let Some((checkpoint, then)) = open.pop() {
                    journal.revert(checkpoint).unwrap();
                    now = then;
                }
            }
            Step::Forget => journal.evict_reads_above(0),
            Step::Commit => {
                open.clear();
                store.write(&journal.take_batch().unwrap()).unwrap();
                let stored = store.scan(b"", usize::MAX).unwrap();
                assert_eq!(stored.into_iter().collect::<BTreeMap<_, _>>(), wanted(&now));
            }
            step => assert_eq!(perform(&mut journal, step).is_err(), model(&mut now, step), "{step:?}"),
        }
        check(&mut journal, &now);
    }
    let changes = journal.changes().unwrap();
    for change in &changes {
        assert_eq!(store.get(&change.key).unwrap(), change.before);
        assert_ne!(change.before, change.after);
    }
    store.write(&journal.into_batch().unwrap()).unwrap();
    check(&mut Journal::new(store), &now);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..Default::default() })]

    #[test]
    fn the_store_is_that_of_a_naive_model_after_every_step(steps in prop::collection::vec(step(), 0..60)) {
        run(&steps);
    }
}
