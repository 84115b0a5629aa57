//! A manifest that is damaged is never taken for another history, and no table is removed for it.

use allod_state::{Reader, RocksStorage, StateError, Storage};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const WRITES: u64 = 12;

fn files(path: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = path.read_dir().unwrap().map(|entry| entry.unwrap().path());
    entries.map(|file| (file.clone(), std::fs::read(file).unwrap())).collect()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for (file, bytes) in files(from) {
        std::fs::write(to.join(file.file_name().unwrap()), bytes).unwrap();
    }
}

/// Files that hold what was written, or say where it is.
fn kept(path: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let name = |file: &PathBuf| file.file_name().unwrap().to_string_lossy().into_owned();
    let is_kept = |file: &PathBuf| !name(file).starts_with("LOG");
    files(path).into_iter().filter(|(file, _)| is_kept(file)).collect()
}

#[test]
fn zeros_anywhere_in_it_are_an_error_or_change_nothing_and_no_table_goes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    // Each opening puts the log of the one before into a table.
    for number in 0..WRITES {
        let store = RocksStorage::open(&path).unwrap().with_sync(true);
        store.set(&number.to_be_bytes(), &[7; 100]).unwrap();
    }
    let manifest = |path: &Path| path.join(std::fs::read_to_string(path.join("CURRENT")).unwrap().trim_end());
    let bytes = std::fs::read(manifest(&path)).unwrap();
    let mut refused = 0;
    for at in (0..bytes.len()).step_by(11) {
        let damaged = folder.path().join("damaged");
        copy(&path, &damaged);
        let mut zeroed = bytes.clone();
        zeroed.iter_mut().skip(at).take(64).for_each(|byte| *byte = 0);
        std::fs::write(manifest(&damaged), zeroed).unwrap();
        let before = kept(&damaged);
        match RocksStorage::open(&damaged) {
            Ok(store) => {
                let missing = (0..WRITES).find(|number| store.get(&number.to_be_bytes()).unwrap().is_none());
                assert_eq!(missing, None, "zeros from byte {at} on");
            }
            Err(error) => {
                assert!(matches!(error, StateError::Damaged { .. } | StateError::Lost { .. }), "byte {at}: {error}");
                assert_eq!(kept(&damaged), before, "zeros from byte {at} on: {error}");
                refused += 1;
            }
        }
        std::fs::remove_dir_all(damaged).unwrap();
    }
    assert!(refused > bytes.len() / 22, "{refused} of {}", bytes.len() / 11);
}
