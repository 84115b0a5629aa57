//! Damage to an export, or a row of it that somebody changed, dropped or added: refused, and named.

use crate::states::{CHECK, HEADER, Parts, exported, imported, joined, of_everything, over, refused, row};
use allod_state::{MemoryStorage, Pair, Reader, StateError, Storage, StoreFault, WriteBatch, keys};
use allod_testing::world::{ALICE, config};
use allod_vm::{Engine, EngineError, ImportError, import};
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

fn hex(key: &[u8]) -> String {
    key.iter().take(64).map(|byte| format!("{byte:02x}")).collect()
}

/// The row of `number`, from 1, as errors name it.
fn is_named(error: &str, number: usize, key: &[u8], before: Option<&Pair>) {
    assert!(error.starts_with(&format!("row {number} of the export, ")), "{error}");
    assert!(error.contains(&format!("under key {}", hex(key))), "{error}");
    if let Some((before, _)) = before {
        assert!(error.contains(", after ") && error.contains(&format!("under key {}: ", hex(before))), "{error}");
    }
}

#[test]
fn any_one_row_changed_dropped_or_added_is_refused_and_named() {
    let (bytes, root) = exported(&of_everything());
    let parts = Parts::of(&bytes);
    assert_eq!(parts.to_bytes(), bytes, "the format is what the documents say");
    let checked = parts.checked();
    for at in 0..parts.rows.len() {
        let (number, before) = (at + 1, at.checked_sub(1).map(|before| &parts.rows[before]));
        let (key, value) = &parts.rows[at];
        // Another value, of the same length and of another.
        for value in [value.iter().map(|byte| byte ^ 1).collect(), [value.as_slice(), b"\0"].concat()] {
            let mut changed = checked.clone();
            let another = (key.clone(), value);
            changed[1 + at].0 = row(&another);
            if another.1 != parts.rows[at].1 {
                is_named(&refused(&joined(changed), root), number, key, before);
            }
        }
        // Another key.
        let mut changed = checked.clone();
        let another: Vec<u8> = [key.as_slice(), b"\0"].concat();
        changed[1 + at].0 = row(&(another.clone(), value.clone()));
        is_named(&refused(&joined(changed), root), number, &another, before);
        // None: the one after it does not belong there, or the end.
        let mut dropped = checked.clone();
        dropped.remove(1 + at);
        let error = refused(&joined(dropped), root);
        match parts.rows.get(at + 1) {
            Some((next, _)) => is_named(&error, number, next, before),
            None => assert!(error.starts_with("the end of the export is damaged: its digest does not hold"), "{error}"),
        }
        // One more, with a check of somebody's own.
        let mut added = checked.clone();
        added.insert(1 + at, (row(&(another.clone(), value.clone())), vec![7; CHECK]));
        is_named(&refused(&joined(added), root), number, &another, before);
        // Twice.
        let mut added = checked.clone();
        added.insert(1 + at, checked[1 + at].clone());
        is_named(&refused(&joined(added), root), number + 1, key, Some(&parts.rows[at]));
    }
}

#[test]
fn any_one_byte_changed_is_refused() {
    let engine = over(Arc::new(MemoryStorage::new()));
    engine.fund(ALICE, 5).unwrap();
    let (bytes, root) = exported(&engine);
    for at in 0..bytes.len() {
        for bit in [1, 0x80] {
            let mut changed = bytes.clone();
            changed[at] ^= bit;
            let error = refused(&changed, root);
            let wanted: &[&str] = match at {
                0..16 => &["it is no export of a state: it begins with "],
                16..HEADER => &["the header of the export is damaged: its check does not hold"],
                _ if at < HEADER + CHECK => &["the header of the export is damaged"],
                _ => &["row ", "the end of the export is damaged: ", "the export is cut off after row "],
            };
            assert!(wanted.iter().any(|wanted| error.starts_with(wanted)), "byte {at}: {error}");
        }
    }
}

#[test]
fn an_export_that_is_cut_off_anywhere_or_goes_on_is_refused() {
    let engine = over(Arc::new(MemoryStorage::new()));
    engine.fund(ALICE, 5).unwrap();
    let (bytes, root) = exported(&engine);
    let balance = hex(&keys::balance(&ALICE));
    for len in 0..bytes.len() {
        let error = refused(&bytes[..len], root);
        let wanted = match len {
            0..HEADER => "it is no export of a state: it begins with ".to_owned(),
            _ => "the export is cut off after row ".to_owned(),
        };
        assert!(error.starts_with(&wanted), "{len}: {error}");
    }
    let row = 8 + keys::balance(&ALICE).len() + 8 + CHECK;
    let error = refused(&bytes[..HEADER + CHECK + row + 1], root);
    assert_eq!(error, format!("the export is cut off after row 1, balance under key {balance}"));
    let error = refused(&[&bytes[..], b"x"].concat(), root);
    assert_eq!(error, "the end of the export is damaged: bytes stand behind it");
}

