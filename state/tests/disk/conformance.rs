//! The stores of this crate keep every promise of the conformance suite, and the suite finds each kind of store that does not.

use allod_state::conformance::{BrokenPromise, check, check_durable, check_faults, failures};
use allod_state::{MemoryStorage, Pair, Reader, RocksStorage, StateError, Storage, Visitor, Within, WriteBatch};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

#[test]
fn the_store_in_memory_keeps_every_promise() {
    check(|| Arc::new(MemoryStorage::new()));
}

#[test]
fn the_store_on_disk_keeps_every_promise() {
    let folder = tempfile::tempdir().unwrap();
    let stores = AtomicUsize::new(0);
    check(|| {
        let number = stores.fetch_add(1, Ordering::Relaxed);
        Arc::new(RocksStorage::open(folder.path().join(number.to_string())).unwrap())
    });
}

#[test]
fn the_store_on_disk_holds_its_rows_when_it_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    check_durable(|| Arc::new(RocksStorage::open(folder.path()).unwrap()));
}

#[test]
#[should_panic(expected = "breaks 1 of its promises")]
fn a_store_in_memory_is_not_durable() {
    check_durable(|| Arc::new(MemoryStorage::new()));
}

/// A fault that a store is built with.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// Deletes nothing.
    KeepsDeleted,
    /// Takes an empty value for none.
    DropsEmpty,
    /// Makes the changes of a batch in the order of their keys, deletions first.
    Reorders,
    /// Cuts values.
    CutsValues,
    /// Shows rows of a batch one by one.
    WritesInParts,
    /// Its snapshots see later writes.
    LiveSnapshots,
    /// Scans forget their limit.
    NoLimit,
    /// Scans begin with the key they should be above.
    Inclusive,
    /// Scans ignore their prefix.
    NoPrefix,
    /// Scans go down.
    Descending,
    /// Copies values that are longer than asked.
    NoLonger,
    /// Answers several keys in the order of the keys.
    SortsKeys,
    /// Visits go on when they are told to end.
    NeverEnds,
    /// Panics where there is nothing to write.
    Panics,
}

/// Store with a fault.
struct Faulty {
    rows: Arc<MemoryStorage>,
    fault: Fault,
}

impl Faulty {
    fn new(fault: Fault) -> Arc<Self> {
        Arc::new(Self { rows: Arc::new(MemoryStorage::new()), fault })
    }
}

impl Reader for Faulty {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        let value = self.rows.get(key)?;
        Ok(value.filter(|value| self.fault != Fault::DropsEmpty || !value.is_empty()))
    }

    fn get_within(&self, key: &[u8], most: u64) -> Result<Within<Vec<u8>>, StateError> {
        self.rows.get_within(key, if self.fault == Fault::NoLonger { u64::MAX } else { most })
    }

    fn get_many(&self, keys: &[&[u8]]) -> Result<Vec<Option<Vec<u8>>>, StateError> {
        let mut keys = keys.to_vec();
        if self.fault == Fault::SortsKeys {
            keys.sort_unstable();
        }
        self.rows.get_many(&keys)
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        let prefix = if self.fault == Fault::NoPrefix { b"" } else { prefix };
        let limit = if self.fault == Fault::NoLimit { usize::MAX } else { limit };
        let mut rows = self.rows.scan_after(prefix, after, limit)?;
        if let Some(after) = after.filter(|after| self.fault == Fault::Inclusive && after.starts_with(prefix))
            && let Some(value) = self.rows.get(after)?
        {
            rows.insert(0, (after.to_vec(), value));
            rows.truncate(limit);
        }
        if self.fault == Fault::Descending {
            rows.reverse();
        }
        Ok(rows)
    }

    fn visit(&self, prefix: &[u8], after: Option<&[u8]>, see: &mut Visitor<'_>) -> Result<(), StateError> {
        self.rows.visit(prefix, after, &mut |key, value| see(key, value) || self.fault == Fault::NeverEnds)
    }
}

impl Storage for Faulty {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        use allod_state::Write::{Delete, Put};
        assert!(self.fault != Fault::Panics || !batch.is_empty(), "nothing to write");
        let mut changes: Vec<_> = batch.iter().collect();
        match self.fault {
            Fault::KeepsDeleted => changes.retain(|change| matches!(change, Put(..))),
            Fault::Reorders => changes.sort_by_key(|change| (matches!(change, Put(..)), change.key())),
            _ => {}
        }
        let mut made = WriteBatch::new();
        for change in changes {
            match change {
                Put(key, value) if self.fault == Fault::CutsValues => made.put(key, &value[..value.len().min(4096)]),
                Put(key, value) => made.put(key, value),
                Delete(key) => made.delete(key),
            };
            if self.fault == Fault::WritesInParts {
                self.rows.write(&made)?;
                made.clear();
                // So that a reader beside it has its turn between the parts.
                std::thread::yield_now();
            }
        }
        self.rows.write(&made)
    }

    fn snapshot(&self) -> Arc<dyn Reader> {
        let rows: Arc<dyn Reader> =
            if self.fault == Fault::LiveSnapshots { self.rows.clone() } else { self.rows.snapshot() };
        Arc::new(Snapshot(rows))
    }
}

