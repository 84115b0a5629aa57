//! Checkpoints nest: what is inside one is undone or kept with it, events and all.

use allod_core::{Address, Attributes, Event};
use allod_state::{Journal, MemoryStorage, Reader, StateError, Storage, Write};
use std::sync::Arc;

fn journal(pairs: &[(&[u8], &[u8])]) -> (Arc<MemoryStorage>, Journal) {
    let store = Arc::new(MemoryStorage::new());
    pairs.iter().for_each(|(key, value)| store.set(key, value).unwrap());
    (Arc::clone(&store), Journal::new(store))
}

fn event(name: &str) -> Event {
    Event { contract: Address::ZERO, name: name.into(), attributes: Attributes::default() }
}

fn names(journal: &Journal) -> Vec<&str> {
    journal.events().iter().map(|event| event.name.as_str()).collect()
}

fn value(journal: &mut Journal, key: &[u8]) -> Option<Vec<u8>> {
    journal.get(key).unwrap().map(<[u8]>::to_vec)
}

#[test]
fn a_journal_may_go_to_another_thread() {
    fn send<T: Send>() {}
    send::<Journal>();
}

#[test]
fn the_inner_is_undone_and_the_outer_kept_and_events_go_with_the_writes() {
    let (_, mut journal) = journal(&[(b"a", b"0"), (b"d", b"0")]);
    let outer = journal.checkpoint();
    journal.put(b"a", *b"1");
    journal.emit(event("outer"));
    let inner = journal.checkpoint();
    journal.put(b"a", *b"2");
    journal.put(b"b", *b"2");
    journal.delete(b"d");
    journal.emit(event("inner"));
    assert_eq!(names(&journal), ["outer", "inner"]);
    journal.revert(inner).unwrap();
    assert_eq!(value(&mut journal, b"a"), Some(b"1".to_vec()));
    assert_eq!(value(&mut journal, b"b"), None);
    assert_eq!(value(&mut journal, b"d"), Some(b"0".to_vec()));
    journal.emit(event("after"));
    journal.commit(outer).unwrap();
    assert_eq!(names(&journal), ["outer", "after"]);
    let batch = journal.into_batch().unwrap();
    assert_eq!(batch.iter().collect::<Vec<_>>(), [Write::Put(b"a", b"1")]);
}

#[test]
fn what_an_inner_one_kept_the_outer_still_undoes() {
    let (_, mut journal) = journal(&[(b"a", b"0")]);
    let outer = journal.checkpoint();
    for round in 1..4 {
        let inner = journal.checkpoint();
        journal.put(b"a", [round]);
        journal.emit(event("inner"));
        journal.commit(inner).unwrap();
        journal.put(b"a", [round + 10]);
    }
    journal.revert(outer).unwrap();
    assert_eq!(value(&mut journal, b"a"), Some(b"0".to_vec()));
    assert_eq!((journal.dirty_len(), journal.events().len(), journal.depth()), (0, 0, 0));
    assert!(journal.into_batch().unwrap().is_empty());
}

#[test]
fn writes_before_the_first_checkpoint_are_never_undone() {
    let (_, mut journal) = journal(&[]);
    journal.put(b"a", *b"0");
    let checkpoint = journal.checkpoint();
    journal.put(b"a", *b"1");
    journal.delete(b"a");
    journal.revert(checkpoint).unwrap();
    assert_eq!(value(&mut journal, b"a"), Some(b"0".to_vec()));
}

#[test]
fn closing_an_outer_one_closes_those_within_and_says_so() {
    let (_, mut journal) = journal(&[]);
    for revert in [false, true] {
        let outer = journal.checkpoint();
        let inner = journal.checkpoint();
        journal.put(b"a", *b"1");
        assert_eq!(journal.depth(), 2);
        if revert { journal.revert(outer) } else { journal.commit(outer) }.unwrap();
        assert_eq!(journal.depth(), 0);
        assert!(matches!(journal.revert(inner), Err(StateError::StaleCheckpoint { .. })));
        // What was kept before is not touched by undoing what came later.
        assert_eq!(value(&mut journal, b"a"), Some(b"1".to_vec()));
    }
}