#[test]
fn an_export_of_another_state_version_or_kind_is_refused_at_its_header() {
    let (bytes, root) = exported(&of_everything());
    let other = Engine::open(config()).unwrap().state_root().unwrap();
    assert_eq!(refused(&bytes, other), format!("the export is of the state with root {root}, wanted {other}"));
    let with = |at: usize, value: u32| {
        let mut parts = Parts::of(&bytes);
        parts.header[at..at + 4].copy_from_slice(&value.to_le_bytes());
        refused(&parts.to_bytes(), root)
    };
    let schema = keys::SCHEMA;
    assert_eq!(with(16, 2), "the export has format version 2, this program reads 1");
    assert_eq!(
        with(20, schema + 1),
        format!("the export has schema version {}, this program reads {schema}", schema + 1)
    );
    assert_eq!(with(24, 6), "the export has flags 6, this program reads 1");
    let wanted = "it is no export of a state: it begins with \"SQLite format 3\\0\", wanted \"allod state rows\"";
    assert_eq!(refused(&[&b"SQLite format 3\0"[..], &[0; 100]].concat(), root), wanted);
}

#[test]
fn a_store_that_holds_a_state_is_refused_and_stays_as_it_is() {
    let (bytes, root) = exported(&of_everything());
    let store = Arc::new(MemoryStorage::new());
    let engine = over(store.clone());
    engine.fund(ALICE, 5).unwrap();
    drop(engine);
    let before = store.scan(&[], usize::MAX).unwrap();
    let error = import(store.clone(), &bytes[..], root).unwrap_err();
    assert!(matches!(error, EngineError::Import(ImportError::NotEmpty { .. })), "{error}");
    let wanted = format!(
        "the store is not empty: it has balance under key {}; import into a new one",
        hex(&keys::balance(&ALICE))
    );
    assert_eq!(error.to_string(), wanted);
    assert_eq!(store.scan(&[], usize::MAX).unwrap(), before);
}

/// Source that fails after so many bytes.
struct Fails<'b>(&'b [u8]);

impl Read for Fails<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self.0.is_empty() {
            true => Err(std::io::Error::other("the line is dead")),
            false => self.0.read(buffer),
        }
    }
}

#[test]
fn a_source_that_fails_leaves_nothing() {
    let (bytes, root) = exported(&of_everything());
    let store = Arc::new(MemoryStorage::new());
    let error = import(store.clone(), Fails(&bytes[..bytes.len() / 2]), root).unwrap_err().to_string();
    assert!(error.starts_with("the export could not be read after row "), "{error}");
    assert!(error.ends_with(": the line is dead"), "{error}");
    assert!(over(store).verify().unwrap().objects == 0);
}

/// Store that refuses each write but the first few.
#[derive(Default)]
struct Full {
    store: MemoryStorage,
    left: AtomicUsize,
}

impl Reader for Full {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        self.store.get(key)
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        self.store.scan_after(prefix, after, limit)
    }
}

impl Storage for Full {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        let left = self.left.load(Ordering::Relaxed);
        self.left.store(left.saturating_sub(1), Ordering::Relaxed);
        match left {
            0 => Err(StateError::Store { what: "write", why: "it is full".to_owned() }),
            _ => self.store.write(batch),
        }
    }

    fn snapshot(&self) -> Arc<dyn Reader> {
        self.store.snapshot()
    }
}

#[test]
fn a_store_that_fails_at_any_write_does_not_open_half_and_is_mended_by_the_next_import() {
    let (bytes, root) = exported(&of_everything());
    let mut failures = 0;
    for writes in 0.. {
        let store = Arc::new(Full { left: AtomicUsize::new(writes), ..Full::default() });
        let result = import(store.clone(), &bytes[..], root);
        store.left.store(usize::MAX, Ordering::Relaxed);
        if result.is_ok() {
            break;
        }
        failures += 1;
        let opened = Engine::open(config().with_storage(store.clone()));
        match (store.get(&keys::metadata(keys::IMPORT_NAME)).unwrap(), opened) {
            (None, Ok(engine)) => assert_eq!(engine.verify().unwrap().objects, 0),
            (Some(_), Err(error)) => {
                assert_eq!(error.store_fault(), Some(StoreFault::HalfImported), "{error}");
                let wanted =
                    "the store given is half imported: import into it again, which deletes what is there, or delete it";
                assert_eq!(error.to_string(), wanted);
                import(store.clone(), &bytes[..], root).unwrap();
                assert_eq!(Engine::open(config().with_storage(store)).unwrap().verify().unwrap().root, root);
            }
            (mark, opened) => panic!("{mark:?} {:?}", opened.err()),
        }
    }
    assert!(failures >= 3, "{failures}");
}

#[test]
fn an_import_that_was_killed_begins_again() {
    let (bytes, root) = exported(&of_everything());
    let store = Arc::new(MemoryStorage::new());
    store.set(&keys::metadata(keys::IMPORT_NAME), b"").unwrap();
    store.set(&keys::balance(&ALICE), b"of another import").unwrap();
    store.set(&keys::receipts(9), b"of another import").unwrap();
    assert!(Engine::open(config().with_storage(store.clone())).is_err());
    import(store.clone(), &bytes[..], root).unwrap();
    let (clean, _) = imported(&bytes, root).unwrap();
    clean.delete(b"\xffapp/row").unwrap();
    assert_eq!(store.scan(&[], usize::MAX).unwrap(), clean.scan(&[], usize::MAX).unwrap());
}
