//! A log that is damaged, cut, emptied or gone is never taken for a shorter history, and stays as it is.

use allod_state::{Reader, RocksStorage, StateError, Storage, StoreFault};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const WRITES: u64 = 60;

/// A store of so many writes, which nobody has open.
fn store(path: &Path, sync: bool, writes: u64) {
    let store = RocksStorage::open(path).unwrap().with_sync(sync);
    (0..writes).for_each(|number| store.set(&key(number), &[7; 900]).unwrap());
}

fn key(number: u64) -> Vec<u8> {
    [&b"x"[..], &number.to_be_bytes()].concat()
}

fn files(path: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = path.read_dir().unwrap().map(|entry| entry.unwrap().path());
    entries.map(|file| (file.clone(), std::fs::read(file).unwrap())).collect()
}

/// The log that is not empty.
fn log(path: &Path) -> PathBuf {
    let is_log =
        |(file, bytes): &(PathBuf, Vec<u8>)| file.extension().is_some_and(|end| end == "log") && !bytes.is_empty();
    let logs: Vec<_> = files(path).into_iter().filter(is_log).collect();
    assert_eq!(logs.len(), 1);
    logs[0].0.clone()
}

type Damage = (&'static str, fn(&Path));

const DAMAGES: [Damage; 7] = [
    ("a byte in the middle", |log| change(log, |bytes| flip(bytes, |len| len / 2))),
    ("a byte at the beginning", |log| change(log, |bytes| flip(bytes, |_| 20))),
    ("a byte at the end", |log| change(log, |bytes| flip(bytes, |len| len - 1))),
    ("zeros in the middle", |log| change(log, |bytes| bytes[20_000..24_000].fill(0))),
    ("half of it", |log| change(log, |bytes| bytes.truncate(bytes.len() / 2))),
    ("all that is in it", |log| change(log, |bytes| bytes.clear())),
    ("the file", |log| std::fs::remove_file(log).unwrap()),
];

fn change(file: &Path, act: impl FnOnce(&mut Vec<u8>)) {
    let mut bytes = std::fs::read(file).unwrap();
    act(&mut bytes);
    std::fs::write(file, bytes).unwrap();
}

fn flip(bytes: &mut [u8], at: impl Fn(usize) -> usize) {
    let at = at(bytes.len());
    bytes[at] ^= 0x40;
}

#[test]
fn a_damaged_log_is_an_error_and_nothing_in_the_folder_changes() {
    for sync in [true, false] {
        for (what, damage) in DAMAGES {
            let folder = tempfile::tempdir().unwrap();
            store(folder.path(), sync, WRITES);
            let log = log(folder.path());
            damage(&log);
            let before = files(folder.path());
            for opened in [RocksStorage::open_read_only(folder.path()), RocksStorage::open(folder.path())] {
                let error = opened.unwrap_err();
                assert_eq!(error.fault(), Some(StoreFault::Lost), "{what}: {error}");
                let text = error.to_string();
                assert!(text.contains(&folder.path().display().to_string()), "{what}: {text}");
                let name = log.file_name().unwrap().to_str().unwrap();
                assert_eq!(text.contains(name), what != "the file", "{what}: {text}");
                assert!(text.ends_with(StoreFault::Lost.advice()), "{what}: {text}");
                assert!(files(folder.path()) == before, "{what} changed the folder");
            }
        }
    }
}

#[test]
fn a_loss_that_is_accepted_leaves_what_was_before_it() {
    for (what, damage) in DAMAGES {
        let folder = tempfile::tempdir().unwrap();
        store(folder.path(), true, WRITES);
        damage(&log(folder.path()));
        let Err(StateError::Lost { found, acknowledged, .. }) = RocksStorage::open(folder.path()) else {
            panic!("{what} is no loss");
        };
        assert!(found < acknowledged);
        assert_eq!(RocksStorage::accept_loss(folder.path()).unwrap(), found);
        let store = RocksStorage::open(folder.path()).unwrap();
        let there = (0..WRITES).take_while(|number| store.get(&key(*number)).unwrap().is_some()).count() as u64;
        assert!(there < WRITES && (there..WRITES).all(|number| store.get(&key(number)).unwrap().is_none()), "{what}");
        store.set(b"xmore", b"1").unwrap();
        drop(store);
        assert_eq!(RocksStorage::open(folder.path()).unwrap().get(b"xmore").unwrap(), Some(b"1".to_vec()));
    }
}

#[test]
fn a_write_that_was_cut_off_before_it_was_acknowledged_is_no_damage() {
    let acknowledged = tempfile::tempdir().unwrap();
    store(acknowledged.path(), true, 4);
    let mark = std::fs::read(acknowledged.path().join("SYNCED")).unwrap();
    // The next write, of which the process saw no end: so many bytes of it are missing.
    for missing in (1..40).chain(900..920) {
        let folder = tempfile::tempdir().unwrap();
        store(folder.path(), true, 5);
        change(&log(folder.path()), |bytes| bytes.truncate(bytes.len() - missing));
        std::fs::write(folder.path().join("SYNCED"), &mark).unwrap();
        let looked_at = RocksStorage::open_read_only(folder.path()).unwrap();
        let store = RocksStorage::open(folder.path()).unwrap();
        for store in [looked_at, store] {
            assert!((0..4).all(|number| store.get(&key(number)).unwrap().is_some()), "{missing} bytes");
            assert_eq!(store.get(&key(4)).unwrap(), None, "{missing} bytes");
        }
    }
}

#[test]
fn without_a_mark_that_is_whole_no_store_opens() {
    let folder = tempfile::tempdir().unwrap();
    store(folder.path(), true, 3);
    let mark = folder.path().join("SYNCED");
    let bytes = std::fs::read(&mark).unwrap();
    let refused = |what: &str| {
        let before = files(folder.path());
        for opened in [RocksStorage::open(folder.path()), RocksStorage::open_read_only(folder.path())] {
            let error = opened.unwrap_err();
            assert_eq!(error.fault(), Some(StoreFault::Damaged), "{what}: {error}");
            assert!(error.to_string().contains("SYNCED"), "{what}: {error}");
        }
        assert!(files(folder.path()) == before, "{what}");
    };
    for at in 0..bytes.len() {
        change(&mark, |bytes| flip(bytes, |_| at));
        refused(&format!("byte {at}"));
        std::fs::write(&mark, &bytes).unwrap();
    }
    std::fs::write(&mark, &bytes[..20]).unwrap();
    refused("cut");
    std::fs::remove_file(&mark).unwrap();
    refused("gone");
    std::os::unix::fs::symlink("/dev/null", &mark).unwrap();
    assert_eq!(RocksStorage::open(folder.path()).unwrap_err().fault(), Some(StoreFault::Damaged));
    std::fs::remove_file(&mark).unwrap();
    RocksStorage::accept_loss(folder.path()).unwrap();
    let store = RocksStorage::open(folder.path()).unwrap();
    assert!(store.get(&key(2)).unwrap().is_some());
}

#[test]
fn a_list_of_tables_that_is_cut_anywhere_is_damage_and_no_table_is_taken_away() {
    let folder = tempfile::tempdir().unwrap();
    for round in 0..3 {
        let store = RocksStorage::open(folder.path()).unwrap();
        (0..5).for_each(|number| store.set(&key(round * 5 + number), &[7; 900]).unwrap());
    }
    let is_manifest = |file: &&PathBuf| file.file_name().unwrap().to_string_lossy().starts_with("MANIFEST");
    let whole = files(folder.path());
    let manifest = whole.keys().find(is_manifest).unwrap();
    let bytes = whole[manifest].clone();
    for len in 0..bytes.len() {
        std::fs::write(manifest, &bytes[..len]).unwrap();
        let before = files(folder.path());
        for opened in [RocksStorage::open_read_only(folder.path()), RocksStorage::open(folder.path())] {
            let error = opened.unwrap_err();
            assert_eq!(error.fault(), Some(StoreFault::Damaged), "{len}: {error}");
            assert!(error.to_string().contains("MANIFEST"), "{len}: {error}");
        }
        assert!(files(folder.path()) == before, "{len}");
    }
    std::fs::write(manifest, &bytes).unwrap();
    assert_eq!(RocksStorage::open(folder.path()).unwrap().scan(b"x", 99).unwrap().len(), 15);
}

/// Every file of a store, and what there is to be damaged in it.
#[test]
fn a_byte_changed_in_any_file_is_an_error_or_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    store(folder.path(), true, WRITES);
    drop(RocksStorage::open(folder.path()).unwrap());
    let store = RocksStorage::open(folder.path()).unwrap().with_sync(true);
    (WRITES..2 * WRITES).for_each(|number| store.set(&key(number), &[7; 900]).unwrap());
    drop(store);
    let whole = files(folder.path());
    let (mut right, mut refused) = (0, 0);
    for (file, bytes) in &whole {
        let step = (bytes.len() / 10).max(1);
        for at in (0..bytes.len()).step_by(step) {
            let copy = tempfile::tempdir().unwrap();
            for (file, bytes) in &whole {
                std::fs::write(copy.path().join(file.file_name().unwrap()), bytes).unwrap();
            }
            change(&copy.path().join(file.file_name().unwrap()), |bytes| flip(bytes, |_| at));
            let read = RocksStorage::open(copy.path()).and_then(|store| {
                let rows = store.scan(b"x", usize::MAX)?;
                assert_eq!(rows.len() as u64, 2 * WRITES, "{} at {at}", file.display());
                assert!(rows.iter().all(|(_, value)| *value == [7; 900]), "{} at {at}", file.display());
                Ok(())
            });
            match read {
                Ok(()) => right += 1,
                Err(error) => {
                    refused += 1;
                    let fault = error.fault().unwrap();
                    assert!(
                        matches!(fault, StoreFault::Damaged | StoreFault::Lost | StoreFault::NotAStore),
                        "{} at {at}: {fault:?} {error}",
                        file.display()
                    );
                }
            }
        }
    }
    println!("{right} right, {refused} refused");
    assert!(refused > 15, "{right} right, {refused} refused");
}

