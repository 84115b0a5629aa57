//! A child journal that is applied leaves what its transactions would have left in the parent.

use allod_core::{Address, ObjectId, Ownership};
use allod_state::{BatchValidator, ChildJournal, Journal, MemoryStorage, Reader, Storage};
use proptest::prelude::*;
use std::sync::Arc;

const CONTRACT: Address = Address([1; 20]);
const FIELDS: [&[u8]; 2] = [b"a", b"b"];

#[derive(Clone, Debug)]
enum Step {
    Read(u8, usize),
    Set(u8, usize, u8),
    Create(u8),
    Delete(u8),
    Give(u8, u8),
    Oldest(u8),
    Open,
    Keep,
    Revert,
}

fn step() -> impl Strategy<Value = Step> {
    let object = || 0..3_u8;
    prop_oneof![
        3 => (object(), 0..2_usize).prop_map(|(object, field)| Step::Read(object, field)),
        4 => (object(), 0..2_usize, any::<u8>()).prop_map(|(object, field, value)| Step::Set(object, field, value)),
        1 => object().prop_map(Step::Create),
        1 => object().prop_map(Step::Delete),
        1 => (object(), 0..2_u8).prop_map(|(object, owner)| Step::Give(object, owner)),
        1 => (0..2_u8).prop_map(Step::Oldest),
        1 => Just(Step::Open),
        1 => Just(Step::Keep),
        1 => Just(Step::Revert),
    ]
}

fn id(number: u8) -> ObjectId {
    ObjectId::new(&CONTRACT, u64::from(number), 0)
}

fn owner(number: u8) -> Address {
    Address([10 + number; 20])
}

/// Takes the steps in `journal`, and tells what each of them answered. Every checkpoint is closed at the end.
fn take(journal: &mut Journal, steps: &[Step]) -> Vec<String> {
    let mut open = Vec::new();
    let mut answers = Vec::new();
    for step in steps {
        let mut objects = journal.objects();
        answers.push(match step {
            Step::Read(object, field) => format!("{:?}", objects.field(&id(*object), FIELDS[*field])),
            Step::Set(object, field, value) => {
                format!("{:?}", objects.set_field(&id(*object), FIELDS[*field], &[2], &[*value]))
            }
            Step::Create(object) => format!("{:?}", objects.create(&id(*object), &CONTRACT)),
            Step::Delete(object) => format!("{:?}", objects.delete(&id(*object))),
            Step::Give(object, to) => {
                format!("{:?}", objects.set_ownership(&id(*object), Ownership::Address(owner(*to))))
            }
            Step::Oldest(of) => format!("{:?}", objects.oldest_owned(&owner(*of), &CONTRACT)),
            Step::Open => {
                open.push(journal.checkpoint());
                String::new()
            }
            Step::Keep => format!("{:?}", open.pop().map(|checkpoint| journal.commit(checkpoint))),
            Step::Revert => format!("{:?}", open.pop().map(|checkpoint| journal.revert(checkpoint))),
        });
    }
    while let Some(checkpoint) = open.pop() {
        journal.commit(checkpoint).unwrap();
    }
    answers
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn what_a_child_leaves_is_what_would_have_happened_in_its_parent(
        stored in prop::collection::vec(step(), 0..12),
        before in prop::collection::vec(step(), 0..12),
        runs in prop::collection::vec(prop::collection::vec(step(), 0..16), 1..4),
    ) {
        let store: Arc<dyn Storage> = Arc::new(MemoryStorage::new());
        let mut first = Journal::new(store.clone() as Arc<dyn Reader>);
        take(&mut first, &stored);
        store.write(&first.into_batch().unwrap()).unwrap();

        let journal = || {
            let mut journal = Journal::new(store.clone() as Arc<dyn Reader>);
            take(&mut journal, &before);
            journal
        };
        let (mut plain, mut journal) = (journal(), journal());
        let mut validator = BatchValidator::default();
        for run in &runs {
            let view = journal.share();
            let mut child = ChildJournal::fork(&view, 1);
            prop_assert_eq!(take(child.journal(), run), take(&mut plain, run));
            child.detach();
            journal = view.into_inner().expect("nobody else has it");
            validator.begin();
            prop_assert!(validator.validate(&journal, &child), "nothing was written meanwhile");
            validator.apply(&mut journal, &mut child);
            prop_assert_eq!(journal.changes().unwrap(), plain.changes().unwrap());
        }
    }
}

#[test]
fn a_child_that_is_used_again_reads_from_the_store_of_its_new_parent() {
    let stores = [1, 2].map(|balance| {
        let store = Arc::new(MemoryStorage::new());
        let mut journal = Journal::new(store.clone() as Arc<dyn Reader>);
        journal.balances().credit(&CONTRACT, balance).unwrap();
        store.write(&journal.into_batch().unwrap()).unwrap();
        store
    });
    let views = stores.map(|store| Journal::new(store as Arc<dyn Reader>).share());
    let mut child = ChildJournal::fork(&views[0], 1);
    assert_eq!(child.journal().balances().get(&CONTRACT).unwrap(), 1);
    child.detach();
    child.reset_over(&views[1], 1);
    assert_eq!(child.journal().balances().get(&CONTRACT).unwrap(), 2);
}
