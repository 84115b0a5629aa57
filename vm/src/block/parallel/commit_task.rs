//! What is left to do once a block's transactions have run.

use allod_state::{BaseView, ChangeSet, LtHash, WriteBatch};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Changes whose part of the root a thread works out at a time: each takes about a microsecond.
const CHUNK: usize = 32;

/// What a block has changed, gone over on several threads: one of them puts it in order for the store, while the others
/// work out what it does to the root, and then all do.
pub(in crate::block) struct Closing {
    pub(in crate::block) view: Arc<BaseView>,
    pub(in crate::block) changes: ChangeSet,
    /// Where the changes are written, in order.
    pub(in crate::block) batch: Mutex<WriteBatch>,
    /// The piece of work that no thread has taken: the batch, then chunks of changes.
    next: AtomicUsize,
}

impl Closing {
    pub(in crate::block) fn new(view: Arc<BaseView>, changes: ChangeSet, batch: WriteBatch) -> Self {
        Self { view, changes, batch: Mutex::new(batch), next: AtomicUsize::new(0) }
    }

    /// What one thread does of it: what the changes it got hold of do to the state's lattice.
    pub(in crate::block) fn work(&self) -> LtHash {
        let mut delta = None;
        loop {
            let Some(chunk) = self.next.fetch_add(1, Ordering::Relaxed).checked_sub(1) else {
                let mut batch = self.batch.lock().unwrap_or_else(PoisonError::into_inner);
                self.view.write_changes(&self.changes, &mut batch);
                continue;
            };
            let from = chunk * CHUNK;
            if from >= self.changes.len() {
                return delta.unwrap_or_default();
            }
            let part = self.view.root_delta(&self.changes, from..from + CHUNK);
            match &mut delta {
                Some(delta) => LtHash::mix_in(delta, &part),
                None => delta = Some(part),
            }
        }
    }
}