#[test]
fn a_table_that_is_damaged_cut_or_gone_is_named() {
    let folder = tempfile::tempdir().unwrap();
    store(folder.path(), true, WRITES);
    // The log becomes a table.
    drop(RocksStorage::open(folder.path()).unwrap());
    let whole = files(folder.path());
    let table = whole.keys().find(|file| file.extension().is_some_and(|end| end == "sst")).unwrap();
    let name = table.file_name().unwrap().to_str().unwrap();
    let bytes = &whole[table];
    let step = (bytes.len() / 40).max(1);
    let flipped = (0..bytes.len()).step_by(step).map(|at| {
        let mut bytes = bytes.clone();
        bytes[at] ^= 0x40;
        (format!("a byte at {at}"), Some(bytes))
    });
    let cut = (0..8).map(|part| (format!("cut to {part} eighths"), Some(bytes[..bytes.len() * part / 8].to_vec())));
    let mut named = 0;
    for (what, changed) in flipped.chain(cut).chain([("gone".to_owned(), None)]) {
        let copy = tempfile::tempdir().unwrap();
        for (file, bytes) in whole.iter().filter(|(file, _)| *file != table) {
            std::fs::write(copy.path().join(file.file_name().unwrap()), bytes).unwrap();
        }
        if let Some(bytes) = &changed {
            std::fs::write(copy.path().join(name), bytes).unwrap();
        }
        let all = |store: RocksStorage| store.scan(b"x", usize::MAX);
        for rows in
            [RocksStorage::open_read_only(copy.path()).and_then(all), RocksStorage::open(copy.path()).and_then(all)]
        {
            match rows {
                // Not every byte of a table says something.
                Ok(rows) => assert!(rows.len() as u64 == WRITES && what.starts_with("a byte"), "{what}"),
                Err(error) => {
                    named += 1;
                    let text = error.to_string();
                    assert_eq!(error.fault(), Some(StoreFault::Damaged), "{what}: {text}");
                    assert!(text.contains(name) && text.ends_with(StoreFault::Damaged.advice()), "{what}: {text}");
                }
            }
        }
    }
    assert!(named > 60, "{named}");
}
