//! Saved world: its state as it was.

use super::{Words, open};
use allod_state::{MemoryStorage, Reader, StateError, Storage, WriteBatch};
use allod_vm::Engine;
use std::sync::Arc;

/// Rows that are copied at a time.
const ROWS: usize = 4_096;

/// State of a world as it was, and of its next block. It shares its rows with the world it is of, until that changes.
#[derive(Clone)]
pub(crate) struct Saved {
    rows: Arc<dyn Reader>,
    next_time: Option<i64>,
    skipped: u64,
}

impl Saved {
    /// The state that `rows` are.
    pub(super) fn new(rows: Arc<dyn Reader>, next_time: Option<i64>, skipped: u64) -> Self {
        Self { rows, next_time, skipped }
    }

    /// An engine on a copy, with the time of its next block and the blocks left out before.
    pub(super) fn open(&self) -> Result<(Engine, Option<i64>, u64), Words> {
        let copy = self.copy().map_err(|error| error.to_string())?;
        Ok((open(copy)?, self.next_time, self.skipped))
    }

    fn copy(&self) -> Result<MemoryStorage, StateError> {
        let copy = MemoryStorage::new();
        let mut after: Option<Vec<u8>> = None;
        loop {
            let rows = self.rows.scan_after(b"", after.as_deref(), ROWS)?;
            let Some((last, _)) = rows.last() else { return Ok(copy) };
            after = Some(last.clone());
            let mut batch = WriteBatch::new();
            for (key, value) in rows {
                batch.put(key, value);
            }
            copy.write(&batch)?;
        }
    }
}
