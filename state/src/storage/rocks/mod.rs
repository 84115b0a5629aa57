//! A store on disk: RocksDB.
//!
//! | file | holds |
//! |---|---|
//! | `folder` | which files may be in the folder, and what they say before any is opened |
//! | `manifest` | the list of tables and logs, looked at before RocksDB reads it |
//! | `mark` | how far the store had come when a write was last acknowledged, and the lock |
//! | `opened` | a database that is open: to write, or to read beside somebody who writes |
//! | `writing` | a write, and what becomes of the store where one fails |
//! | `snapshot` | the store as it was |
//! | `walk` | reading of both |
//! | `options` | how RocksDB is set up |
//! | `trouble` | what RocksDB and the system say, as errors |

mod folder;
mod manifest;
mod mark;
mod opened;
mod options;
mod snapshot;
mod trouble;
mod walk;
mod writing;

use crate::{Pair, Reader, StateError, Storage, Visitor, Within, WriteBatch, keys, schema};
use mark::Mark;
use opened::Opened;
use options::within;
use snapshot::{RocksSnapshot, Unreadable};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};
use trouble::failed;
use walk::{collect, walk, within_bytes};

/// A store on disk. One process has it open for writing at a time, and any number to read it.
///
/// What is written goes to the log before the write returns, and so survives the process being killed. With
/// [`with_sync`](Self::with_sync) it survives the machine losing power too. How far it has come is noted outside the
/// log, in the file `SYNCED`: a log that is damaged, cut, emptied or gone is not taken for a shorter history.
///
/// ```
/// use allod_state::{Reader, RocksStorage, Storage, StoreFault};
///
/// let folder = tempfile::tempdir()?;
/// let store = RocksStorage::open(folder.path())?.with_sync(true);
/// store.set(b"!mine", b"1")?;
/// let locked = RocksStorage::open(folder.path()).unwrap_err();
/// assert_eq!(locked.fault(), Some(StoreFault::InUse));
/// drop(store);
/// let store = RocksStorage::open_read_only(folder.path())?;
/// assert_eq!(store.get(b"!mine")?, Some(b"1".to_vec()));
/// assert_eq!(store.set(b"!mine", b"2").unwrap_err().fault(), Some(StoreFault::ReadOnly));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub struct RocksStorage {
    path: PathBuf,
    sync: bool,
    /// The mark, which locks it; `None` where it is only read.
    mark: Option<Arc<Mark>>,
    /// The database, or why there is none to read.
    opened: RwLock<Result<Arc<Opened>, StateError>>,
    /// Held by whoever writes: whether the last write failed, and the database is still to be opened again.
    broken: Mutex<bool>,
}