#[test]
fn a_thousand_nested_checkpoints_come_back_one_by_one() {
    let (_, mut journal) = journal(&[]);
    let mut open = Vec::new();
    for depth in 0..1000_u32 {
        open.push(journal.checkpoint());
        journal.put(b"depth", depth.to_le_bytes());
    }
    for depth in (0..1000_u32).rev() {
        assert_eq!(value(&mut journal, b"depth"), Some(depth.to_le_bytes().to_vec()));
        journal.revert(open.pop().unwrap()).unwrap();
    }
    assert_eq!(value(&mut journal, b"depth"), None);
}

#[test]
fn only_real_changes_reach_the_batch_and_in_order() {
    let (_, mut journal) = journal(&[(b"same", b"1"), (b"gone", b"1"), (b"new", b"1"), (b"read", b"1")]);
    journal.put(b"same", *b"1");
    journal.put(b"z", *b"");
    journal.put(b"new", *b"2");
    journal.delete(b"gone");
    journal.delete(b"never there");
    journal.put(b"there and back", *b"1");
    journal.delete(b"there and back");
    journal.get(b"read").unwrap();
    let batch = journal.into_batch().unwrap();
    let wanted = [Write::Delete(b"gone"), Write::Put(b"new", b"2"), Write::Put(b"z", b"")];
    assert_eq!(batch.iter().collect::<Vec<_>>(), wanted);
}

#[test]
fn a_journal_goes_on_after_its_batch_as_if_over_the_written_store() {
    let (store, mut journal) = journal(&[(b"a", b"0"), (b"b", b"0")]);
    for round in 1..4_u8 {
        let checkpoint = journal.checkpoint();
        journal.put(b"a", [round]);
        journal.delete(b"b");
        journal.put(&[b'c', round], [round]);
        journal.commit(checkpoint).unwrap();
        let batch = journal.take_batch().unwrap();
        assert_eq!(batch.len(), if round == 1 { 3 } else { 2 });
        store.write(&batch).unwrap();
        assert_eq!(journal.dirty_len(), 0);
        assert!(journal.take_batch().unwrap().is_empty());
        let pairs = journal.scan_after(b"", None, 99).unwrap();
        assert_eq!(pairs, store.scan(b"", 99).unwrap());
    }
}

#[test]
fn taken_events_are_gone_and_later_ones_are_undone_alone() {
    let (_, mut journal) = journal(&[]);
    let outer = journal.checkpoint();
    journal.emit(event("one"));
    let inner = journal.checkpoint();
    journal.emit(event("two"));
    assert_eq!(journal.take_events().len(), 2);
    journal.emit(event("three"));
    journal.revert(inner).unwrap();
    assert!(journal.events().is_empty());
    journal.commit(outer).unwrap();
}

#[test]
fn a_key_whose_write_was_undone_is_scanned_when_it_is_written_in_a_later_batch() {
    let (store, mut journal) = journal(&[]);
    for scanned in [false, true] {
        let checkpoint = journal.checkpoint();
        journal.put(b"fa", *b"1");
        if scanned {
            assert_eq!(journal.scan_after(b"fa", None, 9).unwrap().len(), 1);
        }
        journal.revert(checkpoint).unwrap();
        store.write(&journal.take_batch().unwrap()).unwrap();
        journal.put(b"fa", *b"2");
        assert_eq!(journal.scan_after(b"f", None, 9).unwrap(), [(b"fa".to_vec(), b"2".to_vec())]);
        journal.delete(b"fa");
        store.write(&journal.take_batch().unwrap()).unwrap();
        assert!(journal.scan_after(b"f", None, 9).unwrap().is_empty());
    }
}
