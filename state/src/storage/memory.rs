//! In-memory store.

use crate::map::inline_bytes::InlineBytes;
use crate::map::ordered_index::OrderedIndex;
use crate::map::slot_map::{Keyed, SlotMap};
use crate::storage::first;
use crate::{Key, Pair, Reader, StateError, Storage, Visitor, Within, Write, WriteBatch, map::key_hash};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

/// In-memory store, gone with the process.
///
/// A lookup is by hash, so its cost does not depend on the id of keys; keys are sorted when a scan needs their order.
/// A snapshot is free to take (copy on write): the first write while one is alive copies the whole store.
///
/// ```
/// use allod_state::{MemoryStorage, Reader, Storage, WriteBatch};
///
/// let store = MemoryStorage::new();
/// let before = store.snapshot();
/// store.write(WriteBatch::new().put("key", "value"))?;
/// assert_eq!((before.get(b"key")?, store.get(b"key")?), (None, Some(b"value".to_vec())));
/// # Ok::<_, allod_state::StateError>(())
/// ```
#[derive(Default)]
pub struct MemoryStorage {
    map: RwLock<Arc<Map>>,
}

/// Deleted slots that a small store keeps; a large one keeps as many as half of its slots.
const MAX_DELETED: usize = 4096;

/// The bytes of a value, in place up to 46 of them.
type Bytes = InlineBytes<46>;

/// Keys with their values, the deleted ones among them until they are swept.
#[derive(Default)]
struct Map {
    slots: SlotMap<Slot>,
    index: Mutex<OrderedIndex>,
    /// Slots without a value.
    deleted: usize,
}

struct Slot {
    key: Key,
    value: Option<Bytes>,
    /// True if it is in the ordered index, sorted or pending.
    listed: AtomicBool,
}

impl Keyed for Slot {
    #[inline]
    fn key(&self) -> &Key {
        &self.key
    }
}

impl MemoryStorage {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    // A poisoned lock is fine: nothing between two changes of a batch panics, so the map is never half changed.
    fn current(&self) -> RwLockReadGuard<'_, Arc<Map>> {
        self.map.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Map {
    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        let key = Key::from(key);
        let slot = self.slots.find(&key, key_hash::of(&key))?;
        self.slots[slot].value.as_ref().map(|value| value.to_vec())
    }

    fn put(&mut self, key: Key, value: Bytes) {
        let hash = key_hash::of(&key);
        let id = self.slots.find(&key, hash).unwrap_or_else(|| {
            self.deleted += 1;
            self.slots.insert(Slot { key, value: None, listed: AtomicBool::new(false) }, hash)
        });
        let slot = &mut self.slots[id];
        self.deleted -= usize::from(slot.value.replace(value).is_none());
        if !std::mem::replace(slot.listed.get_mut(), true) {
            self.index.get_mut().unwrap_or_else(PoisonError::into_inner).insert(&slot.key, id);
        }
    }

    fn delete(&mut self, key: &Key) {
        let Some(id) = self.slots.find(key, key_hash::of(key)) else { return };
        let slot = &mut self.slots[id];
        self.deleted += usize::from(slot.value.take().is_some());
        if *slot.listed.get_mut() && self.index.get_mut().unwrap_or_else(PoisonError::into_inner).remove(key) {
            *slot.listed.get_mut() = false;
        }
        if self.deleted > MAX_DELETED.max(self.slots.len() / 2) {
            self.sweep();
        }
    }

    /// Rebuilds the map without its deleted slots.
    fn sweep(&mut self) {
        let mut slots = std::mem::take(self).slots;
        for Slot { key, value, .. } in slots.drain() {
            if let Some(value) = value {
                self.put(key, value);
            }
        }
    }

    /// The value of `key`, if it has no more than `most` bytes.
    fn get_within(&self, key: &[u8], most: u64) -> Within<Vec<u8>> {
        let key = Key::from(key);
        match self.slots.find(&key, key_hash::of(&key)).and_then(|slot| self.slots[slot].value.as_ref()) {
            None => Within::Nothing,
            Some(value) if value.len() as u64 <= most => Within::Value(value.to_vec()),
            Some(value) => Within::Longer(value.len() as u64),
        }
    }

    fn scan(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Vec<Pair> {
        let Ok(pairs) = first(limit, |see| {
            self.visit(prefix, after, see);
            Ok::<_, std::convert::Infallible>(())
        });
        pairs
    }

    fn visit(&self, prefix: &[u8], after: Option<&[u8]>, see: &mut Visitor<'_>) {
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        index.flush(prefix, |id| {
            let slot = &self.slots[id];
            if slot.value.is_none() {
                slot.listed.store(false, Ordering::Relaxed);
            }
            slot.value.is_some().then_some(&slot.key)
        });
        let slots = index.range(prefix, after).map(|id| &self.slots[id]);
        let mut pairs = slots.filter_map(|slot| Some((&slot.key, slot.value.as_ref()?)));
        let _ = pairs.all(|(key, value)| see(key, value));
    }
}

impl Clone for Map {
    fn clone(&self) -> Self {
        let index = self.index.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Self { slots: self.slots.clone(), index: Mutex::new(index), deleted: self.deleted }
    }
}

impl Clone for Slot {
    fn clone(&self) -> Self {
        let listed = AtomicBool::new(self.listed.load(Ordering::Relaxed));
        Self { key: self.key.clone(), value: self.value.clone(), listed }
    }
}

impl Reader for MemoryStorage {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        Ok(self.current().get(key))
    }

    fn get_within(&self, key: &[u8], most: u64) -> Result<Within<Vec<u8>>, StateError> {
        Ok(self.current().get_within(key, most))
    }

    fn visit(&self, prefix: &[u8], after: Option<&[u8]>, see: &mut Visitor<'_>) -> Result<(), StateError> {
        self.current().visit(prefix, after, see);
        Ok(())
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        Ok(self.current().scan(prefix, after, limit))
    }
}

impl Storage for MemoryStorage {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        let mut map = self.map.write().unwrap_or_else(PoisonError::into_inner);
        let map = Arc::make_mut(&mut map);
        for write in batch.iter() {
            match write {
                Write::Put(key, value) => map.put(key.into(), value.into()),
                Write::Delete(key) => map.delete(&key.into()),
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

impl std::fmt::Debug for MemoryStorage {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let map = self.current();
        f.debug_struct("MemoryStorage").field("keys", &(map.slots.len() - map.deleted)).finish()
    }
}

/// Snapshot of an in-memory store.
struct MemorySnapshot {
    map: Arc<Map>,
}

impl Reader for MemorySnapshot {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        Ok(self.map.get(key))
    }

    fn get_within(&self, key: &[u8], most: u64) -> Result<Within<Vec<u8>>, StateError> {
        Ok(self.map.get_within(key, most))
    }

    fn visit(&self, prefix: &[u8], after: Option<&[u8]>, see: &mut Visitor<'_>) -> Result<(), StateError> {
        self.map.visit(prefix, after, see);
        Ok(())
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        Ok(self.map.scan(prefix, after, limit))
    }
}
