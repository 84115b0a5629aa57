//! Who may write next: one at a time, and nobody from inside of what they write.

use crate::EngineError;
use crate::block::Ledger;
use crate::block::parallel::worker_pool;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The ledger, and whose turn with it it is.
pub(crate) struct Turns {
    ledger: Mutex<Ledger>,
    /// The thread that has it; 0 where none has.
    holder: AtomicUsize,
    /// The mark of the threads that help this ledger.
    crew: worker_pool::Crew,
}

/// A turn with the ledger.
pub(crate) struct Turn<'t> {
    ledger: MutexGuard<'t, Ledger>,
    holder: &'t AtomicUsize,
}

impl Turns {
    pub(crate) fn new(ledger: Ledger) -> Self {
        let crew = ledger.crew();
        Self { ledger: Mutex::new(ledger), holder: AtomicUsize::new(0), crew }
    }

    /// Waits for the others, and takes a turn.
    ///
    /// # Errors
    /// [`EngineError::Busy`] where this thread has one already, or helps with one: it would wait for itself.
    #[inline]
    pub(crate) fn take(&self) -> Result<Turn<'_>, EngineError> {
        let me = this_thread();
        // Only this thread can have put its own number there.
        if self.holder.load(Ordering::Relaxed) == me || self.crew.is_mine() {
            return Err(EngineError::Busy);
        }
        // Whoever panicked with it undid what it did, or took the journal along and left the store as it was.
        let ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        self.holder.store(me, Ordering::Relaxed);
        Ok(Turn { ledger, holder: &self.holder })
    }
}

impl Deref for Turn<'_> {
    type Target = Ledger;
    fn deref(&self) -> &Ledger {
        &self.ledger
    }
}

impl DerefMut for Turn<'_> {
    fn deref_mut(&mut self) -> &mut Ledger {
        &mut self.ledger
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.holder.store(0, Ordering::Relaxed);
    }
}

/// A number that no other thread alive has, and that is not 0: where this thread keeps a byte of its own.
#[inline]
fn this_thread() -> usize {
    thread_local!(static BYTE: u8 = const { 0 });
    BYTE.with(|byte| std::ptr::from_ref(byte).addr())
}
