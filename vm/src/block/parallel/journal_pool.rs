//! Journal pool: child journals that are used again, with their capacity.

use allod_state::{BaseView, ChildJournal};
use std::sync::{Arc, Mutex, PoisonError};

/// Pool of child journals, shared by all threads of a block.
#[derive(Clone, Debug, Default)]
pub(in crate::block) struct JournalPool(
    #[expect(clippy::vec_box, reason = "they go from hand to hand, and they are large")]
    Arc<Mutex<Vec<Box<ChildJournal>>>>,
);

impl JournalPool {
    /// A journal of the pool, or a new one over the store that `view` is over.
    pub(in crate::block) fn take(&self, view: &BaseView) -> Box<ChildJournal> {
        let pooled = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        pooled.unwrap_or_else(|| Box::new(ChildJournal::empty_over(view)))
    }

    /// Takes back journals that nobody needs any more.
    pub(in crate::block) fn put(&self, journals: impl IntoIterator<Item = Box<ChildJournal>>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend(journals);
    }
}