impl RocksStorage {
    /// Opens the store in folder `path`, and makes it if there is none.
    ///
    /// # Errors
    /// [`StateError::Locked`] where somebody has it open for writing, [`StateError::NotAStore`] where something else is
    /// there, [`StateError::Schema`] where it has another version's layout, [`StateError::Damaged`] where a file of it
    /// is gone or not what was written, [`StateError::Lost`] where acknowledged writes are gone, [`StateError::Disk`]
    /// for what the system does not let it do. With any of these the folder's files are as they were.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StateError> {
        let path = path.as_ref().to_owned();
        folder::make(&path)?;
        let has_database = folder::check(&path)?;
        let mark = match Mark::open(&path, has_database) {
            Err(StateError::Damaged { .. }) if names_a_schema(&path) == Some(false) => return Err(foreign(&path)),
            mark => Arc::new(mark?),
        };
        let opened = Opened::to_write(&path, &mark)?;
        let store = Self::of(path, opened, Some(mark));
        store.is_ours()?;
        schema::check(&store, &store.shown())?;
        Ok(store)
    }

    /// Opens the store in folder `path` as it is now, to be read. It is not locked, and another process may go on
    /// writing to it: all that this one had acknowledged before is there, and what it writes later is not. No file in
    /// the folder is made or changed.
    ///
    /// # Errors
    /// [`StateError::NoStore`] where there is none, or none that was ever written to; others as for
    /// [`open`](Self::open).
    pub fn open_read_only(path: impl AsRef<Path>) -> Result<Self, StateError> {
        let path = path.as_ref().to_owned();
        if !folder::check(&path)? {
            let marked = Mark::look(&path).map_or(0, mark::Progress::required);
            folder::check_new(&path, marked)?;
            return Err(StateError::NoStore { path: path.display().to_string() });
        }
        let opened = match Opened::to_read(&path) {
            Err(StateError::Damaged { .. }) if names_a_schema(&path) == Some(false) => {
                return Err(foreign(&path));
            }
            opened => opened?,
        };
        let store = Self::of(path, opened, None);
        if !store.is_ours()? {
            return Err(StateError::NoStore { path: store.shown() });
        }
        schema::check(&store, &store.shown())?;
        Ok(store)
    }

    /// Takes what is in folder `path` for all there was, and says how far that is: the number of its last change. For
    /// an operator who has read [`StateError::Lost`], kept a copy, and goes on without what is lost. The store is
    /// opened as usual afterwards.
    ///
    /// # Errors
    /// As for [`open`](Self::open), but for [`StateError::Lost`].
    pub fn accept_loss(path: impl AsRef<Path>) -> Result<u64, StateError> {
        let path = path.as_ref();
        if !folder::check(path)? {
            return Err(StateError::NoStore { path: path.display().to_string() });
        }
        // What is lost may be all there was.
        if Mark::look(path).is_err() && names_a_schema(path) == Some(false) {
            return Err(foreign(path));
        }
        Mark::renew(path, || Ok(opened::look(path)?.latest_sequence_number()))
    }

    fn of(path: PathBuf, opened: Opened, mark: Option<Arc<Mark>>) -> Self {
        let opened = RwLock::new(Ok(Arc::new(opened)));
        Self { path, sync: false, mark, opened, broken: Mutex::new(false) }
    }

    /// The same store, whose writes wait until the disk has them.
    pub fn with_sync(mut self, sync: bool) -> Self {
        self.sync = sync;
        self
    }

    /// A test for the schema version; a store that holds nothing at all names none.
    ///
    /// # Errors
    /// [`StateError::NotAStore`] where it holds something, and names none.
    fn is_ours(&self) -> Result<bool, StateError> {
        let named = self.get(&keys::metadata(keys::SCHEMA_NAME))?.is_some();
        match named || self.scan(&[], 1)?.is_empty() {
            true => Ok(named),
            false => Err(foreign(&self.path)),
        }
    }

    fn shown(&self) -> String {
        self.path.display().to_string()
    }

    fn opened(&self) -> RwLockReadGuard<'_, Result<Arc<Opened>, StateError>> {
        self.opened.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does `act` with the database. It must not come back to this store, which may be waited for.
    fn with<R>(
        &self,
        what: &'static str,
        act: impl FnOnce(&rocksdb::DB) -> Result<R, rocksdb::Error>,
    ) -> Result<R, StateError> {
        let opened = self.opened();
        let opened = opened.as_ref().map_err(StateError::clone)?;
        act(&opened.db).map_err(failed(&self.path, what))
    }
}

/// A test of the database in `path` for the row that every store has; `None` where it can't be read. Nothing is
/// changed.
fn names_a_schema(path: &Path) -> Option<bool> {
    let db = opened::look(path).ok()?;
    Some(db.get(keys::metadata(keys::SCHEMA_NAME)).ok()?.is_some())
}

fn foreign(path: &Path) -> StateError {
    let why = "a RocksDB database that names no schema version".to_owned();
    StateError::NotAStore { path: path.display().to_string(), why }
}

impl Reader for RocksStorage {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        self.with("read", |db| db.get(key))
    }

    fn get_within(&self, key: &[u8], most: u64) -> Result<Within<Vec<u8>>, StateError> {
        self.with("read", |db| Ok(within_bytes(db.get_pinned(key)?, most)))
    }

    fn get_many(&self, keys: &[&[u8]]) -> Result<Vec<Option<Vec<u8>>>, StateError> {
        self.with("read", |db| db.multi_get(keys).into_iter().collect())
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        self.with("scan", |db| collect(db.raw_iterator_opt(within(prefix)), prefix, after, limit))
    }

    fn visit(&self, prefix: &[u8], after: Option<&[u8]>, see: &mut Visitor<'_>) -> Result<(), StateError> {
        // Whoever sees may ask the store for more, so nothing is held meanwhile but the database.
        let opened = self.opened().clone()?;
        walk(opened.db.raw_iterator_opt(within(prefix)), prefix, after, see).map_err(failed(&self.path, "scan"))
    }
}

impl Storage for RocksStorage {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        self.write_batch(batch)
    }

    fn snapshot(&self) -> Arc<dyn Reader> {
        match &*self.opened() {
            Ok(opened) => Arc::new(RocksSnapshot::take(opened.clone())),
            Err(error) => Arc::new(Unreadable(error.clone())),
        }
    }
}

impl std::fmt::Debug for RocksStorage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let read_only = self.mark.is_none();
        let mut debug = f.debug_struct("RocksStorage");
        debug.field("path", &self.path).field("sync", &self.sync).field("read_only", &read_only).finish()
    }
}
