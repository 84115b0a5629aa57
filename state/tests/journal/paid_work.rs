//! What a question costs a store, counted in what is read of it: whatever others have left there, and whatever has gone.

use allod_core::{Address, ObjectId, Ownership};
use allod_state::{
    ChildJournal, Journal, MemoryStorage, Pair, Reader, RocksStorage, StateError, Storage, Visitor, Within,
};
use rocksdb::perf::{PerfContext, PerfMetric, PerfStatsLevel, set_perf_stats};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

const CONTRACT: Address = Address([1; 20]);
const OWNER: Address = Address([2; 20]);
const OTHER: Address = Address([3; 20]);
/// Objects that come and go.
const MANY: u64 = 100_000;
/// Keys that a look-up may read.
const FEW: u64 = 32;

/// A store in memory that counts the keys that are read, and the bytes of their values.
#[derive(Default)]
struct Counting {
    store: MemoryStorage,
    keys: AtomicU64,
    bytes: AtomicU64,
}

impl Counting {
    fn count(&self, value: Option<&[u8]>) {
        self.keys.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(value.map_or(0, |value| value.len() as u64), Ordering::Relaxed);
    }

    /// How many keys and bytes `act` has read.
    fn read_by<R>(&self, act: impl FnOnce() -> R) -> (R, u64, u64) {
        let before = (self.keys.load(Ordering::Relaxed), self.bytes.load(Ordering::Relaxed));
        let result = act();
        (result, self.keys.load(Ordering::Relaxed) - before.0, self.bytes.load(Ordering::Relaxed) - before.1)
    }
}

impl Reader for Counting {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        let value = self.store.get(key)?;
        self.count(value.as_deref());
        Ok(value)
    }

    fn get_within(&self, key: &[u8], most: u64) -> Result<Within<Vec<u8>>, StateError> {
        let within = self.store.get_within(key, most)?;
        self.count(if let Within::Value(value) = &within { Some(value) } else { None });
        Ok(within)
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        let pairs = self.store.scan_after(prefix, after, limit)?;
        pairs.iter().for_each(|(_, value)| self.count(Some(value)));
        Ok(pairs)
    }

    fn visit(&self, prefix: &[u8], after: Option<&[u8]>, see: &mut Visitor<'_>) -> Result<(), StateError> {
        self.store.visit(prefix, after, &mut |key, value| {
            // The value is shown and not copied.
            self.count(None);
            see(key, value)
        })
    }
}

fn id(number: u64) -> ObjectId {
    ObjectId::new(&CONTRACT, 1 + number, 0)
}

/// Has `OWNER` get `MANY` objects of the contract in `store`, and lose all of them again, in whatever order.
fn come_and_go(store: &dyn Storage, read: &Arc<dyn Reader>, order: impl Iterator<Item = u64>) {
    let mut journal = Journal::new(Arc::clone(read));
    for number in 0..MANY {
        journal.objects().create(&id(number), &CONTRACT).unwrap();
        journal.objects().set_ownership(&id(number), Ownership::Address(OWNER)).unwrap();
    }
    store.write(&journal.take_batch().unwrap()).unwrap();
    for number in order {
        journal.objects().delete(&id(number)).unwrap();
    }
    store.write(&journal.take_batch().unwrap()).unwrap();
}

#[test]
fn owner_walk_a_look_up_past_a_hundred_thousand_deleted_objects_reads_a_few_keys() {
    let store = Arc::new(Counting::default());
    let read: Arc<dyn Reader> = Arc::clone(&store) as Arc<dyn Reader>;
    come_and_go(&store.store, &read, (0..MANY).rev());
    let last = id(MANY + 7);
    for youngest in [None, Some(last)] {
        let mut journal = Journal::new(Arc::clone(&read));
        if youngest.is_some() {
            journal.objects().create(&last, &CONTRACT).unwrap();
            journal.objects().set_ownership(&last, Ownership::Address(OWNER)).unwrap();
            store.store.write(&journal.take_batch().unwrap()).unwrap();
            journal = Journal::new(Arc::clone(&read));
        }
        let (oldest, keys, _) = store.read_by(|| journal.objects().oldest_owned(&OWNER, &CONTRACT).unwrap());
        assert_eq!(oldest, youngest);
        assert!(keys <= FEW, "{keys} keys");
    }
}

