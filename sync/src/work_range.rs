//! Work range: indices that threads take in chunks, each once.

use crate::primitives::{AtomicUsize, Ordering};
use std::ops::Range;

/// Range of indices that threads divide among themselves. Chunks are taken in order, so what was taken is a prefix of the
/// range at any time.
///
/// Nothing but the indices goes from thread to thread here, so its steps need no order among others.
///
/// ```
/// use allod_sync::WorkRange;
///
/// let work = WorkRange::new(3..8, 2);
/// assert_eq!(work.take(), Some(3..5));
/// assert_eq!(work.take(), Some(5..7));
/// assert_eq!(work.take(), Some(7..8));
/// assert_eq!(work.take(), None);
/// ```
#[derive(Debug)]
pub struct WorkRange {
    /// The first index that no thread has taken.
    pub(crate) next: AtomicUsize,
    end: usize,
    chunk_len: usize,
}

impl WorkRange {
    /// The indices of `range`, in chunks of `chunk_len`.
    pub fn new(range: Range<usize>, chunk_len: usize) -> Self {
        Self { next: AtomicUsize::new(range.start), end: range.end, chunk_len }
    }

    /// The next chunk; `None` once everything is taken, or after a [stop](Self::stop).
    #[inline]
    pub fn take(&self) -> Option<Range<usize>> {
        self.chunk_at(self.next.fetch_add(self.chunk_len, Ordering::Relaxed))
    }

    /// The chunk that begins at `from`.
    #[inline]
    pub(crate) fn chunk_at(&self, from: usize) -> Option<Range<usize>> {
        let until = from.saturating_add(self.chunk_len).min(self.end);
        (from < until).then_some(from..until)
    }

    /// Has no thread take a chunk from now on.
    pub fn stop(&self) {
        self.next.store(self.end, Ordering::Relaxed);
    }
}
