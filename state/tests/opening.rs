//! Opening a store on disk: what was written is there, and what is no store of ours is refused by name.
//!
//! A program of its own, because it runs itself again as another user.

use allod_state::{Reader, RocksStorage, StateError, Storage, StoreFault};
use std::path::Path;

#[test]
fn what_was_written_is_there_after_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("not/there/yet");
    std::fs::create_dir_all(&path).unwrap();
    for sync in [false, true] {
        let store = RocksStorage::open(&path).unwrap().with_sync(sync);
        store.set(&[u8::from(sync)], b"value").unwrap();
    }
    let store = RocksStorage::open(&path).unwrap();
    assert_eq!(store.get(&[0]).unwrap(), Some(b"value".to_vec()));
    assert_eq!(store.get(&[1]).unwrap(), Some(b"value".to_vec()));
}

#[test]
fn a_store_that_is_open_already_is_locked() {
    let folder = tempfile::tempdir().unwrap();
    let first = RocksStorage::open(folder.path()).unwrap();
    let error = RocksStorage::open(folder.path()).unwrap_err();
    assert!(matches!(&error, StateError::Locked { path } if *path == folder.path().display().to_string()), "{error}");
    drop(first);
    RocksStorage::open(folder.path()).unwrap();
}

#[test]
fn a_broken_store_is_not_called_locked_whatever_its_folder_is_called() {
    for name in ["blocks", "While lock file", "chain"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        drop(RocksStorage::open(&path).unwrap());
        for entry in path.read_dir().unwrap().map(|entry| entry.unwrap().path()) {
            if entry.file_name().unwrap().to_string_lossy().starts_with("MANIFEST") {
                std::fs::remove_file(entry).unwrap();
            }
        }
        let error = RocksStorage::open(&path).unwrap_err();
        assert!(!matches!(error, StateError::Locked { .. }), "{name}: {error}");
    }
}

#[test]
fn a_snapshot_keeps_the_store_open_and_outlives_the_handle() {
    let folder = tempfile::tempdir().unwrap();
    let store = RocksStorage::open(folder.path()).unwrap();
    store.set(b"k", b"v").unwrap();
    let snapshot = store.snapshot();
    drop(store);
    assert_eq!(snapshot.get(b"k").unwrap(), Some(b"v".to_vec()));
    assert!(matches!(RocksStorage::open(folder.path()), Err(StateError::Locked { .. })));
}

#[test]
fn a_file_is_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, b"text").unwrap();
    assert!(matches!(RocksStorage::open(&file), Err(StateError::NotAStore { .. })));
    assert_eq!(std::fs::read(&file).unwrap(), b"text");
}

#[test]
fn a_folder_of_other_files_is_no_store_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("letter.txt"), b"dear").unwrap();
    let error = RocksStorage::open(folder.path()).unwrap_err();
    assert!(matches!(error, StateError::NotAStore { .. }), "{error}");
    assert!(error.to_string().contains("letter.txt"), "{error}");
    assert_eq!(folder.path().read_dir().unwrap().count(), 1);
}

#[test]
fn a_store_whose_table_of_contents_is_broken_is_damaged() {
    let folder = tempfile::tempdir().unwrap();
    drop(RocksStorage::open(folder.path()).unwrap());
    std::fs::write(folder.path().join("CURRENT"), b"nonsense").unwrap();
    let error = RocksStorage::open(folder.path()).unwrap_err();
    assert!(matches!(error, StateError::Damaged { .. }), "{error}");
    assert!(error.to_string().contains("CURRENT"), "{error}");
}

#[test]
fn a_new_folder_is_its_owners_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data/state");
    drop(RocksStorage::open(&path).unwrap());
    for path in [&path, path.parent().unwrap()] {
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o700, "{}", path.display());
    }
}

#[test]
fn a_link_to_nothing_is_told_with_what_it_points_to() {
    let folder = tempfile::tempdir().unwrap();
    let link = folder.path().join("state");
    std::os::unix::fs::symlink("/nowhere/at/all", &link).unwrap();
    let error = RocksStorage::open(&link).unwrap_err();
    assert!(matches!(error, StateError::NotAStore { .. }), "{error}");
    assert!(error.to_string().contains("a link to /nowhere/at/all, where nothing is"), "{error}");
}

