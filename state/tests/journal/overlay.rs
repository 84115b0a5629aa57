//! An overlay reads as the store does once its batches are written, and as it does while they are being written.

use allod_state::{MemoryStorage, Overlay, Reader, SortedBatch, Storage, Within, WriteBatch};
use proptest::prelude::*;
use std::sync::Arc;

type Writes = Vec<(Vec<u8>, Option<Vec<u8>>)>;

fn key() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(0..3_u8, 0..4)
}

fn writes() -> impl Strategy<Value = Writes> {
    prop::collection::vec((key(), prop::option::of(prop::collection::vec(any::<u8>(), 0..4))), 0..20)
}

fn batch(writes: &Writes) -> WriteBatch {
    let mut batch = WriteBatch::new();
    for (key, value) in writes {
        match value {
            Some(value) => batch.put(key, value),
            None => batch.delete(key),
        };
    }
    batch
}

/// Checks that nothing tells the two apart.
fn same(one: &dyn Reader, other: &dyn Reader, keys: &[Vec<u8>], limit: usize) -> Result<(), TestCaseError> {
    let refs: Vec<&[u8]> = keys.iter().map(Vec::as_slice).collect();
    prop_assert_eq!(one.get_many(&refs).unwrap(), other.get_many(&refs).unwrap());
    for key in keys {
        prop_assert_eq!(one.get(key).unwrap(), other.get(key).unwrap());
        prop_assert_eq!(one.get_within(key, 2).unwrap(), other.get_within(key, 2).unwrap());
        for after in [None, Some(&keys[0][..])] {
            let scans = [one, other].map(|reader| reader.scan_after(key, after, limit).unwrap());
            prop_assert_eq!(&scans[0], &scans[1]);
        }
    }
    Ok(())
}

proptest! {
    #[test]
    fn an_overlay_reads_as_the_store_does_once_its_batches_are_written(
        stored in writes(),
        batches in prop::collection::vec(writes(), 0..4),
        keys in prop::collection::vec(key(), 1..12),
        limit in 0..12_usize,
    ) {
        let (beneath, then) = (Arc::new(MemoryStorage::new()), MemoryStorage::new());
        beneath.write(&batch(&stored)).unwrap();
        then.write(&batch(&stored)).unwrap();
        let newest_first = batches.iter().rev().map(|writes| Arc::new(SortedBatch::new(batch(writes)))).collect();
        let overlay = Overlay::new(beneath.clone(), newest_first);
        batches.iter().for_each(|writes| then.write(&batch(writes)).unwrap());
        same(&overlay, &then, &keys, limit)?;
        // The store takes the batches one after another beneath it, and it goes on saying the same.
        for writes in &batches {
            beneath.write(&batch(writes)).unwrap();
            same(&overlay, &then, &keys, limit)?;
        }
    }
}

#[test]
fn a_value_too_long_for_a_reader_is_told_by_its_length() {
    let store = Arc::new(MemoryStorage::new());
    let mut batch = WriteBatch::new();
    batch.put("key", [7; 9]);
    let overlay = Overlay::new(store, vec![Arc::new(SortedBatch::new(batch.clone()))]);
    assert_eq!(overlay.get_within(b"key", 8).unwrap(), Within::Longer(9));
    assert_eq!(overlay.get_within(b"key", 9).unwrap(), Within::Value(vec![7; 9]));
    assert_eq!(SortedBatch::new(batch.clone()).batch(), &batch);
}

#[test]
fn a_journal_over_an_overlay_sees_what_the_journal_beneath_has_written() {
    use allod_core::Address;
    use allod_state::Journal;
    let store = Arc::new(MemoryStorage::new());
    let accounts: Vec<Address> = (1..60).map(|byte| Address([byte; 20])).collect();
    let mut journals = vec![Journal::new(store.clone() as Arc<dyn Reader>)];
    let mut batches: Vec<Arc<SortedBatch>> = Vec::new();
    for round in 1..4_u64 {
        let newest_first = batches.iter().rev().cloned().collect();
        let mut journal = Journal::new(Arc::new(Overlay::new(store.clone(), newest_first)));
        for account in &accounts {
            assert_eq!(journal.balances().get(account).unwrap(), round - 1, "{account} in round {round}");
            journal.balances().credit(account, 1).unwrap();
            assert_eq!(journal.nonces().advance(account).unwrap(), round - 1);
        }
        let changes = journal.collect_changes().unwrap();
        batches.push(Arc::new(SortedBatch::new(journal.finalize_batch(changes, None))));
        journals.push(journal);
    }
}
