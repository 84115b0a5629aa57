//! The root is a hash of what the state is, whatever way it came about.

use allod_core::{Address, ObjectId, Ownership};
use allod_state::keys::in_state_root;
use allod_state::{Journal, LtHash, MemoryStorage, Reader, RocksStorage, Storage, keys};
use proptest::prelude::*;
use std::sync::Arc;

const EMPTY: &str = "0865f6b277a2a6fbf0c54fdaa7bcaf876af5e3f18cadd6c197dfc904c3ab72b1";
const ONE_OBJECT: &str = "404f7312c34fb02e0e87f496ff17b05ec240be3496990a5c12790f1dd1b8fbda";

fn address(number: u8) -> Address {
    Address([number; 20])
}

fn id(number: u8) -> ObjectId {
    ObjectId::new(&address(1), u64::from(number), 0)
}

/// Writes what has changed, and the root with it.
fn commit(journal: &mut Journal, store: &dyn Storage, lattice: &mut LtHash) {
    let prepared = journal.collect_changes().unwrap();
    // In parts, as several threads would.
    let middle = prepared.len() / 2;
    lattice.mix_in(&journal.root_delta(&prepared, 0..middle));
    if middle < prepared.len() {
        lattice.mix_in(&journal.root_delta(&prepared, middle..prepared.len()));
    }
    store.write(&journal.finalize_batch(prepared, Some(lattice))).unwrap();
}

fn journal(store: &Arc<dyn Storage>) -> Journal {
    Journal::new(Arc::clone(store) as Arc<dyn Reader>)
}

fn memory() -> Arc<dyn Storage> {
    Arc::new(MemoryStorage::new())
}

#[test]
fn an_empty_state_and_one_with_an_object_have_these_roots() {
    let store = memory();
    assert_eq!(LtHash::of_store(&*store).unwrap().root().to_string(), EMPTY);
    let mut journal = journal(&store);
    journal.objects().create(&id(1), &address(1)).unwrap();
    journal.objects().set_field(&id(1), b"value", &[5], &7_u64.to_le_bytes()).unwrap();
    let mut lattice = LtHash::default();
    commit(&mut journal, &*store, &mut lattice);
    assert_eq!(lattice.root().to_string(), ONE_OBJECT);
    assert_eq!(LtHash::of_store(&*store).unwrap().root(), lattice.root());
    journal.objects().delete(&id(1)).unwrap();
    commit(&mut journal, &*store, &mut lattice);
    assert_eq!(lattice.root().to_string(), EMPTY, "what is gone leaves no trace");
}

#[test]
fn these_letters_are_in_the_root_and_no_others() {
    let letters = (0..=u8::MAX).filter(|letter| in_state_root(&[*letter, 1, 2, 3]));
    assert_eq!(letters.map(char::from).collect::<String>(), "abcfmnos");
    assert!(in_state_root(&keys::metadata(keys::TRANSACTION_NAME)));
    for name in [keys::SCHEMA_NAME, keys::ROOT_NAME, b"block", b"transactions", b""] {
        assert!(!in_state_root(&keys::metadata(name)), "{}", name.escape_ascii());
    }
    assert!(!in_state_root(b""));
}

#[test]
fn where_a_key_ends_and_its_value_begins_is_part_of_the_element() {
    let root = |key: &[u8], value: &[u8]| {
        let mut lattice = LtHash::default();
        lattice.update(key, None, Some(value));
        lattice.root()
    };
    assert_ne!(root(b"fab", b"c"), root(b"fa", b"bc"));
    assert_ne!(root(b"fa", b""), root(b"f", b"a"));
    assert_ne!(root(b"fa", b"b"), root(b"oa", b"b"));
}

#[test]
fn the_number_of_transactions_is_in_it_and_receipts_are_not() {
    let store = memory();
    let mut journal = journal(&store);
    let mut lattice = LtHash::default();
    let empty = lattice.root();
    journal.receipts().insert(&allod_core::Hash([1; 32]), b"receipt");
    journal.metadata().set_block(b"block");
    commit(&mut journal, &*store, &mut lattice);
    assert_eq!(lattice.root(), empty);
    journal.metadata().next_transaction().unwrap();
    commit(&mut journal, &*store, &mut lattice);
    assert_ne!(lattice.root(), empty);
    assert_eq!(LtHash::recomputed(&*store).unwrap().root(), lattice.root());
}

