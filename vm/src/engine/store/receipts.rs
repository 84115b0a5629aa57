//! Receipts of the past as rows of the store: pruned.

use crate::receipt::{encoding, events_of};
use crate::{Engine, EngineError};
use allod_state::receipts::events;
use allod_state::{WriteBatch, keys, receipts};

/// Rows that are deleted at a time, at least, where there are so many.
const BATCH: usize = 4_096;

impl Engine {
    /// Deletes the receipts of blocks below `height`, and says how many that were. Receipts are in no root, so nodes may keep as
    /// many as they like. Of single calls in memory up to 63 may stay that are stored together with later ones.
    ///
    /// ```
    /// use allod_vm::{BlockContext, Engine, EngineConfig, MemoryStorage, args};
    /// use std::sync::Arc;
    ///
    /// let engine = Engine::open(EngineConfig::default().with_storage(Arc::new(MemoryStorage::new())))?;
    /// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address; // block 1
    /// let receipt = engine.execute_with_args(contract, "f", args![])?;
    /// assert_eq!(engine.prune_receipts(2)?, 1);
    /// assert_eq!(engine.receipts(0, 10)?, [receipt]);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`EngineError::Busy`], [`EngineError::CorruptStore`], or the store's. Those that were deleted by then stay deleted.
    pub fn prune_receipts(&self, height: u64) -> Result<u64, EngineError> {
        let mut executor = self.writer()?;
        executor.flush()?;
        let (mut pruned, mut batch) = (0, WriteBatch::new());
        for segment in receipts::segments(&*self.storage, 0) {
            let segment = segment?;
            let Some((last, bytes)) = segment.last() else { break };
            if encoding::read(*last, bytes)?.block.height >= height {
                break;
            }
            batch.delete(keys::receipts(receipts::number_of(last)));
            for (hash, bytes) in &segment {
                if self.indexes.events {
                    let receipt = encoding::read(*hash, bytes)?;
                    events::remove(&mut batch, receipt.transaction, events_of(&receipt));
                }
                if self.indexes.digests {
                    // A transaction that ran once more is found by its later receipt.
                    if receipts::indexed(&*self.storage, hash)? == Some(receipts::number_of(hash)) {
                        batch.delete(keys::receipt_index(hash));
                    }
                }
            }
            pruned += segment.len() as u64;
            if batch.len() >= BATCH {
                self.storage.write(&std::mem::take(&mut batch))?;
            }
        }
        if !batch.is_empty() {
            self.storage.write(&batch)?;
        }
        Ok(pruned)
    }
}
