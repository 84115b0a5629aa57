//! Write-behind: changes of single calls stay in the journal until somebody asks for the state.

use crate::primitives::{AtomicBool, Ordering, fence};

/// Write-behind switch of a store, and its dirty flag. Only a store that is gone with the process, and that nobody but the
/// engine can reach, is written behind.
///
/// The two sides look at each other's flag (Dekker's protocol): one thread [shares](Self::disable) the store and then asks
/// [`is_dirty`](Self::is_dirty), another calls [`mark_dirty`](Self::mark_dirty) and then asks whether it may leave its
/// changes. Each has a fence between its write and its look, so at least one of them sees the other.
///
/// ```
/// use allod_sync::WriteBehind;
///
/// let write_behind = WriteBehind::new(true, true);
/// assert!(write_behind.mark_dirty(), "changes may wait");
/// write_behind.disable();
/// assert!(write_behind.is_dirty(), "whoever shares the store writes them first");
/// write_behind.mark_clean();
/// assert!(!write_behind.mark_dirty(), "others can reach it now");
/// ```
#[derive(Debug)]
pub struct WriteBehind {
    volatile: bool,
    exclusive: AtomicBool,
    pub(crate) dirty: AtomicBool,
}

impl WriteBehind {
    /// Switch of a store that is gone with the process if it is `volatile`, and that nobody but the engine can reach if it
    /// is `exclusive`. Nothing waits yet.
    pub fn new(volatile: bool, exclusive: bool) -> Self {
        Self { volatile, exclusive: AtomicBool::new(exclusive), dirty: AtomicBool::new(false) }
    }

    /// Disables write-behind for good, because others can reach the store from now on. Changes that wait already still do.
    pub fn disable(&self) {
        self.exclusive.store(false, Ordering::Release);
        fence(Ordering::SeqCst);
    }

    /// True if nobody but the engine can reach the store.
    #[inline]
    pub fn is_exclusive(&self) -> bool {
        self.exclusive.load(Ordering::Acquire)
    }

    /// True if changes may wait.
    #[inline]
    pub fn is_allowed(&self) -> bool {
        self.volatile && self.is_exclusive()
    }

    /// True if changes wait, or may. Where it is false, all that was marked as written is in the store.
    #[inline]
    pub fn is_dirty(&self) -> bool {
        self.dirty.load(Ordering::Acquire)
    }

    /// Marks changes as waiting, and answers whether they may. They count as waiting until they are
    /// [written](Self::mark_clean) in either case, so whoever disables write-behind and then looks sees them. Only the
    /// holder of the executor calls these two.
    #[inline]
    pub fn mark_dirty(&self) -> bool {
        // One that finds the flag set stands behind the fence of whoever has set it.
        if !self.dirty.load(Ordering::Relaxed) {
            self.dirty.store(true, Ordering::Release);
            fence(Ordering::SeqCst);
        }
        self.is_allowed()
    }

    /// Marks everything as written, or undone.
    #[inline]
    pub fn mark_clean(&self) {
        self.dirty.store(false, Ordering::Release);
    }
}
