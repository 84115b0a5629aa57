//! Whether a store is written behind.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

/// Whether a store is written behind: what single calls change waits in the ledger until somebody asks for it. Only a
/// store that nobody but the engine can reach is.
#[derive(Debug)]
pub(crate) struct Behind {
    allowed: AtomicBool,
    waiting: AtomicBool,
}

impl Behind {
    /// Nothing waits yet.
    pub(crate) fn new(allowed: bool) -> Self {
        Self { allowed: AtomicBool::new(allowed), waiting: AtomicBool::new(false) }
    }

    /// Has nothing wait from now on. What waits already still does.
    pub(crate) fn forbid(&self) {
        self.allowed.store(false, SeqCst);
    }

    /// Whether things may wait: nobody but the engine can reach the store.
    pub(super) fn is_allowed(&self) -> bool {
        self.allowed.load(SeqCst)
    }

    /// Whether something waits.
    pub(crate) fn is_waiting(&self) -> bool {
        self.waiting.load(SeqCst)
    }

    /// Lets changes wait, and answers whether they may. They count as waiting until they are [`written`](Self::written)
    /// in either case, so somebody who forbids it and then looks sees them. Whoever has the ledger calls these two.
    pub(super) fn wait(&self) -> bool {
        if !self.waiting.load(SeqCst) {
            self.waiting.store(true, SeqCst);
        }
        self.allowed.load(SeqCst)
    }

    /// Everything is in the store.
    pub(super) fn written(&self) {
        self.waiting.store(false, SeqCst);
    }
}