#[test]
fn owner_walk_what_a_block_has_deleted_is_walked_over_once_and_not_by_each_run_over_it() {
    let store = Arc::new(Counting::default());
    let read: Arc<dyn Reader> = Arc::clone(&store) as Arc<dyn Reader>;
    let mut journal = Journal::new(Arc::clone(&read));
    for number in 0..MANY {
        journal.objects().create(&id(number), &CONTRACT).unwrap();
        journal.objects().set_ownership(&id(number), Ownership::Address(OWNER)).unwrap();
    }
    store.store.write(&journal.take_batch().unwrap()).unwrap();
    for number in 0..MANY - 1 {
        journal.objects().delete(&id(number)).unwrap();
    }
    let view = journal.share();
    let ask = || {
        let mut child = ChildJournal::fork(&view, MANY + 1);
        assert_eq!(child.journal().objects().oldest_owned(&OWNER, &CONTRACT).unwrap(), Some(id(MANY - 1)));
    };
    let ((), first, _) = store.read_by(ask);
    assert!(first <= MANY + FEW, "{first} keys");
    let ((), others, _) = store.read_by(|| (0..100).for_each(|_| ask()));
    assert_eq!(others, 0);
    let mut journal = view.into_inner().unwrap();
    let (_, keys, _) = store.read_by(|| journal.objects().oldest_owned(&OWNER, &CONTRACT).unwrap());
    assert_eq!(keys, 0, "what a run has learned, the block knows");
}

#[test]
fn owner_walk_deleted_objects_leave_nothing_on_disk_that_later_look_ups_walk_over() {
    let folder = tempfile::tempdir().unwrap();
    let store = Arc::new(RocksStorage::open(folder.path().join("store")).unwrap());
    let read: Arc<dyn Reader> = Arc::clone(&store) as Arc<dyn Reader>;
    come_and_go(&*store, &read, 0..MANY);
    set_perf_stats(PerfStatsLevel::EnableCount);
    let mut perf = PerfContext::default();
    let mut walked = Vec::new();
    // The first walk passes over all of it; the store then puts it into a file, and compacts that.
    for block in 0..600_u64 {
        perf.reset();
        assert_eq!(Journal::new(Arc::clone(&read)).objects().oldest_owned(&OWNER, &CONTRACT).unwrap(), None);
        walked.push(perf.metric(PerfMetric::InternalDeleteSkippedCount));
        if walked.last().is_some_and(|walked| *walked < 2_000) {
            return;
        }
        store.set(b"g\0block", &block.to_le_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(100));
    }
    panic!("look-ups passed over {:?} deleted entries, at last {:?}", walked.first(), walked.last());
}

#[test]
fn owner_walk_other_contracts_objects_are_never_met() {
    let store = Arc::new(Counting::default());
    let read: Arc<dyn Reader> = Arc::clone(&store) as Arc<dyn Reader>;
    let mut journal = Journal::new(Arc::clone(&read));
    // Contracts whose ids begin with the same 16 bytes cannot be found, but keys that do can be written.
    let near = |number: u64| {
        let mut near = ObjectId::default_of(&CONTRACT);
        near.0[19] ^= 1;
        near.0[20..28].copy_from_slice(&number.to_be_bytes());
        near
    };
    for number in 0..10_000 {
        journal.objects().create(&near(number), &OTHER).unwrap();
        journal.objects().set_ownership(&near(number), Ownership::Address(OWNER)).unwrap();
    }
    store.store.write(&journal.into_batch().unwrap()).unwrap();
    let mut journal = Journal::new(read);
    let (oldest, keys, _) = store.read_by(|| journal.objects().oldest_owned(&OWNER, &CONTRACT).unwrap());
    assert_eq!((oldest, keys), (None, 0));
}

#[test]
fn a_default_object_is_nobodys_oldest_whoever_it_belongs_to() {
    let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
    let default = ObjectId::default_of(&CONTRACT);
    let oldest = |journal: &mut Journal, owner| journal.objects().oldest_owned(&owner, &CONTRACT).unwrap();
    journal.objects().create(&default, &CONTRACT).unwrap();
    assert_eq!(oldest(&mut journal, CONTRACT), None);
    // Given to somebody who was asked for before, and to somebody who was not.
    for owner in [OTHER, OWNER] {
        assert_eq!(oldest(&mut journal, OTHER), None);
        journal.objects().set_ownership(&default, Ownership::Address(owner)).unwrap();
        assert_eq!(oldest(&mut journal, owner), None);
    }
    journal.objects().create(&id(5), &CONTRACT).unwrap();
    journal.objects().set_ownership(&id(5), Ownership::Address(OWNER)).unwrap();
    assert_eq!(oldest(&mut journal, OWNER), Some(id(5)));
    assert_eq!(journal.objects().owned_by(&OWNER, None, 9).unwrap(), [default, id(5)], "tools see all");
}

