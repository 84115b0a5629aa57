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
///
/// ```
/// use allod_state::{MemoryStorage, Pair, Reader, Storage};
///
/// let store = MemoryStorage::new();
/// store.set(b"a", b"1")?;
/// let pairs: Vec<Pair> = store.scan(b"", 10)?;
/// assert_eq!(pairs, [(b"a".to_vec(), b"1".to_vec())]);
/// # Ok::<_, allod_state::StateError>(())
/// ```
pub type Pair = (Vec<u8>, Vec<u8>);

/// Visitor of a scan: called with each key and value in order, and says whether it wants more.
///
/// ```
/// use allod_state::{MemoryStorage, Reader, Storage, Visitor, WriteBatch};
///
/// let (store, mut seen) = (MemoryStorage::new(), Vec::new());
/// store.write(WriteBatch::new().put("a", "1").put("b", "2").put("c", "3"))?;
/// let see: &mut Visitor<'_> = &mut |key, _| {
///     seen.extend_from_slice(key);
///     key < b"b"
/// };
/// store.visit(b"", None, see)?;
/// assert_eq!(seen, b"ab", "it has seen enough");
/// # Ok::<_, allod_state::StateError>(())
/// ```
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
///
/// ```
/// use allod_state::{MemoryStorage, Reader, Storage, Within};
///
/// let store = MemoryStorage::new();
/// store.set(b"a", b"123")?;
/// assert_eq!(store.get_within(b"a", 3)?, Within::Value(b"123".to_vec()));
/// assert_eq!(store.get_within(b"a", 2)?, Within::Longer(3));
/// assert_eq!(store.get_within(b"b", 2)?, Within::Nothing);
/// # Ok::<_, allod_state::StateError>(())
/// ```
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
///
/// ```
/// use allod_state::{Pair, Reader, StateError, Within};
/// use std::collections::BTreeMap;
///
/// struct Rows(BTreeMap<Vec<u8>, Vec<u8>>);
///
/// impl Reader for Rows {
///     fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
///         Ok(self.0.get(key).cloned())
///     }
///
///     fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
///         let is_wanted = |key: &[u8]| key.starts_with(prefix) && after.is_none_or(|after| key > after);
///         let rows = self.0.iter().filter(|(key, _)| is_wanted(key)).take(limit);
///         Ok(rows.map(|(key, value)| (key.clone(), value.clone())).collect())
///     }
/// }
///
/// let rows = Rows([("a1", "x"), ("a2", "yz"), ("b1", "")].map(|(key, value)| (key.into(), value.into())).into());
/// assert_eq!(rows.scan_after(b"a", Some(b"a1"), 10)?, [(b"a2".to_vec(), b"yz".to_vec())]);
/// assert_eq!(rows.get_within(b"a2", 1)?, Within::Longer(2));
/// assert_eq!(rows.get_many(&[b"b1", b"b2"])?, [Some(Vec::new()), None]);
/// # Ok::<_, allod_state::StateError>(())
/// ```
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
///
/// ```
/// use allod_state::{MemoryStorage, Storage, WriteBatch};
/// use std::sync::Arc;
///
/// let store: Arc<dyn Storage> = Arc::new(MemoryStorage::new());
/// store.write(WriteBatch::new().put("a", "1").put("b", "2"))?;
/// let before = store.snapshot();
/// store.delete(b"a")?;
/// assert_eq!((store.get(b"a")?, before.get(b"a")?), (None, Some(b"1".to_vec())));
/// assert!(store.is_volatile());
/// # Ok::<_, allod_state::StateError>(())
/// ```
pub trait Storage: Reader {
    /// Makes all changes of `batch` or none of them.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be written; nothing has changed then.
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError>;

    /// The store as it is now, whatever is written later. Where it can't be read, each read of the snapshot is an error.
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
