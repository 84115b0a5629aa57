//! Executor lock: one writer at a time, and none from inside of a call.

use crate::EngineError;
use crate::block::BlockExecutor;
use allod_sync::PoolId;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Lock around the [`BlockExecutor`] that knows the thread which holds it: a second attempt of the same thread, or of one
/// of the executor's own, is an error and no deadlock.
pub(crate) struct ExecutorLock {
    executor: Mutex<BlockExecutor>,
    /// The thread that holds the lock; 0 where none does.
    holder: AtomicUsize,
    /// The threads that work for this executor.
    workers: PoolId,
}

/// Exclusive use of the executor, until it is dropped.
pub(crate) struct ExecutorGuard<'l> {
    executor: MutexGuard<'l, BlockExecutor>,
    holder: &'l AtomicUsize,
}

impl ExecutorLock {
    pub(crate) fn new(executor: BlockExecutor) -> Self {
        let workers = executor.workers();
        Self { executor: Mutex::new(executor), holder: AtomicUsize::new(0), workers }
    }

    /// Waits until no other thread holds the lock, and takes it.
    ///
    /// # Errors
    /// [`EngineError::Busy`] where this thread holds it already, or works for the one that does: it would wait for itself.
    #[inline]
    pub(crate) fn lock(&self) -> Result<ExecutorGuard<'_>, EngineError> {
        let me = this_thread();
        // Only this thread can have put its own number there.
        if self.holder.load(Ordering::Relaxed) == me || self.workers.has_this_thread() {
            return Err(EngineError::Busy);
        }
        // A holder that panicked has undone its transaction, or dropped the journal and left the store as it was.
        let executor = self.executor.lock().unwrap_or_else(PoisonError::into_inner);
        self.holder.store(me, Ordering::Relaxed);
        Ok(ExecutorGuard { executor, holder: &self.holder })
    }
}

impl Deref for ExecutorGuard<'_> {
    type Target = BlockExecutor;
    fn deref(&self) -> &BlockExecutor {
        &self.executor
    }
}

impl DerefMut for ExecutorGuard<'_> {
    fn deref_mut(&mut self) -> &mut BlockExecutor {
        &mut self.executor
    }
}

impl Drop for ExecutorGuard<'_> {
    fn drop(&mut self) {
        self.holder.store(0, Ordering::Relaxed);
    }
}

/// Number of this thread: the address of a byte of its own, which no other thread alive has and which is not 0.
#[inline]
fn this_thread() -> usize {
    thread_local!(static BYTE: u8 = const { 0 });
    BYTE.with(|byte| std::ptr::from_ref(byte).addr())
}