/// An object with sixteen fields of a mebibyte in a store that counts.
fn laden() -> (Arc<Counting>, Journal) {
    let store = Arc::new(Counting::default());
    let mut journal = Journal::new(Arc::clone(&store) as Arc<dyn Reader>);
    journal.objects().create(&id(0), &CONTRACT).unwrap();
    for name in 0..16_u8 {
        journal.objects().set_field(&id(0), &[name], &[13], &vec![name; 1 << 20]).unwrap();
    }
    store.store.write(&journal.into_batch().unwrap()).unwrap();
    let journal = Journal::new(Arc::clone(&store) as Arc<dyn Reader>);
    (store, journal)
}

#[test]
fn a_deletion_looks_at_no_field_before_the_one_before_is_paid_for_and_copies_none() {
    let (store, mut journal) = laden();
    let mut paid = 0;
    let (removed, keys, bytes) = store.read_by(|| {
        journal.objects().delete_paid(&id(0), |more| {
            paid += more;
            paid < 3 << 20
        })
    });
    assert_eq!(removed.unwrap(), None);
    assert_eq!(keys, 1 + 3, "the record, and the fields up to the one that could not be paid for");
    assert!(bytes < 1_000 && journal.cached_bytes() < 10_000, "{bytes} bytes");
}

#[test]
fn a_field_longer_than_may_be_read_is_not_read_and_one_that_is_not_is() {
    let (store, mut journal) = laden();
    let most = 1 << 20;
    let (found, _, bytes) = store.read_by(|| journal.objects().field_within(&id(0), &[7], most).unwrap());
    assert_eq!(found, Within::Longer(most + 3));
    assert!(bytes == 0 && journal.cached_bytes() < 10_000, "{bytes} bytes");
    let found = journal.objects().field_within(&id(0), &[7], most + 3).unwrap();
    assert!(matches!(found, Within::Value(field) if field.value == vec![7; 1 << 20]));
    // It is known now, and so there is nothing left to be spared.
    assert!(matches!(journal.objects().field_within(&id(0), &[7], 0).unwrap(), Within::Value(_)));
    assert_eq!(journal.objects().field_within(&id(0), b"none", 0).unwrap(), Within::Nothing);
}

#[test]
fn a_run_that_found_a_field_too_long_depends_on_it_all_the_same() {
    let (_, journal) = laden();
    let view = journal.share();
    let (mut first, mut second) = (ChildJournal::fork(&view, 1), ChildJournal::fork(&view, 2));
    first.journal().objects().set_field(&id(0), &[7], &[13], &[1]).unwrap();
    assert!(matches!(second.journal().objects().field_within(&id(0), &[7], 9).unwrap(), Within::Longer(_)));
    [&mut first, &mut second].into_iter().for_each(ChildJournal::detach);
    let mut journal = view.into_inner().unwrap();
    let mut validator = allod_state::BatchValidator::default();
    validator.begin();
    validator.apply(&mut journal, &mut first);
    assert!(!validator.validate(&journal, &second));
}

#[test]
fn what_was_only_read_is_let_go_of_and_what_was_written_stays() {
    let (store, mut journal) = laden();
    journal.objects().create(&id(1), &CONTRACT).unwrap();
    journal.objects().set_field(&id(1), b"kept", &[13], &[5; 100_000]).unwrap();
    for name in 0..16_u8 {
        assert!(journal.objects().field(&id(0), &[name]).unwrap().is_some());
        journal.evict_reads_above(4 << 20);
        assert!(journal.cached_bytes() < 6 << 20, "{} bytes", journal.cached_bytes());
    }
    let open = journal.checkpoint();
    let before = journal.cached_bytes();
    journal.evict_reads_above(0);
    assert_eq!(journal.cached_bytes(), before, "not while a checkpoint is open");
    journal.commit(open).unwrap();
    journal.evict_reads_above(0);
    assert!(journal.cached_bytes() < 200_000);
    let (kept, keys, _) = store.read_by(|| journal.objects().field(&id(1), b"kept").unwrap().unwrap().value.to_vec());
    assert_eq!((kept, keys), (vec![5; 100_000], 0));
    assert_eq!(journal.changes().unwrap().len(), 3);
}
