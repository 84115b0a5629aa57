//! Storage: keys and values of the caller's own, by four functions.

use anyhow::Result;
use std::collections::BTreeMap;

/// A key and its value.
pub type Pair = (Vec<u8>, Vec<u8>);

/// A store of the caller's own: bytes under keys.
pub trait Storage {
    /// The value of `key`, or `None`.
    ///
    /// # Errors
    /// Errors of the store; the guest that asked fails with them.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>>;

    /// Gives `key` a value.
    ///
    /// # Errors
    /// Errors of the store.
    fn set(&mut self, key: &[u8], value: &[u8]) -> Result<()>;

    /// Takes away the value of `key`; no error where it has none.
    ///
    /// # Errors
    /// Errors of the store.
    fn delete(&mut self, key: &[u8]) -> Result<()>;

    /// The first `limit` pairs whose keys begin with `prefix`, in the order of the keys.
    ///
    /// # Errors
    /// Errors of the store.
    fn scan(&self, prefix: &[u8], limit: usize) -> Result<Vec<Pair>>;
}

/// A store in memory, in the order of its keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemoryStorage {
    data: BTreeMap<Vec<u8>, Vec<u8>>,
}

impl MemoryStorage {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Storage for MemoryStorage {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        Ok(self.data.get(key).cloned())
    }

    fn set(&mut self, key: &[u8], value: &[u8]) -> Result<()> {
        self.data.insert(key.to_vec(), value.to_vec());
        Ok(())
    }

    fn delete(&mut self, key: &[u8]) -> Result<()> {
        self.data.remove(key);
        Ok(())
    }

    fn scan(&self, prefix: &[u8], limit: usize) -> Result<Vec<Pair>> {
        let from = self.data.range(prefix.to_vec()..);
        let rows = from.take_while(|(key, _)| key.starts_with(prefix)).take(limit);
        Ok(rows.map(|(key, value)| (key.clone(), value.clone())).collect())
    }
}
