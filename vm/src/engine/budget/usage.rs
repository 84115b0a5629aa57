//! Usage: shares of the machine in use, over all threads of the process.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::sync::{Mutex, PoisonError};

/// Loaded modules, and the images of their memories.
pub(crate) static CODE: Usage = Usage::new();

/// Usage of the machine by things of one kind.
#[derive(Debug)]
pub(crate) struct Usage {
    count: AtomicU64,
    mappings: AtomicU64,
    bytes: AtomicU64,
}

/// Share of the machine that one thing takes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Share {
    pub(crate) count: u64,
    pub(crate) mappings: u64,
    pub(crate) bytes: u64,
}

impl Usage {
    pub(crate) const fn new() -> Self {
        Self { count: AtomicU64::new(0), mappings: AtomicU64::new(0), bytes: AtomicU64::new(0) }
    }

    /// Notes that a thing which took `before` takes `now`. It asks for no lock and no memory, so the handler of a signal
    /// may do it.
    pub(crate) fn change(&self, before: Share, now: Share) {
        let part = |counter: &AtomicU64, before: u64, now: u64| {
            // Wraps for less, and wraps back in the sum.
            if before != now {
                counter.fetch_add(now.wrapping_sub(before), Relaxed);
            }
        };
        part(&self.count, before.count, now.count);
        part(&self.mappings, before.mappings, now.mappings);
        part(&self.bytes, before.bytes, now.bytes);
    }

    /// The share of all of them.
    #[inline]
    pub(crate) fn total(&self) -> Share {
        Share {
            count: self.count.load(Relaxed),
            mappings: self.mappings.load(Relaxed),
            bytes: self.bytes.load(Relaxed),
        }
    }
}

/// Share that is given back when its owner is dropped.
#[derive(Debug)]
pub(crate) struct Taken {
    of: &'static Usage,
    share: Mutex<Share>,
}

impl Taken {
    /// Takes `share` of `of`.
    pub(crate) fn new(of: &'static Usage, share: Share) -> Self {
        of.change(Share::default(), share);
        Self { of, share: Mutex::new(share) }
    }

    /// Takes `share` from now on.
    pub(crate) fn set(&self, share: Share) {
        let mut taken = self.share.lock().unwrap_or_else(PoisonError::into_inner);
        self.of.change(*taken, share);
        *taken = share;
    }

    /// Takes so many `bytes` more.
    pub(crate) fn grow(&self, bytes: u64) {
        let taken = self.share();
        self.set(Share { bytes: taken.bytes + bytes, ..taken });
    }

    pub(crate) fn share(&self) -> Share {
        *self.share.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.of.change(self.share(), Share::default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_is_given_back() {
        static USAGE: Usage = Usage::new();
        let share = |bytes| Share { count: 1, mappings: 2, bytes };
        let one = Taken::new(&USAGE, share(10));
        let two = Taken::new(&USAGE, share(100));
        one.set(share(3));
        assert_eq!(USAGE.total(), Share { count: 2, mappings: 4, bytes: 103 });
        drop(two);
        assert_eq!((USAGE.total(), one.share()), (share(3), share(3)));
        drop(one);
        assert_eq!(USAGE.total(), Share::default());
    }
}
