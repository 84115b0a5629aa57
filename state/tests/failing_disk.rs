//! A disk that fails: what is answered about a write is true, the store can be read, and it is written to again once
//! the disk works.
//!
//! A program of its own, because its calls of the system fail on demand.

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod tests {
    use allod_faulty_disk::{MARK, fail, heal, place};
    use allod_state::{Reader, RocksStorage, StateError, Storage, StoreFault, WriteBatch};
    use std::path::PathBuf;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    /// There is one disk.
    fn disk() -> MutexGuard<'static, ()> {
        static DISK: Mutex<()> = Mutex::new(());
        let guard = DISK.lock().unwrap_or_else(PoisonError::into_inner);
        heal();
        guard
    }

    fn folder() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::Builder::new().prefix(MARK).tempdir_in(place()).unwrap();
        let path = folder.path().join("state");
        (folder, path)
    }

    /// Three rows at once, so that half a write would be seen.
    fn write(store: &RocksStorage, number: u64) -> Result<(), StateError> {
        let mut batch = WriteBatch::new();
        for part in 0..3 {
            batch.put(key(number, part), number.to_le_bytes());
        }
        store.write(&batch)
    }

    fn key(number: u64, part: u8) -> Vec<u8> {
        [&b"x"[..], &number.to_be_bytes(), &[part]].concat()
    }

    /// Whether a write is there. All of it or nothing is.
    fn is_there(store: &dyn Reader, number: u64) -> bool {
        let parts: Vec<_> = (0..3).map(|part| store.get(&key(number, part)).unwrap().is_some()).collect();
        assert!(parts.iter().all(|part| *part == parts[0]), "half of write {number} is there");
        parts[0]
    }

    #[test]
    fn a_full_disk_is_an_error_that_says_so_and_the_store_is_read_and_written_again() {
        let _disk = disk();
        let (_folder, path) = folder();
        let store = RocksStorage::open(&path).unwrap().with_sync(true);
        write(&store, 1).unwrap();
        fail(0, u64::MAX, libc::ENOSPC);
        for number in 2..5 {
            let error = write(&store, number).unwrap_err();
            assert_eq!(error.fault(), Some(StoreFault::NoSpace), "{error}");
            assert!(error.to_string().contains("No space left on device"), "{error}");
            assert!(error.to_string().contains(&path.display().to_string()), "{error}");
            assert!(is_there(&store, 1) && !is_there(&store, number));
            assert!(is_there(&*store.snapshot(), 1));
        }
        assert!(heal() > 0);
        write(&store, 5).unwrap();
        drop(store);
        let store = RocksStorage::open(&path).unwrap();
        let there: Vec<_> = (1..6).filter(|number| is_there(&store, *number)).collect();
        assert_eq!(there, [1, 5]);
    }

    #[test]
    fn a_disk_that_is_full_while_a_store_is_opened_is_told_as_that_whatever_its_folder_is_called() {
        let mut refused = 0;
        for (is_new, calls) in [true, false].into_iter().flat_map(|new| (0..60).map(move |calls| (new, calls))) {
            let _disk = disk();
            let (folder, _) = folder();
            let path = folder.path().join("blockdata/While lock file");
            if !is_new {
                write(&RocksStorage::open(&path).unwrap(), 1).unwrap();
            }
            fail(calls, u64::MAX, libc::ENOSPC);
            let opened = RocksStorage::open(&path).map(drop);
            let failed = heal();
            match opened {
                Ok(()) => {}
                Err(error) => {
                    refused += 1;
                    assert!(failed > 0, "{error}");
                    assert_eq!(error.fault(), Some(StoreFault::NoSpace), "after call {calls}: {error}");
                    assert!(!error.to_string().contains("in use"), "after call {calls}: {error}");
                }
            }
            let store = RocksStorage::open(&path).unwrap_or_else(|error| panic!("after call {calls}: {error}"));
            assert_eq!(is_there(&store, 1), !is_new, "after call {calls}");
        }
        assert!(refused > 20, "{refused}");
    }

    #[test]
    fn a_write_that_only_could_not_be_waited_for_is_kept_and_answers_that_it_is() {
        for errno in [libc::EIO, libc::EINTR, libc::ENOSPC] {
            let _disk = disk();
            let (_folder, path) = folder();
            let store = RocksStorage::open(&path).unwrap().with_sync(true);
            write(&store, 1).unwrap();
            // The log is written, the mark is not yet: the second call is the waiting.
            fail(1, 1, errno);
            write(&store, 2).unwrap();
            assert_eq!(heal(), 1);
            write(&store, 3).unwrap();
            drop(store);
            let store = RocksStorage::open(&path).unwrap();
            assert!((1..4).all(|number| is_there(&store, number)));
        }
    }

    #[test]
    fn where_nobody_can_say_whether_a_write_is_kept_the_error_says_so_and_the_next_write_finds_out() {
        let _disk = disk();
        let (_folder, path) = folder();
        let store = RocksStorage::open(&path).unwrap().with_sync(true);
        write(&store, 1).unwrap();
        fail(1, u64::MAX, libc::EIO);
        let error = write(&store, 2).unwrap_err();
        assert_eq!(error.fault(), Some(StoreFault::InDoubt), "{error}");
        assert!(error.to_string().contains("Input/output error"), "{error}");
        assert!(is_there(&store, 1));
        heal();
        // It had come no further than whoever reads has seen.
        let seen = is_there(&store, 2);
        write(&store, 3).unwrap();
        assert_eq!(is_there(&store, 2), seen);
        drop(store);
        let store = RocksStorage::open(&path).unwrap();
        assert!(is_there(&store, 1) && is_there(&store, 3));
        assert_eq!(is_there(&store, 2), seen);
    }

    #[test]
    fn a_snapshot_of_before_is_read_on_while_writes_wait_for_it_to_be_gone() {
        let _disk = disk();
        let (_folder, path) = folder();
        let store = RocksStorage::open(&path).unwrap().with_sync(true);
        write(&store, 1).unwrap();
        let snapshot = store.snapshot();
        fail(0, 1, libc::EIO);
        assert!(write(&store, 2).is_err());
        heal();
        let error = write(&store, 3).unwrap_err();
        assert!(error.to_string().contains("snapshots"), "{error}");
        assert!(is_there(&*snapshot, 1) && is_there(&store, 1));
        drop(snapshot);
        write(&store, 4).unwrap();
        assert!(is_there(&store, 4) && !is_there(&store, 3));
    }

    /// Whatever fails, whenever and for how long: what was answered is what is there.
    #[test]
    fn a_compaction_that_the_disk_does_not_let_the_manifest_note_damages_no_store() {
        let _disk = disk();
        let (folder, path) = folder();
        // Each opening puts the log of the one before into a table; the fourth table is one too many.
        for number in 1..=4 {
            write(&RocksStorage::open(&path).unwrap(), number).unwrap();
        }
        for errno in [libc::ENOSPC, libc::EIO] {
            for calls in 36..66 {
                let copy = folder.path().join("copy");
                copy_files(&path, &copy);
                fail(calls, 1, errno);
                let kept = RocksStorage::open(&copy).and_then(|store| {
                    std::thread::sleep(std::time::Duration::from_millis(5));
                    write(&store, 5)
                });
                heal();
                let store = RocksStorage::open(&copy).unwrap_or_else(|error| panic!("after call {calls}: {error}"));
                let there = (1..=5).filter(|number| is_there(&store, *number)).count();
                assert_eq!(there, if kept.is_ok() { 5 } else { 4 }, "after call {calls}: {kept:?}");
                drop(store);
                std::fs::remove_dir_all(copy).unwrap();
            }
        }
    }

    fn copy_files(from: &std::path::Path, to: &std::path::Path) {
        std::fs::create_dir_all(to).unwrap();
        for file in from.read_dir().unwrap().flatten() {
            std::fs::copy(file.path(), to.join(file.file_name())).unwrap();
        }
    }

    #[test]
    fn at_every_call_that_writes_the_answer_is_true() {
        let mut counts = [0u64; 4];
        for errno in [libc::EIO, libc::ENOSPC, libc::EINTR] {
            for failing in [1, 3, u64::MAX] {
                if errno == libc::EINTR && failing == u64::MAX {
                    continue; // Whoever is interrupted tries again, for ever.
                }
                for calls in [0, 1, 2, 3, 4, 5, 7, 10, 14, 20, 28] {
                    let _disk = disk();
                    let (_folder, path) = folder();
                    let store = RocksStorage::open(&path).unwrap().with_sync(true);
                    let mut kept = Vec::new();
                    fail(calls, failing, errno);
                    for number in 0..14 {
                        if number == 10 {
                            heal();
                        }
                        let answer = write(&store, number);
                        let fault = answer.as_ref().err().map(|error| error.fault().unwrap());
                        counts[match fault {
                            None => 0,
                            Some(StoreFault::InDoubt) => 1,
                            Some(StoreFault::Moved) => 2,
                            _ => 3,
                        }] += 1;
                        kept.push(fault);
                        assert!(number < 12 || answer.is_ok(), "{errno} {failing} {calls}: {number} {answer:?}");
                        for (number, fault) in kept.iter().enumerate() {
                            match fault {
                                Some(StoreFault::InDoubt) => _ = is_there(&store, number as u64),
                                fault => assert_eq!(
                                    is_there(&store, number as u64),
                                    fault.is_none(),
                                    "{errno} {failing} {calls}: {number} {kept:?}"
                                ),
                            }
                        }
                    }
                    let seen: Vec<_> = (0..14).map(|number| is_there(&store, number)).collect();
                    drop(store);
                    let store = RocksStorage::open(&path).unwrap();
                    let there: Vec<_> = (0..14).map(|number| is_there(&store, number)).collect();
                    assert_eq!(there, seen, "{errno} {failing} {calls}");
                }
            }
        }
        println!("kept {}, in doubt {}, moved {}, not kept {}", counts[0], counts[1], counts[2], counts[3]);
        assert!(counts[0] > 500 && counts[3] > 50, "{counts:?}");
    }
}
