//! A database that is open.

use super::folder::MANIFEST;
use super::manifest::Manifest;
use super::mark::Mark;
use super::trouble::failed;
use super::{folder, options};
use crate::StateError;
use rocksdb::DB;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The time for which a reader tries to open a database that another process changes all the time.
const LOOKING: Duration = Duration::from_secs(10);

/// A database that is open, and the lock that goes with it. Snapshots keep both.
pub(super) struct Opened {
    pub(super) db: DB,
    /// The mark, which locks it; `None` where it is only read.
    mark: Option<Arc<Mark>>,
}

impl Opened {
    /// Opens the database in `folder` for writing, and makes it if there is none. Before anything in the folder is
    /// changed, it is read like somebody who only looks would, and must have come as far as its mark says: the first
    /// thing that opening it for writing does is to take away the log.
    ///
    /// # Errors
    /// [`StateError::Lost`], [`StateError::Damaged`] and [`StateError::Disk`].
    pub(super) fn to_write(folder: &Path, mark: &Arc<Mark>) -> Result<Self, StateError> {
        let progress = mark.progress();
        let required = progress.required();
        match folder::has_database(folder) {
            true => {
                progress.check_manifest(folder)?;
                has_come(folder, required, look(folder)?.latest_sequence_number())?;
            }
            false => folder::check_new(folder, required)?,
        }
        folder::sweep(folder);
        let db = options::writing().and_then(|options| DB::open(&options, folder)).map_err(unopened(folder))?;
        has_come(folder, required, db.latest_sequence_number())?;
        mark.opened(folder, db.latest_sequence_number());
        Ok(Self { db, mark: Some(mark.clone()) })
    }

    /// Opens the database in `folder` as it is now, and changes nothing. A process that writes to it goes on;
    /// everything that it had acknowledged before is there.
    ///
    /// # Errors
    /// As [`to_write`](Self::to_write).
    pub(super) fn to_read(folder: &Path) -> Result<Self, StateError> {
        let since = Instant::now();
        loop {
            let before = Manifest::of(folder);
            let db = Mark::look(folder).and_then(|progress| {
                progress.check_manifest(folder)?;
                let db = look(folder)?;
                has_come(folder, progress.required(), db.latest_sequence_number()).map(|()| db)
            });
            // Where tables and logs came and went meanwhile, some may have been missed.
            let is_still = before == Manifest::of(folder);
            match db {
                Ok(db) if is_still => return Ok(Self { db, mark: None }),
                Err(error) if is_still || since.elapsed() > LOOKING => return Err(error),
                Ok(_) if since.elapsed() > LOOKING => {
                    let (path, what) = (folder.display().to_string(), "open");
                    let why = format!("another process has changed its tables for {} seconds", LOOKING.as_secs());
                    return Err(StateError::Disk { path, what, why, fault: crate::StoreFault::InUse });
                }
                _ => std::thread::yield_now(),
            }
        }
    }
}

impl Opened {
    /// True for a database that can be written to.
    pub(super) fn is_to_write(&self) -> bool {
        self.mark.is_some()
    }
}

/// The database in `folder`, to be read.
pub(super) fn look(folder: &Path) -> Result<DB, StateError> {
    DB::open_for_read_only(&options::reading(), folder, false).map_err(unopened(folder))
}

fn has_come(folder: &Path, acknowledged: u64, found: u64) -> Result<(), StateError> {
    match found >= acknowledged {
        true => Ok(()),
        false => {
            let (path, logs) = (folder.display().to_string(), folder::logs(folder));
            Err(StateError::Lost { path, logs, acknowledged, found })
        }
    }
}

/// The error for RocksDB's, when the database at `path` was to be opened. Whatever is wrong with a table then, RocksDB
/// says that the manifest may be corrupted, which it had just read: so the tables are named beside it.
fn unopened(path: &Path) -> impl Fn(rocksdb::Error) -> StateError {
    move |error| match failed(path, "open")(error) {
        StateError::Damaged { path: shown, why } if why.contains(MANIFEST) && !why.contains(".sst") => {
            let why = format!("{}, or a table that it lists: {}", why.trim_end_matches('.'), folder::tables(path));
            StateError::Damaged { path: shown, why }
        }
        error => error,
    }
}
