//! A disk that fails under an engine: what each call answers is true, the state can be read, and calls go on once the
//! disk works.
//!
//! A program of its own, because its calls of the system fail on demand.

#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod tests {
    use allod_core::args;
    use allod_faulty_disk::{MARK, fail, heal, place};
    use allod_testing::sources::DIARY;
    use allod_testing::world::config;
    use allod_vm::{Address, Engine, EngineError, ExecuteOptions, StoreFault};
    use std::path::Path;
    use std::sync::{Mutex, MutexGuard, PoisonError};

    /// There is one disk.
    fn disk() -> MutexGuard<'static, ()> {
        static DISK: Mutex<()> = Mutex::new(());
        let guard = DISK.lock().unwrap_or_else(PoisonError::into_inner);
        heal();
        guard
    }

    fn open(folder: &Path) -> Engine {
        Engine::open(config().with_path(folder).with_sync(true)).unwrap()
    }

    fn write(engine: &Engine, diary: Address) -> Result<u64, EngineError> {
        Ok(engine.execute_with_args(diary, "Write", args![])?.decode().unwrap())
    }

    fn entries(engine: &Engine, diary: Address) -> u64 {
        engine.query(diary, "Entries", args![], ExecuteOptions::default()).unwrap().decode().unwrap()
    }

    #[test]
    fn after_a_write_that_failed_everything_can_be_read_and_is_written_again_once_there_is_room() {
        let _disk = disk();
        let folder = tempfile::Builder::new().prefix(MARK).tempdir_in(place()).unwrap();
        let engine = open(folder.path());
        let diary = engine.deploy(DIARY).unwrap().address;
        let last = (0..5).map(|_| engine.execute_with_args(diary, "Write", args![]).unwrap()).last().unwrap();
        let (root, block) = (engine.state_root().unwrap(), engine.last_block().unwrap());
        fail(0, u64::MAX, libc::ENOSPC);
        for _ in 0..3 {
            let error = write(&engine, diary).unwrap_err();
            assert_eq!(error.store_fault(), Some(StoreFault::NoSpace), "{error}");
            assert_eq!(entries(&engine, diary), 5);
            assert_eq!(engine.state_root().unwrap(), root);
            assert_eq!(engine.last_block().unwrap(), block);
            assert_eq!(engine.receipt(last.hash).unwrap().unwrap().hash, last.hash);
        }
        assert!(heal() > 0);
        assert_eq!(write(&engine, diary).unwrap(), 6);
        assert_eq!(entries(&engine, diary), 6);
        assert_eq!(engine.verify().unwrap().root, engine.state_root().unwrap());
        drop(engine);
        assert_eq!(entries(&open(folder.path()), diary), 6);
    }

    /// Whatever fails, whenever and for how long: no acknowledged call is lost or there twice.
    #[test]
    fn at_every_call_that_writes_no_acknowledged_call_is_lost_or_doubled() {
        let _disk = disk();
        let (mut acknowledged, mut refused, mut doubtful) = (0, 0, 0);
        for errno in [libc::EIO, libc::ENOSPC, libc::EINTR] {
            for failing in [1, 3, u64::MAX] {
                if errno == libc::EINTR && failing == u64::MAX {
                    continue; // Whoever is interrupted tries again, for ever.
                }
                for calls in [0, 1, 2, 3, 4, 7, 12, 20] {
                    let folder = tempfile::Builder::new().prefix(MARK).tempdir_in(place()).unwrap();
                    let engine = open(folder.path());
                    let diary = engine.deploy(DIARY).unwrap().address;
                    // What is there at least, and how many more may be.
                    let (mut least, mut doubt) = (0, 0);
                    fail(calls, failing, errno);
                    for number in 0..9 {
                        if number == 6 {
                            heal();
                        }
                        match write(&engine, diary) {
                            Ok(count) => {
                                assert!((least + 1..=least + 1 + doubt).contains(&count), "{errno} {failing} {calls}");
                                (least, doubt) = (count, 0);
                                acknowledged += 1;
                            }
                            Err(error) if error.store_fault() == Some(StoreFault::InDoubt) => {
                                doubt += 1;
                                doubtful += 1;
                            }
                            Err(error) => {
                                assert!(error.store_fault().is_some(), "{error}");
                                refused += 1;
                            }
                        }
                        let count = entries(&engine, diary);
                        assert!((least..=least + doubt).contains(&count), "{errno} {failing} {calls}: {count}");
                    }
                    assert_eq!(doubt, 0, "the last calls tell");
                    drop(engine);
                    let engine = open(folder.path());
                    assert_eq!(entries(&engine, diary), least, "{errno} {failing} {calls}");
                    engine.verify().unwrap();
                }
            }
        }
        println!("{acknowledged} acknowledged, {refused} refused, {doubtful} in doubt");
        assert!(acknowledged > 150 && refused > 20, "{acknowledged} acknowledged, {refused} refused");
    }
}