/// Snapshot with the readings that a store has by default.
struct Snapshot(Arc<dyn Reader>);

impl Reader for Snapshot {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        self.0.get(key)
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        self.0.scan_after(prefix, after, limit)
    }
}

#[test]
fn every_fault_is_found_and_told_by_the_promise_it_breaks() {
    for (fault, promise) in [
        (Fault::KeepsDeleted, "a row is there from its write to its deletion"),
        (Fault::DropsEmpty, "an empty value is a value"),
        (Fault::Reorders, "of two changes of one key in a batch the later holds"),
        (Fault::CutsValues, "a large value and a long key are kept whole"),
        (Fault::WritesInParts, "a batch is seen whole or not at all"),
        (Fault::LiveSnapshots, "a snapshot sees nothing that is written later"),
        (Fault::NoLimit, "a scan has at most as many rows as asked"),
        (Fault::Inclusive, "a scan goes on above the key it is given"),
        (Fault::NoPrefix, "a scan is in the order of bytes and within its prefix"),
        (Fault::Descending, "a scan is in the order of bytes and within its prefix"),
        (Fault::NoLonger, "a value longer than asked for is told by its length"),
        (Fault::SortsKeys, "several keys are answered each in its place"),
        (Fault::NeverEnds, "a visit shows the rows of a scan, and ends when it is told to"),
        (Fault::Panics, "an empty batch changes nothing"),
    ] {
        let broken = failures(|| Faulty::new(fault));
        let names: Vec<_> = broken.iter().map(|failure| failure.promise).collect();
        assert!(names.contains(&promise), "{fault:?}: {names:?}");
    }
}

#[test]
fn a_failure_names_the_operation_its_answer_and_the_one_wanted() {
    let broken = failures(|| Faulty::new(Fault::DropsEmpty));
    let empty = broken.iter().find(|failure| failure.promise == "an empty value is a value").unwrap();
    assert_eq!(empty.seen, r#"get("\x80k") gave none, wanted """#);
    let broken = failures(|| Faulty::new(Fault::Panics));
    let panicked =
        broken.iter().find(|failure| failure.promise == "an empty batch changes nothing").map(BrokenPromise::to_string);
    assert_eq!(panicked.unwrap(), "an empty batch changes nothing: the store panicked: nothing to write");
}

/// Store that fails when it is told to, in one of these ways.
struct Failing {
    rows: MemoryStorage,
    failing: Arc<AtomicBool>,
    way: Way,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Way {
    /// With errors alone.
    Right,
    /// Reads take a row that can't be read for none.
    ReadsNothing,
    /// Writes make the first change before they fail.
    WritesSome,
}

impl Failing {
    fn result(&self) -> Result<(), StateError> {
        match self.failing.load(Ordering::Relaxed) {
            true => Err(StateError::Store { what: "test", why: "it was told to fail".to_owned() }),
            false => Ok(()),
        }
    }
}

impl Reader for Failing {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        match self.result() {
            Err(_) if self.way == Way::ReadsNothing => Ok(None),
            result => result.and_then(|()| self.rows.get(key)),
        }
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        self.result()?;
        self.rows.scan_after(prefix, after, limit)
    }
}

impl Storage for Failing {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        let result = self.result();
        if result.is_err() && self.way == Way::WritesSome {
            let mut first = WriteBatch::new();
            if let Some(allod_state::Write::Put(key, value)) = batch.iter().next() {
                first.put(key, value);
            }
            self.rows.write(&first)?;
        }
        result?;
        self.rows.write(batch)
    }

    fn snapshot(&self) -> Arc<dyn Reader> {
        let (failing, way) = (self.failing.clone(), self.way);
        let rows = MemoryStorage::new();
        let mut batch = WriteBatch::new();
        for (key, value) in self.rows.scan(b"", usize::MAX).unwrap_or_default() {
            batch.put(key, value);
        }
        drop(rows.write(&batch));
        Arc::new(Self { rows, failing, way })
    }
}

fn check_way(way: Way) {
    let make = || Arc::new(Failing { rows: MemoryStorage::new(), failing: Arc::default(), way });
    check_faults(make, |store, failing| store.failing.store(failing, Ordering::Relaxed));
}

#[test]
fn a_store_that_fails_with_errors_is_right() {
    check_way(Way::Right);
}

#[test]
#[should_panic(expected = "a read that fails is an error, and no missing row")]
fn a_store_that_fails_with_missing_rows_is_wrong() {
    check_way(Way::ReadsNothing);
}

#[test]
#[should_panic(expected = "nothing of a refused batch is kept")]
fn a_store_that_fails_half_way_is_wrong() {
    check_way(Way::WritesSome);
}

#[test]
fn a_store_may_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<MemoryStorage>();
    shared::<RocksStorage>();
    shared::<Arc<dyn Storage>>();
}
