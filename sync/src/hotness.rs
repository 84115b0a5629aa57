//! Hotness: what the calls of an interpreted module have cost, and whether the compiler has been asked for it.

use crate::primitives::{AtomicBool, AtomicU64, Ordering};

/// Hotness of a module: gas that calls have used, up to the threshold at which compiling pays.
///
/// ```
/// use allod_sync::Hotness;
///
/// let hotness = Hotness::new(Some(100));
/// assert!(!hotness.add(60));
/// assert!(hotness.add(60), "it is time");
/// assert!(!hotness.add(60), "which is said once");
/// hotness.unqueue();
/// assert!(hotness.add(0), "and again after the compiler had no room");
/// assert!(!Hotness::new(None).add(u64::MAX), "a module without a threshold is never compiled");
/// ```
#[derive(Debug)]
pub struct Hotness {
    pub(crate) gas: AtomicU64,
    pub(crate) threshold: u64,
    /// True once the module is queued for the compiler, and for good if it never will be.
    pub(crate) queued: AtomicBool,
}

impl Hotness {
    /// Hotness of a module that is compiled once its calls have used `threshold` gas; never for `None`.
    pub fn new(threshold: Option<u64>) -> Self {
        Self {
            gas: AtomicU64::new(0),
            threshold: threshold.unwrap_or(u64::MAX),
            queued: AtomicBool::new(threshold.is_none()),
        }
    }

    /// Adds the `gas` of a call. `true` if it is time to compile the module, which one call of all is told.
    pub fn add(&self, gas: u64) -> bool {
        let used = self.gas.fetch_add(gas, Ordering::Relaxed).saturating_add(gas);
        used >= self.threshold && !self.queued.load(Ordering::Relaxed) && !self.queued.swap(true, Ordering::AcqRel)
    }

    /// Notes that the compiler's queue was full, so that the next call tries again.
    pub fn unqueue(&self) {
        // An exchange, as in `add`: whichever of the two is the later one sees the other.
        self.queued.swap(false, Ordering::AcqRel);
    }
}
