//! A first opening that was cut short leaves a folder that the next one uses, and two at once make one store.
//!
//! A program of its own, because it runs itself again, to be killed at its first opening.

use allod_state::{Reader, RocksStorage, Storage, StoreFault};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Says to a process of this test where to open a store.
const FOLDER: &str = "ALLOD_TEST_FIRST_OPEN";

fn open_and_write(path: &Path) {
    let store = RocksStorage::open(path).unwrap().with_sync(true);
    store.set(b"x", b"1").unwrap();
    drop(store);
    assert_eq!(RocksStorage::open(path).unwrap().get(b"x").unwrap(), Some(b"1".to_vec()));
}

#[test]
fn what_a_first_opening_leaves_behind_is_no_strangers() {
    let left: [&[(&str, &[u8])]; 7] = [
        &[],
        &[("SYNCED", b"")],
        &[("SYNCED", b"allodmk2"), ("LOCK", b"")],
        &[("LOG", b"2026/11/30"), ("LOCK", b""), ("IDENTITY", b"")],
        &[("LOCK", b""), ("000000.dbtmp", b"4f"), ("MANIFEST-000001", b"")],
        &[("LOCK", b""), ("IDENTITY", b"4f"), ("MANIFEST-000001", b"\x56\xf9\xb8\xf8"), ("000001.dbtmp", b"MANI")],
        &[("LOG", b""), ("LOG.old.1796070773000000", b""), ("OPTIONS-000005.dbtmp", b"[Version]")],
    ];
    for files in left {
        let folder = tempfile::tempdir().unwrap();
        files.iter().for_each(|(name, bytes)| std::fs::write(folder.path().join(name), bytes).unwrap());
        assert_eq!(RocksStorage::open_read_only(folder.path()).unwrap_err().fault(), Some(StoreFault::Missing));
        open_and_write(folder.path());
        let left: Vec<_> = folder.path().read_dir().unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert!(!left.iter().any(|name| name.to_string_lossy().ends_with(".dbtmp")), "{left:?}");
    }
}

#[test]
fn a_database_whose_table_of_contents_is_gone_is_damaged_and_not_new() {
    for gone in ["CURRENT", "MANIFEST"] {
        let folder = tempfile::tempdir().unwrap();
        open_and_write(folder.path());
        let entries = folder.path().read_dir().unwrap().map(|entry| entry.unwrap().path());
        let named = |path: &std::path::PathBuf| path.file_name().unwrap().to_string_lossy().starts_with(gone);
        entries.filter(named).for_each(|path| std::fs::remove_file(path).unwrap());
        for opened in [RocksStorage::open(folder.path()), RocksStorage::open_read_only(folder.path())] {
            let error = opened.unwrap_err();
            assert_eq!(error.fault(), Some(StoreFault::Damaged), "{error}");
            assert!(error.to_string().contains(gone), "{error}");
        }
    }
}

/// What the processes of the two tests below do; nothing by itself.
#[test]
fn a_process_that_opens_a_store() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    match RocksStorage::open(&folder) {
        Ok(store) => {
            let mine = std::process::id().to_string();
            store.with_sync(true).set(format!("x{mine}").as_bytes(), b"1").unwrap();
        }
        Err(error) => assert_eq!(error.fault(), Some(StoreFault::InUse), "{error}"),
    }
}

fn process(folder: &Path) -> std::process::Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "a_process_that_opens_a_store", "--nocapture"]).env(FOLDER, folder);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn a_first_opening_that_is_killed_at_any_time_leaves_a_folder_that_opens() {
    let whole = Instant::now();
    let folder = tempfile::tempdir().unwrap();
    assert!(process(&folder.path().join("state")).wait().unwrap().success());
    let whole = whole.elapsed();
    let mut made = 0;
    for number in 0..40u32 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let mut child = process(&path);
        std::thread::sleep(whole.mul_f64(f64::from(number) / 36.0));
        child.kill().unwrap();
        child.wait().unwrap();
        made += u32::from(path.join("CURRENT").exists());
        open_and_write(&path);
    }
    println!("{made} of 40 folders had a database");
}

#[test]
fn of_many_that_open_a_new_folder_at_once_each_opens_it_or_is_told_that_it_is_in_use() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state");
        let children: Vec<_> = (0..8).map(|_| process(&path)).collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        let written = RocksStorage::open(&path).unwrap().scan(b"x", 99).unwrap().len();
        assert!((1..=8).contains(&written), "{written}");
        std::thread::sleep(Duration::from_millis(1));
    }
}