#[derive(Clone, Debug)]
enum Step {
    Create(u8),
    Give(u8, u8),
    Set(u8, u8, u8),
    Delete(u8),
    Credit(u8, u64),
    Count,
    Open,
    Keep,
    Revert,
    Commit,
    Defer,
    Forget,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..6_u8).prop_map(Step::Create),
        3 => (0..6_u8, 0..4_u8).prop_map(|(object, owner)| Step::Give(object, owner)),
        8 => (0..6_u8, 0..4_u8, 0..3_u8).prop_map(|(object, field, value)| Step::Set(object, field, value)),
        2 => (0..6_u8).prop_map(Step::Delete),
        2 => (0..4_u8, 0..3_u64).prop_map(|(account, amount)| Step::Credit(account, amount)),
        1 => Just(Step::Count),
        4 => Just(Step::Open),
        2 => Just(Step::Keep),
        2 => Just(Step::Revert),
        2 => Just(Step::Commit),
        2 => Just(Step::Defer),
        2 => Just(Step::Forget),
        1 => Just(Step::Reopen),
    ]
}

/// Does the steps over `store`, and gives the root after each commit.
fn run(steps: &[Step], store: &Arc<dyn Storage>) -> Vec<String> {
    let (mut journal, mut lattice) = (journal(store), LtHash::default());
    let (mut open, mut roots) = (Vec::new(), Vec::new());
    for step in steps.iter().chain([&Step::Commit]) {
        // Half of the steps are refused: there is no such object, or there is one already.
        match *step {
            Step::Create(n) => drop(journal.objects().create(&id(n), &address(1))),
            Step::Give(n, owner) => {
                drop(journal.objects().set_ownership(&id(n), Ownership::Address(address(owner))));
            }
            Step::Set(n, field, value) => {
                drop(journal.objects().set_field(&id(n), &[field; 40][..usize::from(field) * 13], &[13], &[value]));
            }
            Step::Delete(n) => drop(journal.objects().delete(&id(n))),
            Step::Credit(account, amount) => journal.balances().credit(&address(account), amount).unwrap(),
            Step::Count => drop(journal.metadata().next_transaction().unwrap()),
            Step::Open => open.push(journal.checkpoint()),
            Step::Keep => drop(open.pop().map(|checkpoint| journal.commit(checkpoint).unwrap())),
            Step::Revert => drop(open.pop().map(|checkpoint| journal.revert(checkpoint).unwrap())),
            Step::Commit => {
                open.clear();
                lattice.mix_in(&journal.take_deferred_root().unwrap());
                commit(&mut journal, &**store, &mut lattice);
                assert_eq!(LtHash::of_store(&**store).unwrap(), lattice);
                assert_eq!(LtHash::recomputed(&**store).unwrap(), lattice);
                roots.push(lattice.root().to_string());
            }
            Step::Defer => {
                open.clear();
                let prepared = journal.collect_changes().unwrap();
                journal.defer_root(&prepared);
                store.write(&journal.finalize_batch(prepared, None)).unwrap();
            }
            Step::Forget => journal.evict_reads_above(0),
            Step::Reopen if journal.deferred_root_len() == 0 && open.is_empty() && journal.dirty_len() == 0 => {
                journal = self::journal(store);
                lattice = LtHash::of_store(&**store).unwrap();
            }
            Step::Reopen => {}
        }
    }
    roots
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, failure_persistence: None, ..Default::default() })]

    #[test]
    fn the_root_is_that_of_a_full_scan_after_every_history(steps in prop::collection::vec(step(), 0..60)) {
        run(&steps, &memory());
    }

    #[test]
    fn the_order_of_changes_does_not_matter(
        pairs in prop::collection::btree_map(prop::collection::vec(any::<u8>(), 0..8), prop::collection::vec(any::<u8>(), 0..80), 0..12),
        turn in any::<usize>(),
    ) {
        let pairs: Vec<_> = pairs.into_iter().map(|(key, value)| ([b"f".to_vec(), key].concat(), value)).collect();
        let sum = |pairs: &mut dyn Iterator<Item = &(Vec<u8>, Vec<u8>)>| {
            let mut lattice = LtHash::default();
            for (key, value) in pairs {
                lattice.update(key, None, Some(b"before"));
                lattice.update(key, Some(b"before"), Some(value));
            }
            lattice
        };
        let mut turned = pairs.clone();
        turned.rotate_left(turn % pairs.len().max(1));
        prop_assert_eq!(sum(&mut pairs.iter()), sum(&mut turned.iter().rev()));
        let halves = pairs.split_at(pairs.len() / 2);
        let mut joined = sum(&mut halves.0.iter());
        joined.mix_in(&sum(&mut halves.1.iter()));
        prop_assert_eq!(sum(&mut pairs.iter()), joined);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..Default::default() })]

    #[test]
    fn the_root_is_the_same_in_memory_and_on_disk(steps in prop::collection::vec(step(), 0..60)) {
        let folder = tempfile::tempdir().unwrap();
        let rocks: Arc<dyn Storage> = Arc::new(RocksStorage::open(folder.path()).unwrap());
        prop_assert_eq!(run(&steps, &memory()), run(&steps, &rocks));
    }
}
