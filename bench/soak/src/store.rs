//! A store that forgets.

use allod_core::{Address, Hash, ObjectId};
use allod_state::{MemoryStorage, Pair, Reader, StateError, Storage, Write, WriteBatch, keys};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

/// Keys of one kind that are kept.
const KEPT: usize = 2_000;

/// Receipts and contracts are kept for ever by any chain, so memory would grow by right, and hide what grows by
/// mistake. This store keeps the newest of each kind, beside all that was there before [`begin`](Self::begin).
pub(crate) struct Forgetful {
    store: MemoryStorage,
    newest: Mutex<Newest>,
}

#[derive(Default)]
struct Newest {
    begun: bool,
    /// By the first letter of the key.
    by_kind: HashMap<u8, VecDeque<Vec<u8>>>,
    known: HashSet<Vec<u8>>,
}

impl Default for Forgetful {
    fn default() -> Self {
        Self { store: MemoryStorage::new(), newest: Mutex::default() }
    }
}

impl Forgetful {
    /// From here on, what is new can be forgotten.
    pub(crate) fn begin(&self) {
        self.newest.lock().unwrap_or_else(PoisonError::into_inner).begun = true;
    }
}

/// The first letters of the keys that become more for ever.
static PILES_UP: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let keys = [
        keys::receipts(0),
        keys::contract(&Address::ZERO),
        keys::code(&Hash::ZERO),
        keys::object(&ObjectId::ZERO),
        keys::fields(&ObjectId::ZERO),
        keys::owned(&Address::ZERO, &ObjectId::ZERO),
    ];
    keys.iter().map(|key| key[0]).collect()
});

impl Newest {
    /// Notes a new key, and names the one to forget for it.
    fn note(&mut self, key: &[u8], there: bool) -> Option<Vec<u8>> {
        if !self.begun || there || self.known.contains(key) || !PILES_UP.contains(&key[0]) {
            return None;
        }
        self.known.insert(key.to_vec());
        let kind = self.by_kind.entry(key[0]).or_default();
        kind.push_back(key.to_vec());
        let forgotten = if kind.len() > KEPT { kind.pop_front() } else { None };
        forgotten.inspect(|key| {
            self.known.remove(key);
        })
    }
}

impl Reader for Forgetful {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        self.store.get(key)
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        self.store.scan_after(prefix, after, limit)
    }
}

impl Storage for Forgetful {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        let mut forgotten = Vec::new();
        for write in batch.iter() {
            if let Write::Put(key, _) = write {
                let there = self.store.get(key)?.is_some();
                forgotten.extend(newest.note(key, there));
            }
        }
        let mut batch = batch.clone();
        for key in forgotten {
            batch.delete(key);
        }
        self.store.write(&batch)
    }

    fn snapshot(&self) -> Arc<dyn Reader> {
        self.store.snapshot()
    }
}
