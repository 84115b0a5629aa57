//! Promise of a store that outlives its process.

use super::expect::{answer, expect_scan, expect_value, fill};
use super::{failure, report};
use crate::{Storage, WriteBatch};
use std::sync::Arc;

/// Checks that a store holds what was written to it once it is opened again. `open` opens the same one each time, which is new
/// the first time; none that it gave before is held then.
///
/// ```
/// use allod_state::conformance::check_durable;
/// # #[cfg(feature = "rocksdb")] {
/// use allod_state::RocksStorage;
/// use std::sync::Arc;
///
/// let folder = tempfile::tempdir()?;
/// check_durable(|| Arc::new(RocksStorage::open(folder.path()).expect("it can be opened")));
/// # }
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Panics
/// With a line for the promise, where rows are missing or there are others.
pub fn check_durable<S: Storage + 'static>(open: impl Fn() -> Arc<S>) {
    let test = || {
        let store = open();
        fill(&*store, &[b"\x80a", b"\x80b", b"\x80c"])?;
        drop(store);
        let store = open();
        expect_scan(&*store, (b"\x80", None, 9), &[b"\x80a", b"\x80b", b"\x80c"])?;
        answer("write", store.write(WriteBatch::new().delete(b"\x80a").put(b"\x80b", b"")))?;
        drop(store);
        let store = open();
        expect_value(&*store, b"\x80a", None)?;
        expect_value(&*store, b"\x80b", Some(b""))?;
        expect_value(&*store, b"\x80c", Some(b"\x80c"))
    };
    report(failure("what was written is there when the store is opened again", test).into_iter().collect());
}
