//! Queue of one producer and many consumers, of a length that is known.

use crate::primitives::{AtomicBool, AtomicUsize, Mutex, Ordering, SPIN_ITERATIONS, spin_loop};
use std::sync::PoisonError;

/// Queue that one thread fills in order while others take from it. Each value is taken once.
///
/// A consumer that finds nothing for some 50 µs gives up. So the producer takes, too, once it has
/// [closed](Self::close) the queue: what it does not find then, another thread has.
///
/// ```
/// use allod_sync::SpmcQueue;
///
/// let queue = SpmcQueue::with_capacity(2);
/// assert_eq!((queue.push('a'), queue.push('b'), queue.push('c')), (Ok(()), Ok(()), Err('c')));
/// queue.close();
/// assert_eq!(std::iter::from_fn(|| queue.take()).collect::<String>(), "ab");
/// ```
#[derive(Debug)]
pub struct SpmcQueue<T> {
    pub(crate) slots: Box<[Mutex<Option<T>>]>,
    /// Values that were pushed.
    pub(crate) ready: AtomicUsize,
    /// Values that were taken.
    pub(crate) taken: AtomicUsize,
    /// True once no more are pushed.
    closed: AtomicBool,
}

impl<T> SpmcQueue<T> {
    /// Queue for so many values, over all its life.
    pub fn with_capacity(capacity: usize) -> Self {
        Self {
            slots: (0..capacity).map(|_| Mutex::new(None)).collect(),
            ready: AtomicUsize::new(0),
            taken: AtomicUsize::new(0),
            closed: AtomicBool::new(false),
        }
    }

    /// Number of values that it is for.
    pub fn capacity(&self) -> usize {
        self.slots.len()
    }

    /// Adds a value. One thread does, and none after the queue is closed.
    ///
    /// # Errors
    /// The value, where as many were added as there is room for.
    pub fn push(&self, value: T) -> Result<(), T> {
        let at = self.ready.load(Ordering::Relaxed);
        let Some(slot) = self.slots.get(at) else { return Err(value) };
        *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(value);
        self.ready.store(at + 1, Ordering::Release);
        Ok(())
    }

    /// Tells consumers that no more is added.
    pub fn close(&self) {
        self.closed.store(true, Ordering::Release);
    }

    /// The next value, once there is one; `None` where no more are added, or none was for so long that the thread which
    /// adds them may as well take the rest.
    pub fn take(&self) -> Option<T> {
        let mut iterations = 0;
        loop {
            // Read before the number is: none is added after the last.
            let closed = self.closed.load(Ordering::Acquire);
            let ready = self.ready.load(Ordering::Acquire);
            let next = |taken: usize| (taken < ready).then_some(taken + 1);
            if let Ok(at) = self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next) {
                return self.slots.get(at)?.lock().unwrap_or_else(PoisonError::into_inner).take();
            }
            iterations += 1;
            if closed || iterations == SPIN_ITERATIONS {
                return None;
            }
            spin_loop();
        }
    }
}