/// Says to a process of this test where to open a store.
const FOLDER: &str = "ALLOD_TEST_OPENING";

/// A process that opens a store and prints what became of it; nothing by itself.
#[test]
fn a_process_that_opens_a_store() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    match RocksStorage::open(folder) {
        Ok(_) => println!("opened"),
        Err(error) => println!("{:?}: {error}", error.fault().unwrap()),
    }
}

#[test]
fn a_folder_that_this_user_may_not_write_is_told_as_that_whatever_it_is_called() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
    use std::os::unix::process::CommandExt;
    const OTHER: u32 = 65534;
    let mode = |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    for closed in ["SYNCED", "LOCK", "CURRENT", "the folder"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock/state");
        RocksStorage::open(&path).unwrap().set(b"x", b"1").unwrap();
        // Root may do everything, so it has another user open the store.
        let root = path.metadata().unwrap().uid() == 0;
        let test = folder.path().join("test");
        std::fs::copy(std::env::current_exe().unwrap(), &test).unwrap();
        mode(folder.path(), 0o755);
        mode(path.parent().unwrap(), 0o755);
        if root {
            let files = path.read_dir().unwrap().map(|entry| entry.unwrap().path()).chain([path.clone()]);
            files.for_each(|file| chown(file, Some(OTHER), None).unwrap());
        }
        let target = if closed == "the folder" { path.clone() } else { path.join(closed) };
        match (root, closed) {
            (true, _) => chown(&target, Some(0), Some(0)).unwrap(),
            (false, "the folder") => mode(&target, 0o500),
            (false, _) => mode(&target, 0o000),
        }
        if root {
            mode(&target, if closed == "the folder" { 0o755 } else { 0o600 });
        }
        let mut command = std::process::Command::new(&test);
        command.args(["--exact", "a_process_that_opens_a_store", "--nocapture"]).env(FOLDER, &path);
        if root {
            command.uid(OTHER).gid(OTHER);
        }
        let output = command.output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        mode(&path, 0o700);
        let line =
            said.lines().find(|line| line.starts_with("NotPermitted: ")).unwrap_or_else(|| panic!("{closed}: {said}"));
        assert!(line.contains("Permission denied") && !line.contains("in use"), "{closed}: {line}");
    }
}

#[test]
fn what_rocksdb_had_begun_to_write_is_removed_from_a_store_that_exists() {
    let folder = tempfile::tempdir().unwrap();
    RocksStorage::open(folder.path()).unwrap().set(b"x", b"1").unwrap();
    let left = ["OPTIONS-000009.dbtmp", "000011.dbtmp"].map(|name| folder.path().join(name));
    left.iter().for_each(|file| std::fs::write(file, "[Version]").unwrap());
    drop(RocksStorage::open_read_only(folder.path()).unwrap());
    assert!(left.iter().all(|file| file.exists()), "who only reads removes nothing");
    assert_eq!(RocksStorage::open(folder.path()).unwrap().get(b"x").unwrap(), Some(b"1".to_vec()));
    assert!(left.iter().all(|file| !file.exists()));
}

#[test]
fn a_store_of_another_schema_is_refused_with_both_versions() {
    let folder = tempfile::tempdir().unwrap();
    let store = RocksStorage::open(folder.path()).unwrap();
    assert_eq!(store.get(b"gschema").unwrap(), Some(vec![8, 0, 0, 0]));
    store.set(b"gschema", &9_u32.to_le_bytes()).unwrap();
    drop(store);
    let error = RocksStorage::open(folder.path()).unwrap_err();
    assert!(matches!(error, StateError::Schema { found: 9, wanted: 8, .. }), "{error}");
    assert!(error.to_string().contains("has schema version 9, this program reads version 8"));
    assert_eq!(error.fault(), Some(StoreFault::OtherVersion));
}

#[test]
fn a_database_that_names_no_schema_is_somebody_elses() {
    let folder = tempfile::tempdir().unwrap();
    let store = RocksStorage::open(folder.path()).unwrap();
    store.delete(b"gschema").unwrap();
    store.set(b"theirs", b"1").unwrap();
    drop(store);
    assert!(matches!(RocksStorage::open(folder.path()), Err(StateError::NotAStore { .. })));
}
