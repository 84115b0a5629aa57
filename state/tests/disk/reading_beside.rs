//! A store that is opened to be read: beside a writer, with all that was acknowledged, and without a trace.

use allod_state::{Reader, RocksStorage, Storage, StoreFault};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::SeqCst};
use std::time::Duration;

fn files(path: &Path) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let entries = path.read_dir().unwrap().map(|entry| entry.unwrap().path());
    let state = |file: PathBuf| {
        let modified = file.metadata().unwrap().modified().unwrap();
        (file.clone(), (std::fs::read(file).unwrap(), modified))
    };
    entries.map(state).collect()
}

fn names(files: &BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)>) -> Vec<(&PathBuf, usize, std::time::SystemTime)> {
    files.iter().map(|(file, (bytes, modified))| (file, bytes.len(), *modified)).collect()
}

fn key(number: u64) -> Vec<u8> {
    [&b"x"[..], &number.to_be_bytes()].concat()
}

#[test]
fn it_sees_what_was_acknowledged_before_and_changes_no_file() {
    let folder = tempfile::tempdir().unwrap();
    for sync in [true, false] {
        let writer = RocksStorage::open(folder.path()).unwrap().with_sync(sync);
        writer.set(b"x1", b"1").unwrap();
        let reader = RocksStorage::open_read_only(folder.path()).unwrap();
        let another = RocksStorage::open_read_only(folder.path()).unwrap();
        for reader in [&reader, &another] {
            assert_eq!(reader.get(b"x1").unwrap(), Some(b"1".to_vec()));
            assert_eq!(reader.snapshot().scan(b"x", 9).unwrap().len(), 1);
            let error = reader.set(b"x2", b"2").unwrap_err();
            assert_eq!(error.fault(), Some(StoreFault::ReadOnly), "{error}");
        }
        writer.delete(b"x1").unwrap();
        assert_eq!(reader.get(b"x1").unwrap(), Some(b"1".to_vec()));
        drop((reader, another));
        writer.set(b"x2", b"2").unwrap();
        writer.delete(b"x2").unwrap();
    }
    // Nobody writes now, and tables that a writer was about to take away stay.
    let before = files(folder.path());
    drop(RocksStorage::open_read_only(folder.path()).unwrap());
    assert_eq!(names(&files(folder.path())), names(&before));
    assert!(files(folder.path()) == before);
}

#[test]
fn where_there_is_no_store_it_makes_none() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("state");
    for path in [folder.path(), &missing] {
        let error = RocksStorage::open_read_only(path).unwrap_err();
        assert_eq!(error.fault(), Some(StoreFault::Missing), "{error}");
    }
    assert_eq!(folder.path().read_dir().unwrap().count(), 0);
    std::fs::write(folder.path().join("letter.txt"), b"dear").unwrap();
    assert_eq!(RocksStorage::open_read_only(folder.path()).unwrap_err().fault(), Some(StoreFault::NotAStore));
}

#[test]
fn it_misses_nothing_while_a_writer_replaces_its_logs_and_tables() {
    let folder = tempfile::tempdir().unwrap();
    let writer = RocksStorage::open(folder.path()).unwrap();
    let (acknowledged, opened, over) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // 64 MiB make a table, and a log is gone then.
            let value = vec![3; 256 << 10];
            let mut number = 0;
            while (number < 900 || opened.load(SeqCst) < 4) && number < 2000 {
                if number >= 900 {
                    std::thread::sleep(Duration::from_millis(10));
                }
                writer.set(&key(number), &value).unwrap();
                number += 1;
                acknowledged.store(number, SeqCst);
            }
            over.store(true, SeqCst);
        });
        while !over.load(SeqCst) {
            let wanted = acknowledged.load(SeqCst);
            let reader = RocksStorage::open_read_only(folder.path()).unwrap();
            let (mut next, mut rows) = (0, 0);
            reader
                .visit(b"x", None, &mut |found, _| {
                    assert_eq!(found, key(next), "a gap before {wanted}");
                    (next, rows) = (next + 1, rows + 1);
                    true
                })
                .unwrap();
            assert!(rows >= wanted, "{rows} of {wanted}");
            opened.fetch_add(1, SeqCst);
        }
    });
    assert!(opened.into_inner() > 1);
}

#[test]
fn a_copy_of_a_store_in_use_is_whole_or_refused_as_lost() {
    let folder = tempfile::tempdir().unwrap();
    let writer = RocksStorage::open(folder.path()).unwrap();
    let (acknowledged, over) = (AtomicU64::new(0), AtomicBool::new(false));
    let (mut whole, mut refused) = (0, 0);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for number in (0..).take_while(|_| !over.load(SeqCst)) {
                writer.set(&key(number), &[3; 4096]).unwrap();
                acknowledged.store(number + 1, SeqCst);
                std::thread::sleep(Duration::from_micros(200));
            }
        });
        for round in 0..20 {
            while acknowledged.load(SeqCst) < 50 * (round + 1) {
                std::thread::yield_now();
            }
            let wanted = acknowledged.load(SeqCst);
            let copy = tempfile::tempdir().unwrap();
            let entries = folder.path().read_dir().unwrap().map(|entry| entry.unwrap().path());
            let mut files: Vec<_> = entries.collect();
            files.sort();
            // With the log first its end is missing, with the mark first it has more than the mark says.
            if round % 2 == 1 {
                files.reverse();
            }
            for file in files {
                std::thread::sleep(Duration::from_millis(1));
                std::fs::copy(&file, copy.path().join(file.file_name().unwrap())).unwrap();
            }
            match RocksStorage::open(copy.path()) {
                Ok(store) => {
                    whole += 1;
                    let there = (0..).take_while(|number| store.get(&key(*number)).unwrap().is_some()).count() as u64;
                    assert!(there >= wanted, "{there} of {wanted}");
                    assert_eq!(store.scan(b"x", usize::MAX).unwrap().len() as u64, there, "a gap");
                }
                Err(error) => {
                    refused += 1;
                    assert_eq!(error.fault(), Some(StoreFault::Lost), "{error}");
                }
            }
        }
        over.store(true, SeqCst);
    });
    assert!(whole > 0 && refused > 0, "{whole} whole, {refused} refused");
}
