//! Commit task: the changes of a block, put into a batch and mixed into the root by several threads.

use allod_state::{BaseView, ChangeSet, LtHash, WriteBatch};
use allod_sync::WorkRange;
use std::sync::{Arc, Mutex, PoisonError};

/// Changes that a thread takes at a time: each is about a microsecond of work.
const CHANGES_PER_STEP: usize = 32;

/// Commit of a block's changes on several threads: the first to come puts them into the batch in their order, while the
/// others work out the delta to the root, and then all do.
pub(in crate::block) struct CommitTask {
    pub(in crate::block) view: Arc<BaseView>,
    pub(in crate::block) changes: ChangeSet,
    /// The batch that the changes go into, in order.
    pub(in crate::block) batch: Mutex<WriteBatch>,
    /// Steps that no thread has taken: 0 is the batch, the others are changes.
    steps: WorkRange,
}

impl CommitTask {
    pub(in crate::block) fn new(view: Arc<BaseView>, changes: ChangeSet, batch: WriteBatch) -> Self {
        let steps = WorkRange::new(0..1 + changes.len().div_ceil(CHANGES_PER_STEP), 1);
        Self { view, changes, batch: Mutex::new(batch), steps }
    }

    /// One thread's share: the delta of the changes that it took.
    pub(in crate::block) fn work(&self) -> LtHash {
        let mut delta: Option<LtHash> = None;
        for step in std::iter::from_fn(|| self.steps.take()).flatten() {
            let Some(step) = step.checked_sub(1) else {
                let mut batch = self.batch.lock().unwrap_or_else(PoisonError::into_inner);
                self.view.write_changes(&self.changes, &mut batch);
                continue;
            };
            let from = step * CHANGES_PER_STEP;
            let part = self.view.root_delta(&self.changes, from..from + CHANGES_PER_STEP);
            match &mut delta {
                Some(delta) => delta.mix_in(&part),
                None => delta = Some(part),
            }
        }
        delta.unwrap_or_default()
    }
}
