//! Storage: the interface of a store, and the stores.

pub mod guarded;
pub mod memory;
pub mod overlay;
#[cfg(feature = "rocksdb")]
pub mod rocks;
pub mod schema;
pub mod write_batch;

use crate::{StateError, WriteBatch};
use std::sync::Arc;

/// A key and its value.
pub type Pair = (Vec<u8>, Vec<u8>);

/// Visitor of a scan: called with each key and value in order, and says whether it wants more.
pub type Visitor<'v> = dyn FnMut(&[u8], &[u8]) -> bool + 'v;

/// The first `limit` pairs of a visit.
///
/// # Errors
/// Those of `visit`.
pub(crate) fn first<E>(limit: usize, visit: impl FnOnce(&mut Visitor<'_>) -> Result<(), E>) -> Result<Vec<Pair>, E> {
    let mut pairs = Vec::new();
    if limit > 0 {
        visit(&mut |key, value| {
            pairs.push((key.to_vec(), value.to_vec()));
            pairs.len() < limit
        })?;
    }
    Ok(pairs)
}

/// Result of a read with a limit in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Within<V> {
    /// No value.
    Nothing,
    /// This one.
    Value(V),
    /// One of more bytes: so many.
    Longer(u64),
}

/// Pairs that a visit scans at a time, in a store without a way of its own.
const PAGE: usize = 8;

/// Reader of keys and values, whose keys are in the order of their bytes: a store, or a snapshot of one.
pub trait Reader: Send + Sync {
    /// The value of `key`. An empty value is a value; `None` means there is none.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError>;

    /// The value of `key`, if it has no more than `most` bytes. A store should not copy a longer one.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    fn get_within(&self, key: &[u8], most: u64) -> Result<Within<Vec<u8>>, StateError> {
        Ok(match self.get(key)? {
            None => Within::Nothing,
            Some(value) if value.len() as u64 <= most => Within::Value(value),
            Some(value) => Within::Longer(value.len() as u64),
        })
    }

    /// The values of `keys`, one for each, in their order. A store where each request costs a lot answers all in one.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    fn get_many(&self, keys: &[&[u8]]) -> Result<Vec<Option<Vec<u8>>>, StateError> {
        keys.iter().map(|key| self.get(key)).collect()
    }

    /// The first `limit` keys that begin with `prefix` and are above `after`, with their values.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError>;

    /// Shows `see` the keys that begin with `prefix` and are above `after`, with their values, in order, until it has
    /// seen enough. What it does not ask for should not be read, and nothing be copied.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    fn visit(&self, prefix: &[u8], after: Option<&[u8]>, see: &mut Visitor<'_>) -> Result<(), StateError> {
        let mut after = after.map(<[u8]>::to_vec);
        loop {
            let page = self.scan_after(prefix, after.as_deref(), PAGE)?;
            let last = page.len() < PAGE;
            for (key, value) in &page {
                if !see(key, value) {
                    return Ok(());
                }
            }
            match page.into_iter().next_back() {
                Some((key, _)) if !last => after = Some(key),
                _ => return Ok(()),
            }
        }
    }

    /// The first `limit` keys that begin with `prefix`, with their values.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    fn scan(&self, prefix: &[u8], limit: usize) -> Result<Vec<Pair>, StateError> {
        self.scan_after(prefix, None, limit)
    }
}

/// Key-value store. Every read after [`write`](Self::write) has returned sees that batch.
pub trait Storage: Reader {
    /// Makes all changes of `batch` or none of them.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be written; nothing has changed then.
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError>;

    /// The store as it is now, whatever is written later.
    fn snapshot(&self) -> Arc<dyn Reader>;

    /// True if what is written is gone with the process. Then a state root need not be in every batch.
    fn is_volatile(&self) -> bool {
        false
    }

    /// Gives `key` a value.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    fn set(&self, key: &[u8], value: &[u8]) -> Result<(), StateError> {
        let mut batch = WriteBatch::new();
        batch.put(key, value);
        self.write(&batch)
    }

    /// Takes away the value of `key`, if it has one.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    fn delete(&self, key: &[u8]) -> Result<(), StateError> {
        let mut batch = WriteBatch::new();
        batch.delete(key);
        self.write(&batch)
    }
}
