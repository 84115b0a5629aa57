//! A store that is gone with the process.

use crate::{Pair, Reader, StateError, Storage, Write, WriteBatch};
use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, PoisonError, RwLock};

type Map = BTreeMap<Vec<u8>, Vec<u8>>;

/// A store that is gone with the process. Taking a snapshot costs nothing; the first write while one is alive
/// copies the store.
#[derive(Debug, Default)]
pub struct MemoryStorage {
    map: RwLock<Arc<Map>>,
}

impl MemoryStorage {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    // A writer can't leave the map half changed: it has no way to panic between two changes of a batch.
    fn current(&self) -> std::sync::RwLockReadGuard<'_, Arc<Map>> {
        self.map.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reader for MemoryStorage {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        Ok(self.current().get(key).cloned())
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        Ok(scan(&self.current(), prefix, after, limit))
    }
}

impl Storage for MemoryStorage {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        let mut map = self.map.write().unwrap_or_else(PoisonError::into_inner);
        let map = Arc::make_mut(&mut map);
        for write in batch.iter() {
            match write {
                Write::Put(key, value) => drop(map.insert(key.to_vec(), value.to_vec())),
                Write::Delete(key) => drop(map.remove(key)),
            }
        }
        Ok(())
    }

    fn is_volatile(&self) -> bool {
        true
    }

    fn snapshot(&self) -> Arc<dyn Reader> {
        Arc::new(MemorySnapshot { map: Arc::clone(&self.current()) })
    }
}

/// A memory store as it was.
struct MemorySnapshot {
    map: Arc<Map>,
}

impl Reader for MemorySnapshot {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        Ok(self.map.get(key).cloned())
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        Ok(scan(&self.map, prefix, after, limit))
    }
}

fn scan(map: &Map, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Vec<Pair> {
    let from = match after {
        Some(after) if after >= prefix => Bound::Excluded(after),
        _ => Bound::Included(prefix),
    };
    let within = map.range::<[u8], _>((from, Bound::Unbounded)).take_while(|(key, _)| key.starts_with(prefix));
    within.take(limit).map(|(key, value)| (key.clone(), value.clone())).collect()
}
