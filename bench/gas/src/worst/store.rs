//! A store that counts what is written to it.

use allod_state::{MemoryStorage, Pair, Reader, StateError, Storage, Visitor, Within, Write, WriteBatch};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// A store in memory that counts what is written to it. An engine takes it for one that outlives the process, so that a
/// block's root is worked out with the block.
#[derive(Default)]
pub struct CountingStore {
    inner: MemoryStorage,
    written: AtomicU64,
}

impl CountingStore {
    /// Bytes of keys and values written so far.
    pub fn written(&self) -> u64 {
        self.written.load(Relaxed)
    }
}

impl Reader for CountingStore {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        self.inner.get(key)
    }

    fn get_within(&self, key: &[u8], most: u64) -> Result<Within<Vec<u8>>, StateError> {
        self.inner.get_within(key, most)
    }

    fn visit(&self, prefix: &[u8], after: Option<&[u8]>, see: &mut Visitor<'_>) -> Result<(), StateError> {
        self.inner.visit(prefix, after, see)
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        self.inner.scan_after(prefix, after, limit)
    }
}

impl Storage for CountingStore {
    fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
        let bytes = batch.iter().map(|write| match write {
            Write::Put(key, value) => key.len() + value.len(),
            Write::Delete(_) => 0,
        });
        self.written.fetch_add(bytes.sum::<usize>() as u64, Relaxed);
        self.inner.write(batch)
    }

    fn snapshot(&self) -> Arc<dyn Reader> {
        self.inner.snapshot()
    }
}
