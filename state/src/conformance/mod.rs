//! Conformance: the promises that every store keeps, as a suite for stores of an embedder's own. By the feature `conformance`.
//!
//! ```
//! use allod_state::{MemoryStorage, conformance};
//! use std::sync::Arc;
//!
//! conformance::check(|| Arc::new(MemoryStorage::new()));
//! ```
//!
//! | function | for |
//! |---|---|
//! | [`check`] | every store: point reads, scans, snapshots, atomic batches, order, large values, readers beside a writer, random batches |
//! | [`check_durable`] | one that outlives its process: the same rows when it is opened again |
//! | [`check_faults`] | one that can be made to fail: errors and not missing rows, and nothing of a refused batch |
//!
//! Each of them makes a new store for every promise and panics with a list of those that are broken. [`failures`] gives the
//! same list to whoever reports it otherwise. The suite takes some seconds and 40 MiB of memory.
//!
//! A store may hold rows of its own when it is new (a mark of its layout, say): they are left alone. The suite's keys begin
//! with the bytes 0x80 or 0xFF.

mod durable;
mod expect;
mod faults;
mod model;
mod promises;
mod scans;

pub use durable::check_durable;
pub use faults::check_faults;

use crate::Storage;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Promise of a store.
#[derive(Clone, Copy, Debug)]
struct Promise {
    name: &'static str,
    /// Tries it on a new store. The error says what was seen and what was wanted.
    test: fn(&dyn Storage) -> Result<(), String>,
}

/// Broken promise: what a store was asked, did, and should have done.
///
/// ```
/// use allod_state::conformance::failures;
/// use allod_state::{MemoryStorage, Pair, Reader, StateError, Storage, WriteBatch};
/// use std::sync::Arc;
///
/// /// A store that forgets the limit of a scan.
/// struct Unlimited(MemoryStorage);
///
/// impl Reader for Unlimited {
///     fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
///         self.0.get(key)
///     }
///
///     fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, _: usize) -> Result<Vec<Pair>, StateError> {
///         self.0.scan_after(prefix, after, usize::MAX)
///     }
/// }
///
/// impl Storage for Unlimited {
///     fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
///         self.0.write(batch)
///     }
///
///     fn snapshot(&self) -> Arc<dyn Reader> {
///         self.0.snapshot()
///     }
/// }
///
/// let broken = failures(|| Arc::new(Unlimited(MemoryStorage::new())));
/// assert!(broken.iter().any(|failure| failure.promise == "a scan has at most as many rows as asked"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BrokenPromise {
    /// The promise.
    pub promise: &'static str,
    /// The operation, its answer, and the one wanted.
    pub seen: String,
}

impl fmt::Display for BrokenPromise {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.promise, self.seen)
    }
}

/// Checks every promise, each on a new store that `make` gives.
///
/// # Panics
/// With a line for each promise that is broken.
pub fn check<S: Storage + 'static>(make: impl Fn() -> Arc<S>) {
    report(failures(make));
}

/// The promises that stores of `make` do not keep. A panic of the store is one of them.
pub fn failures<S: Storage + 'static>(make: impl Fn() -> Arc<S>) -> Vec<BrokenPromise> {
    let all = promises::PROMISES.iter().chain(&scans::PROMISES).chain(&model::PROMISES);
    let broken = |promise: &Promise| failure(promise.name, || (promise.test)(&*make()));
    all.filter_map(broken).collect()
}

/// The failure of `test`, if it fails.
fn failure(promise: &'static str, test: impl FnOnce() -> Result<(), String>) -> Option<BrokenPromise> {
    let ended = catch_unwind(AssertUnwindSafe(test)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().copied();
        let text = text.or_else(|| panic.downcast_ref::<String>().map(String::as_str));
        Err(format!("the store panicked: {}", text.unwrap_or("no words")))
    });
    ended.err().map(|seen| BrokenPromise { promise, seen })
}

/// Panics if there are any `failures`.
fn report(failures: Vec<BrokenPromise>) {
    let lines: Vec<_> = failures.iter().map(BrokenPromise::to_string).collect();
    assert!(lines.is_empty(), "the store breaks {} of its promises:\n{}", lines.len(), lines.join("\n"));
}
