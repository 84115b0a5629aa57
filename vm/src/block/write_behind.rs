//! Whether a store is written behind.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

/// Whether a store is written behind: what single calls change waits in the ledger until somebody asks for it. Only a
/// store that is gone with the process, and that nobody but the engine can reach, is.
#[derive(Debug)]
pub(crate) struct Behind {
    volatile: bool,
    exclusive: AtomicBool,
    waiting: AtomicBool,
}

impl Behind {
    /// Nothing waits yet. The store is gone with the process if it is `volatile`, and nobody but the engine can reach it
    /// if it is `exclusive`.
    pub(crate) fn new(volatile: bool, exclusive: bool) -> Self {
        Self { volatile, exclusive: AtomicBool::new(exclusive), waiting: AtomicBool::new(false) }
    }

    /// Others can reach the store from now on, so nothing waits any more. What waits already still does.
    pub(crate) fn share(&self) {
        self.exclusive.store(false, SeqCst);
    }

    /// Whether nobody but the engine can reach the store.
    #[inline]
    pub(in crate::block) fn is_exclusive(&self) -> bool {
        self.exclusive.load(SeqCst)
    }

    /// Whether things may wait.
    pub(in crate::block) fn is_allowed(&self) -> bool {
        self.volatile && self.is_exclusive()
    }

    /// Whether something waits.
    pub(crate) fn is_waiting(&self) -> bool {
        self.waiting.load(SeqCst)
    }

    /// Lets changes wait, and answers whether they may. They count as waiting until they are [`written`](Self::written)
    /// in either case, so somebody who forbids it and then looks sees them. Whoever has the ledger calls these two.
    pub(in crate::block) fn wait(&self) -> bool {
        if !self.waiting.load(SeqCst) {
            self.waiting.store(true, SeqCst);
        }
        self.is_allowed()
    }

    /// Everything is in the store, or undone.
    pub(in crate::block) fn written(&self) {
        self.waiting.store(false, SeqCst);
    }
}
