//! A token in blocks of a thousand, state in RocksDB, with the state root.

use crate::token::Token;
use allod_bench_workload::{Facts, Workload};
use allod_state::{MemoryStorage, Pair, Reader, StateError, Storage, WriteBatch};
use allod_vm::EngineConfig;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tempfile::TempDir;

/// A token whose state is in RocksDB.
pub(crate) struct DiskToken {
    token: Token,
    _folder: TempDir,
}

impl DiskToken {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let token = Token::on(EngineConfig::default().with_path(folder.path()), true);
        Self { token, _folder: folder }
    }
}

impl Workload for DiskToken {
    fn run(&mut self, operations: u64) {
        self.token.run(operations);
    }

    fn check(&mut self) -> Facts {
        let facts = self.token.check();
        facts.with("keys_per_transfer", keys_per_transfer())
    }
}

/// Keys that a transfer writes, counted over one block in an engine of its own: a store that counts would stand in the
/// way of the one that is measured.
fn keys_per_transfer() -> f64 {
    let store = Arc::new(Counting::default());
    let mut token = Token::on(EngineConfig::default().with_storage(store.clone()), true);
    let before = store.keys.load(Ordering::Relaxed);
    token.run(allod_bench_workload::BLOCK);
    (store.keys.load(Ordering::Relaxed) - before) as f64 / allod_bench_workload::BLOCK as f64
}

/// A store that counts the keys it is given.
#[derive(Default)]
struct Counting {
    store: MemoryStorage,
    keys: AtomicU64,
}

impl Reader for Counting {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        self.store.get(key)
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        self.store.scan_after(prefix, after, limit)
    }
}

impl Storage for Counting {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        self.keys.fetch_add(batch.len() as u64, Ordering::Relaxed);
        self.store.write(batch)
    }

    fn snapshot(&self) -> Arc<dyn Reader> {
        self.store.snapshot()
    }
}
