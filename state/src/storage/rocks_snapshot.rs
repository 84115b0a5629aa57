//! A store on disk as it was.

use crate::storage::rocks::{collect, failed, walk, within, within_bytes};
use crate::{Pair, Reader, StateError, Visitor, Within};
use rocksdb::{DB, Snapshot};
use std::sync::Arc;

self_cell::self_cell! {
    /// A store on disk as it was. It keeps the database open.
    pub(crate) struct RocksSnapshot {
        owner: Arc<DB>,
        #[covariant]
        dependent: Snapshot,
    }
}

impl RocksSnapshot {
    /// The database as it is now.
    pub(crate) fn take(db: Arc<DB>) -> Self {
        Self::new(db, |db| db.snapshot())
    }
}

impl Reader for RocksSnapshot {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        self.borrow_dependent().get(key).map_err(failed("read"))
    }

    fn get_within(&self, key: &[u8], most: u64) -> Result<Within<Vec<u8>>, StateError> {
        within_bytes(self.borrow_dependent().get_pinned(key), most)
    }

    fn get_many(&self, keys: &[&[u8]]) -> Result<Vec<Option<Vec<u8>>>, StateError> {
        self.borrow_dependent().multi_get(keys).into_iter().map(|value| value.map_err(failed("read"))).collect()
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        collect(self.borrow_dependent().raw_iterator_opt(within(prefix)), prefix, after, limit)
    }

    fn visit(&self, prefix: &[u8], after: Option<&[u8]>, see: &mut Visitor<'_>) -> Result<(), StateError> {
        walk(self.borrow_dependent().raw_iterator_opt(within(prefix)), prefix, after, see)
    }
}
