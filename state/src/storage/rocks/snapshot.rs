//! A store on disk as it was.

use super::opened::Opened;
use super::options::within;
use super::trouble::failed;
use super::walk::{collect, walk, within_bytes};
use crate::{Pair, Reader, StateError, Visitor, Within};
use rocksdb::Snapshot;
use std::sync::Arc;

self_cell::self_cell! {
    /// A store on disk as it was. It keeps the database open.
    pub(super) struct RocksSnapshot {
        owner: Arc<Opened>,
        #[covariant]
        dependent: Snapshot,
    }
}

impl RocksSnapshot {
    /// The database as it is now.
    pub(super) fn take(opened: Arc<Opened>) -> Self {
        Self::new(opened, |opened| opened.db.snapshot())
    }

    fn failed(&self, what: &'static str) -> impl Fn(rocksdb::Error) -> StateError {
        failed(self.borrow_owner().db.path(), what)
    }
}

impl Reader for RocksSnapshot {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        self.borrow_dependent().get(key).map_err(self.failed("read"))
    }

    fn get_within(&self, key: &[u8], most: u64) -> Result<Within<Vec<u8>>, StateError> {
        let value = self.borrow_dependent().get_pinned(key).map_err(self.failed("read"))?;
        Ok(within_bytes(value, most))
    }

    fn get_many(&self, keys: &[&[u8]]) -> Result<Vec<Option<Vec<u8>>>, StateError> {
        let values = self.borrow_dependent().multi_get(keys).into_iter();
        values.map(|value| value.map_err(self.failed("read"))).collect()
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        let iterator = self.borrow_dependent().raw_iterator_opt(within(prefix));
        collect(iterator, prefix, after, limit).map_err(self.failed("scan"))
    }

    fn visit(&self, prefix: &[u8], after: Option<&[u8]>, see: &mut Visitor<'_>) -> Result<(), StateError> {
        let iterator = self.borrow_dependent().raw_iterator_opt(within(prefix));
        walk(iterator, prefix, after, see).map_err(self.failed("scan"))
    }
}

/// A snapshot of a store that could not be opened again: every question is answered by why.
pub(super) struct Unreadable(pub(super) StateError);

impl Reader for Unreadable {
    fn get(&self, _: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        Err(self.0.clone())
    }

    fn scan_after(&self, _: &[u8], _: Option<&[u8]>, _: usize) -> Result<Vec<Pair>, StateError> {
        Err(self.0.clone())
    }
}
