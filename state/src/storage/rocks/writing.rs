//! A write, and what becomes of the store where one fails.
//!
//! RocksDB takes no writes any more after one has failed, and whether the one that failed is in the log it does not
//! say: where it was the waiting for the disk that failed, it mostly is. So the database is opened again at once, from
//! what the log holds then.
//!
//! | opening it again | the write is | it answers |
//! |---|---|---|
//! | works | in the log, and in a table on the disk now | that it is kept |
//! | works | not in the log | why it failed; nothing is kept |
//! | fails, and a look at the log works | not in the log | the same |
//! | fails | in the log, or nobody can look | [`StateError::InDoubt`] |
//!
//! As long as it can't be opened for writing, it is read as the log shows it, and every write tries to open it first.

use super::RocksStorage;
use super::mark::Mark;
use super::opened::Opened;
use crate::{StateError, StoreFault, Write, WriteBatch};
use rocksdb::WriteOptions;
use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

/// The time that opening again waits for snapshots to be dropped.
const WAITING: Duration = Duration::from_millis(100);
const PAUSE: Duration = Duration::from_millis(1);

impl RocksStorage {
    pub(super) fn write_batch(&self, batch: &WriteBatch) -> Result<(), StateError> {
        let Some(mark) = &self.mark else { return Err(StateError::ReadOnly { path: self.shown() }) };
        // A thread that panicked here has left it broken, or whole.
        let mut broken = self.broken.lock().unwrap_or_else(PoisonError::into_inner);
        if *broken {
            let seen = self.sequence();
            let found = self.reopen(mark)?;
            *broken = false;
            if seen != Some(found) {
                return Err(StateError::Moved { path: self.shown() });
            }
        }
        let before = self.sequence();
        *broken = true;
        let failed = match self.put(batch, mark) {
            Ok(()) => {
                *broken = false;
                return Ok(());
            }
            Err(error) => error,
        };
        match self.reopen(mark) {
            Ok(found) => {
                *broken = false;
                // Nobody else writes, so more than before is this batch, and RocksDB has it whole or not at all.
                if before.is_some_and(|before| found > before) { Ok(()) } else { Err(failed) }
            }
            Err(_) if self.is_looking() && before.is_some() && self.sequence() == before => Err(failed),
            Err(again) => {
                let why = format!("{failed} (and when it was opened again: {again})");
                Err(StateError::InDoubt { path: self.shown(), why })
            }
        }
    }

    fn put(&self, batch: &WriteBatch, mark: &Mark) -> Result<(), StateError> {
        let mut writes = rocksdb::WriteBatch::default();
        for write in batch.iter() {
            match write {
                Write::Put(key, value) => writes.put(key, value),
                Write::Delete(key) => writes.delete(key),
            }
        }
        let mut options = WriteOptions::default();
        options.set_sync(self.sync);
        self.with("write", |db| {
            db.write_opt(writes, &options)?;
            mark.note(db.latest_sequence_number(), self.sync);
            // A snapshot that is released has the store look which of the oldest files hold deleted keys that nobody
            // can see any more, and compact those.
            drop(db.snapshot());
            Ok(())
        })
    }

    /// The number of the last change that readers see.
    fn sequence(&self) -> Option<u64> {
        self.opened().as_ref().ok().map(|opened| opened.db.latest_sequence_number())
    }

    /// True for a database that is open only to be read.
    fn is_looking(&self) -> bool {
        self.opened().as_ref().is_ok_and(|opened| !opened.is_to_write())
    }

    /// Closes the database and opens it again for writing; to be read, where that fails. Answers how far it has come.
    fn reopen(&self, mark: &Arc<Mark>) -> Result<u64, StateError> {
        let mut opened = self.opened.write().unwrap_or_else(PoisonError::into_inner);
        let mut looking = None;
        match std::mem::replace(&mut *opened, Err(in_between(&self.path))) {
            Ok(old) if old.is_to_write() => {
                if let Err(old) = close(old) {
                    *opened = Ok(old);
                    return Err(held(&self.path));
                }
            }
            Ok(old) => looking = Some(old),
            Err(_) => {}
        }
        match Opened::to_write(&self.path, mark) {
            Ok(new) => {
                let found = new.db.latest_sequence_number();
                *opened = Ok(Arc::new(new));
                Ok(found)
            }
            Err(error) => {
                *opened = match looking {
                    Some(looking) => Ok(looking),
                    None => Opened::to_read(&self.path).map(Arc::new).map_err(|_| error.clone()),
                };
                Err(error)
            }
        }
    }
}

/// Closes a database, once nobody has a snapshot of it any more.
fn close(mut opened: Arc<Opened>) -> Result<(), Arc<Opened>> {
    let since = Instant::now();
    loop {
        match Arc::try_unwrap(opened) {
            Ok(last) => {
                drop(last);
                return Ok(());
            }
            Err(shared) if since.elapsed() > WAITING => return Err(shared),
            Err(shared) => opened = shared,
        }
        std::thread::sleep(PAUSE);
    }
}

fn held(path: &Path) -> StateError {
    let why = "a write failed, and the store is not opened again before all snapshots of it are gone".to_owned();
    StateError::Disk { path: path.display().to_string(), what: "write", why, fault: StoreFault::Other }
}

fn in_between(path: &Path) -> StateError {
    let why = "it is being opened again".to_owned();
    StateError::Disk { path: path.display().to_string(), what: "read", why, fault: StoreFault::Other }
}
