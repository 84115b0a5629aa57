//! Write-behind: changes of single calls stay in the journal until somebody asks for the state.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};

/// Write-behind switch of a store, and its dirty flag. Only a store that is gone with the process, and that nobody but the
/// engine can reach, is written behind.
///
/// The flags are two, and `SeqCst`, because the two sides look at each other's: one thread [shares](Self::share) the store
/// and then asks [`is_dirty`](Self::is_dirty), another calls [`mark_dirty`](Self::mark_dirty) and then asks whether it may
/// leave its changes (Dekker's protocol). At least one of them sees the other.
#[derive(Debug)]
pub(crate) struct WriteBehind {
    volatile: bool,
    exclusive: AtomicBool,
    dirty: AtomicBool,
}

impl WriteBehind {
    /// Switch of a store that is gone with the process if it is `volatile`, and that nobody but the engine can reach if it
    /// is `exclusive`. Nothing waits yet.
    pub(crate) fn new(volatile: bool, exclusive: bool) -> Self {
        Self { volatile, exclusive: AtomicBool::new(exclusive), dirty: AtomicBool::new(false) }
    }

    /// Disables write-behind for good, because others can reach the store from now on. Changes that wait already still do.
    pub(crate) fn disable(&self) {
        self.exclusive.store(false, SeqCst);
    }

    /// True if nobody but the engine can reach the store.
    #[inline]
    pub(in crate::block) fn is_exclusive(&self) -> bool {
        self.exclusive.load(SeqCst)
    }

    /// True if changes may wait.
    pub(in crate::block) fn is_allowed(&self) -> bool {
        self.volatile && self.is_exclusive()
    }

    /// True if changes wait, or may.
    pub(crate) fn is_dirty(&self) -> bool {
        self.dirty.load(SeqCst)
    }

    /// Marks changes as waiting, and answers whether they may. They count as waiting until they are
    /// [written](Self::mark_clean) in either case, so whoever disables write-behind and then looks sees them. Only the
    /// holder of the executor calls these two.
    pub(in crate::block) fn mark_dirty(&self) -> bool {
        if !self.dirty.load(SeqCst) {
            self.dirty.store(true, SeqCst);
        }
        self.is_allowed()
    }

    /// Marks everything as written, or undone.
    pub(in crate::block) fn mark_clean(&self) {
        self.dirty.store(false, SeqCst);
    }
}
