//! A store on disk: RocksDB.

use crate::storage::first;
use crate::storage::rocks_snapshot::RocksSnapshot;
use crate::{Pair, Reader, StateError, Storage, Visitor, Within, Write, WriteBatch, keys, storage::schema};
use rocksdb::{BlockBasedOptions, DB, DBCompressionType, ErrorKind, Options, ReadOptions, WriteOptions};
use std::path::Path;
use std::sync::Arc;

/// Bytes in a block of a table file. Values are small, so a read takes a small block.
const BLOCK: usize = 4 << 10;
/// A table file is compacted soon where so many of so many keys next to each other are deleted ones: a walk passes over
/// those one by one.
const GONE: usize = 64;
const GONE_AMONG: usize = 256;
/// What is not in a file yet is put into one where a walk has passed over so many at once, for the same reason.
const GONE_IN_MEMORY: &str = "1024";
/// Bits of the bloom filter for each key: one lookup in a hundred for a missing key goes on to the block.
const FILTER_BITS: f64 = 10.0;

/// A store on disk. One process has it open at a time.
///
/// What is written goes to the log before the write returns, and so survives the process being killed. With
/// [`with_sync`](Self::with_sync) it survives the machine losing power too.
pub struct RocksStorage {
    db: Arc<DB>,
    sync: bool,
}

impl RocksStorage {
    /// Opens the store in folder `path`, and makes it if there is none.
    ///
    /// # Errors
    /// [`StateError::Locked`] where another process has it open, [`StateError::NotAStore`] where something else is
    /// there, [`StateError::Schema`] where it has another version's layout, [`StateError::Store`] for anything else.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, StateError> {
        let path = path.as_ref();
        let shown = || path.display().to_string();
        refuse_strangers(path)?;
        let db = DB::open(&options(), path).map_err(|error| match error.kind() {
            ErrorKind::IOError if is_locked(error.as_ref()) => {
                StateError::Locked { path: shown(), why: error.to_string() }
            }
            ErrorKind::Corruption | ErrorKind::InvalidArgument | ErrorKind::NotSupported => {
                StateError::NotAStore { path: shown(), why: error.to_string() }
            }
            _ => StateError::Store { what: "open", why: error.to_string() },
        })?;
        db.set_options(&[("memtable_op_scan_flush_trigger", GONE_IN_MEMORY)]).map_err(failed("set options"))?;
        let store = Self { db: Arc::new(db), sync: false };
        store.check_schema(&shown())?;
        Ok(store)
    }

    /// The same store, whose writes wait until the disk has them.
    pub fn with_sync(mut self, sync: bool) -> Self {
        self.sync = sync;
        self
    }

    fn check_schema(&self, path: &str) -> Result<(), StateError> {
        let unnamed = self.get(&keys::meta(keys::SCHEMA_NAME))?.is_none();
        if unnamed && !self.scan(&[], 1)?.is_empty() {
            let why = "a RocksDB database that names no schema version".to_owned();
            return Err(StateError::NotAStore { path: path.to_owned(), why });
        }
        schema::check(self, path)
    }
}

/// Whether RocksDB says that its lock is held. There is no kind of error for that, so the words count that stand before
/// the first path: what a folder is called is nobody's message.
fn is_locked(message: &str) -> bool {
    const HERE: &str = "IO error: lock hold by current process";
    const ELSEWHERE: &str = "IO error: While lock file: ";
    message.starts_with(HERE) || message.starts_with(ELSEWHERE)
}

/// A folder with files of somebody else's stays as it is.
fn refuse_strangers(path: &Path) -> Result<(), StateError> {
    let not_a_store = |why: &str| StateError::NotAStore { path: path.display().to_string(), why: why.to_owned() };
    if path.is_file() {
        return Err(not_a_store("a file, wanted a folder"));
    }
    let Ok(mut entries) = path.read_dir() else { return Ok(()) };
    if entries.next().is_some() && !path.join("CURRENT").is_file() {
        return Err(not_a_store("a folder with other files"));
    }
    Ok(())
}

