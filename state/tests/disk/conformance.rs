//! Both stores keep the same promises.

use allod_state::{MemoryStorage, Pair, RocksStorage, Storage, WriteBatch};
use std::sync::Arc;

/// Runs each promise on a fresh store of each kind. What a store holds when it is new is taken out first.
macro_rules! promises {
    ($($name:ident)*) => {
        mod memory {
            $(#[test] fn $name() { super::$name(&allod_state::MemoryStorage::new()); })*
        }
        mod rocks {
            $(#[test] fn $name() {
                let folder = tempfile::tempdir().unwrap();
                let store = allod_state::RocksStorage::open(folder.path()).unwrap();
                allod_state::Storage::delete(&store, b"gschema").unwrap();
                super::$name(&store);
            })*
        }
    };
}

promises! {
    what_is_set_is_there_until_it_is_deleted
    an_empty_value_is_not_a_missing_one
    of_two_writes_about_one_key_the_later_holds
    a_snapshot_sees_nothing_written_later
    a_scan_is_in_order_and_within_its_prefix
    a_scan_has_at_most_as_many_as_asked
    a_scan_goes_on_after_the_key_it_is_given
    a_scan_of_all_ff_stops_at_the_end
    a_batch_is_seen_whole_or_not_at_all
}

fn fill(store: &dyn Storage, keys: &[&[u8]]) {
    let mut batch = WriteBatch::new();
    for key in keys {
        batch.put(*key, *key);
    }
    store.write(&batch).unwrap();
}

fn keys(pairs: Vec<Pair>) -> Vec<Vec<u8>> {
    pairs.into_iter().inspect(|(key, value)| assert_eq!(key, value)).map(|(key, _)| key).collect()
}

fn what_is_set_is_there_until_it_is_deleted(store: &dyn Storage) {
    assert_eq!(store.get(b"k").unwrap(), None);
    store.set(b"k", b"1").unwrap();
    store.set(b"k", b"2").unwrap();
    assert_eq!(store.get(b"k").unwrap(), Some(b"2".to_vec()));
    store.delete(b"k").unwrap();
    store.delete(b"never there").unwrap();
    assert_eq!(store.get(b"k").unwrap(), None);
}

fn an_empty_value_is_not_a_missing_one(store: &dyn Storage) {
    store.set(b"k", b"").unwrap();
    assert_eq!(store.get(b"k").unwrap(), Some(Vec::new()));
    assert_eq!(store.scan(b"k", 9).unwrap(), [(b"k".to_vec(), Vec::new())]);
    assert_eq!(store.get(b"").unwrap(), None);
}

fn of_two_writes_about_one_key_the_later_holds(store: &dyn Storage) {
    let mut batch = WriteBatch::new();
    batch.put(*b"a", *b"1").delete(*b"a").put(*b"b", *b"1").put(*b"b", *b"2").delete(*b"c").put(*b"c", *b"3");
    store.write(&batch).unwrap();
    assert_eq!(store.get(b"a").unwrap(), None);
    assert_eq!(store.get(b"b").unwrap(), Some(b"2".to_vec()));
    assert_eq!(store.get(b"c").unwrap(), Some(b"3".to_vec()));
}

fn a_snapshot_sees_nothing_written_later(store: &dyn Storage) {
    fill(store, &[b"a", b"b"]);
    let before = store.snapshot();
    store.set(b"a", b"changed").unwrap();
    store.delete(b"b").unwrap();
    store.set(b"c", b"c").unwrap();
    let after = store.snapshot();
    assert_eq!(keys(before.scan(b"", 9).unwrap()), [b"a", b"b"]);
    assert_eq!((before.get(b"b").unwrap(), before.get(b"c").unwrap()), (Some(b"b".to_vec()), None));
    assert_eq!(after.get(b"a").unwrap(), Some(b"changed".to_vec()));
    assert_eq!(store.get(b"b").unwrap(), None);
}

fn a_scan_is_in_order_and_within_its_prefix(store: &dyn Storage) {
    fill(store, &[b"b\xFF", b"a", b"b", b"c", b"b\x00", b"bb", b"a\xFF\xFF"]);
    assert_eq!(keys(store.scan(b"b", 9).unwrap()), [&b"b"[..], b"b\x00", b"bb", b"b\xFF"]);
    assert_eq!(keys(store.scan(b"a\xFF", 9).unwrap()), [b"a\xFF\xFF"]);
    assert_eq!(keys(store.scan(b"", 9).unwrap()).len(), 7);
    assert!(store.scan(b"d", 9).unwrap().is_empty());
}

fn a_scan_has_at_most_as_many_as_asked(store: &dyn Storage) {
    fill(store, &[b"a1", b"a2", b"a3"]);
    assert_eq!(keys(store.scan(b"a", 2).unwrap()), [b"a1", b"a2"]);
    assert!(store.scan(b"a", 0).unwrap().is_empty());
    assert_eq!(store.scan(b"a", usize::MAX).unwrap().len(), 3);
}

fn a_scan_goes_on_after_the_key_it_is_given(store: &dyn Storage) {
    fill(store, &[b"a", b"b", b"b1", b"b3", b"c"]);
    let after = |after: &[u8]| keys(store.scan_after(b"b", Some(after), 9).unwrap());
    assert_eq!(after(b"b"), [b"b1", b"b3"]);
    assert_eq!(after(b"b1"), [b"b3"]);
    assert_eq!(after(b"b2"), [b"b3"]);
    assert_eq!(after(b"a"), [&b"b"[..], b"b1", b"b3"]);
    assert!(after(b"b3").is_empty() && after(b"c").is_empty() && after(b"zzz").is_empty());
}

fn a_scan_of_all_ff_stops_at_the_end(store: &dyn Storage) {
    fill(store, &[b"\xFE", b"\xFF", b"\xFF\x00", b"\xFF\xFF", b"\xFF\xFF\xFF"]);
    assert_eq!(keys(store.scan(b"\xFF", 9).unwrap()).len(), 4);
    assert_eq!(keys(store.scan(b"\xFF\xFF", 9).unwrap()), [&b"\xFF\xFF"[..], b"\xFF\xFF\xFF"]);
    assert_eq!(keys(store.scan_after(b"\xFF\xFF", Some(b"\xFF\xFF"), 9).unwrap()), [b"\xFF\xFF\xFF"]);
    assert!(store.scan(&[0xFF; 40], 9).unwrap().is_empty());
}

fn a_batch_is_seen_whole_or_not_at_all(store: &dyn Storage) {
    let write = |round: u8| {
        let mut batch = WriteBatch::new();
        for key in 0..50_u8 {
            batch.put([b'k', key], [round]);
        }
        store.write(&batch).unwrap();
    };
    write(0);
    std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            for _ in 0..200 {
                let pairs = store.snapshot().scan(b"k", 99).unwrap();
                assert_eq!(pairs.len(), 50);
                assert!(pairs.iter().all(|(_, value)| *value == pairs[0].1), "half a batch was seen");
            }
        });
        (1..200).for_each(write);
        reader.join().unwrap();
    });
}

#[test]
fn a_store_may_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<MemoryStorage>();
    shared::<RocksStorage>();
    shared::<Arc<dyn Storage>>();
}
