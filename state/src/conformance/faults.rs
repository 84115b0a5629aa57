//! Promises of a store that fails.

use super::expect::{expect_scan, expect_value, fill};
use super::{failure, report};
use crate::{Reader, StateError, Storage, WriteBatch};
use std::fmt::Debug;
use std::sync::Arc;

/// Checks how a store fails. `set_failing` makes each of its operations fail from then on, or none; a store over a disk or a
/// network is given one that does. An engine relies on it that a read which fails is an error and no missing row, and that
/// nothing of a batch is kept which was refused.
///
/// # Panics
/// With a line for each promise that is broken.
///
/// ```
/// use allod_state::{MemoryStorage, Pair, Reader, StateError, Storage, WriteBatch, conformance::check_faults};
/// use std::sync::Arc;
/// use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
///
/// /// A store whose disk is taken out and put in again.
/// #[derive(Default)]
/// struct Unplugged { rows: MemoryStorage, out: Arc<AtomicBool> }
///
/// struct Snapshot { rows: Arc<dyn Reader>, out: Arc<AtomicBool> }
///
/// fn asked(out: &AtomicBool) -> Result<(), StateError> {
///     match out.load(Relaxed) {
///         true => Err(StateError::Store { what: "reach its disk", why: "it is out".to_owned() }),
///         false => Ok(()),
///     }
/// }
///
/// impl Reader for Unplugged {
///     fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
///         asked(&self.out).and_then(|()| self.rows.get(key))
///     }
///     fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
///         asked(&self.out).and_then(|()| self.rows.scan_after(prefix, after, limit))
///     }
/// }
///
/// impl Reader for Snapshot {
///     fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
///         asked(&self.out).and_then(|()| self.rows.get(key))
///     }
///     fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
///         asked(&self.out).and_then(|()| self.rows.scan_after(prefix, after, limit))
///     }
/// }
///
/// impl Storage for Unplugged {
///     fn write(&self, batch: &WriteBatch) -> Result<(), StateError> {
///         asked(&self.out).and_then(|()| self.rows.write(batch))
///     }
///     fn snapshot(&self) -> Arc<dyn Reader> {
///         Arc::new(Snapshot { rows: self.rows.snapshot(), out: self.out.clone() })
///     }
/// }
///
/// check_faults(|| Arc::new(Unplugged::default()), |store, failing| store.out.store(failing, Relaxed));
/// ```
pub fn check_faults<S: Storage + 'static>(make: impl Fn() -> Arc<S>, set_failing: impl Fn(&S, bool)) {
    let reads = || {
        let store = make();
        fill(&*store, &[b"\x80a"])?;
        set_failing(&store, true);
        let snapshot = store.snapshot();
        for (name, reader) in [("the store", &*store as &dyn Reader), ("a snapshot", &*snapshot)] {
            failed(name, "get", reader.get(b"\x80a"))?;
            failed(name, "get of a row that is not there", reader.get(b"\x80b"))?;
            failed(name, "get_within", reader.get_within(b"\x80a", 9))?;
            failed(name, "get_many", reader.get_many(&[b"\x80a"]))?;
            failed(name, "scan_after", reader.scan_after(b"\x80", None, 9))?;
            failed(name, "visit", reader.visit(b"\x80", None, &mut |_, _| true))?;
        }
        set_failing(&store, false);
        expect_value(&*store, b"\x80a", Some(b"\x80a"))
    };
    let writes = || {
        let store = make();
        fill(&*store, &[b"\x80a", b"\x80b"])?;
        let mut batch = WriteBatch::new();
        batch.put(b"\x80a", b"changed").delete(b"\x80b").put(b"\x80c", b"new");
        set_failing(&store, true);
        failed("the store", "write", store.write(&batch))?;
        set_failing(&store, false);
        expect_scan(&*store, (b"\x80", None, 9), &[b"\x80a", b"\x80b"])?;
        fill(&*store, &[b"\x80d"])?;
        expect_scan(&*store, (b"\x80", None, 9), &[b"\x80a", b"\x80b", b"\x80d"])
    };
    let reads = failure("a read that fails is an error, and no missing row", reads);
    let writes = failure("nothing of a refused batch is kept, and the next is taken", writes);
    report(reads.into_iter().chain(writes).collect());
}

/// That an operation failed.
fn failed<T: Debug>(of: &str, what: &str, given: Result<T, StateError>) -> Result<(), String> {
    match given {
        Err(_) => Ok(()),
        Ok(given) => Err(format!("{what} of {of} that fails gave {given:?}, wanted an error")),
    }
}