/// For small values read one at a time: filters and indexes stay in memory, the newest level uncompressed.
fn options() -> Options {
    let mut table = BlockBasedOptions::default();
    table.set_block_size(BLOCK);
    table.set_bloom_filter(FILTER_BITS, false);
    table.set_whole_key_filtering(true);
    let mut options = Options::default();
    options.create_if_missing(true);
    options.set_block_based_table_factory(&table);
    options.set_compression_type(DBCompressionType::Lz4);
    options.set_write_buffer_size(64 << 20);
    options.set_level_compaction_dynamic_level_bytes(true);
    options.set_memtable_whole_key_filtering(true);
    options.set_memtable_prefix_bloom_ratio(0.05);
    options.add_compact_on_deletion_collector_factory(GONE_AMONG, GONE, 0.0);
    options.set_keep_log_file_num(4);
    options.set_max_open_files(512);
    options
}

pub(crate) fn failed(what: &'static str) -> impl Fn(rocksdb::Error) -> StateError {
    move |error| StateError::Store { what, why: error.to_string() }
}

/// What to read, of everything that begins with `prefix`.
pub(crate) fn within(prefix: &[u8]) -> ReadOptions {
    let mut options = ReadOptions::default();
    if let Some(end) = keys::end_of(prefix) {
        options.set_iterate_upper_bound(end);
    }
    options
}

/// Shows `see` the pairs of a bounded iterator above `after`, until it has seen enough.
pub(crate) fn walk<D: rocksdb::DBAccess>(
    mut iterator: rocksdb::DBRawIteratorWithThreadMode<'_, D>,
    prefix: &[u8],
    after: Option<&[u8]>,
    see: &mut Visitor<'_>,
) -> Result<(), StateError> {
    let after = after.filter(|after| *after >= prefix);
    iterator.seek(after.unwrap_or(prefix));
    if after.is_some_and(|after| iterator.key() == Some(after)) {
        iterator.next();
    }
    while iterator.item().is_some_and(|(key, value)| key.starts_with(prefix) && see(key, value)) {
        iterator.next();
    }
    iterator.status().map_err(failed("scan"))
}

/// The first `limit` pairs of a bounded iterator above `after`.
pub(crate) fn collect<D: rocksdb::DBAccess>(
    iterator: rocksdb::DBRawIteratorWithThreadMode<'_, D>,
    prefix: &[u8],
    after: Option<&[u8]>,
    limit: usize,
) -> Result<Vec<Pair>, StateError> {
    first(limit, |see| walk(iterator, prefix, after, see))
}

/// A value that was found, if it has no more than `most` bytes.
pub(crate) fn within_bytes(
    value: Result<Option<rocksdb::DBPinnableSlice<'_>>, rocksdb::Error>,
    most: u64,
) -> Result<Within<Vec<u8>>, StateError> {
    Ok(match value.map_err(failed("read"))? {
        None => Within::Nothing,
        Some(value) if value.len() as u64 <= most => Within::Value(value.to_vec()),
        Some(value) => Within::Longer(value.len() as u64),
    })
}

impl Reader for RocksStorage {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        self.db.get(key).map_err(failed("read"))
    }

    fn get_within(&self, key: &[u8], most: u64) -> Result<Within<Vec<u8>>, StateError> {
        within_bytes(self.db.get_pinned(key), most)
    }

    fn get_many(&self, keys: &[&[u8]]) -> Result<Vec<Option<Vec<u8>>>, StateError> {
        self.db.multi_get(keys).into_iter().map(|value| value.map_err(failed("read"))).collect()
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        collect(self.db.raw_iterator_opt(within(prefix)), prefix, after, limit)
    }

    fn visit(&self, prefix: &[u8], after: Option<&[u8]>, see: &mut Visitor<'_>) -> Result<(), StateError> {
        walk(self.db.raw_iterator_opt(within(prefix)), prefix, after, see)
    }
}

impl Storage for RocksStorage {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        let mut writes = rocksdb::WriteBatch::default();
        for write in batch.iter() {
            match write {
                Write::Put(key, value) => writes.put(key, value),
                Write::Delete(key) => writes.delete(key),
            }
        }
        let mut options = WriteOptions::default();
        options.set_sync(self.sync);
        self.db.write_opt(writes, &options).map_err(failed("write"))?;
        // A snapshot that is released has the store look which of the oldest files hold deleted keys that nobody can see
        // any more, and compact those.
        drop(self.db.snapshot());
        Ok(())
    }

    fn snapshot(&self) -> Arc<dyn Reader> {
        Arc::new(RocksSnapshot::take(Arc::clone(&self.db)))
    }
}

impl std::fmt::Debug for RocksStorage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RocksStorage").field("path", &self.db.path()).field("sync", &self.sync).finish()
    }
}
