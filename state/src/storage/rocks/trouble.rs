//! Errors of RocksDB and of the system, as errors of ours.

use crate::{StateError, StoreFault};
use rocksdb::ErrorKind;
use std::path::Path;

/// Errors of the system that RocksDB tells in words only: it ends its message with the system's
/// own text for the number of the error.
const ERRNOS: [i32; 20] = [
    libc::ENOSPC,
    libc::EDQUOT,
    libc::EFBIG,
    libc::EACCES,
    libc::EPERM,
    libc::EROFS,
    libc::EAGAIN,
    libc::ENOLCK,
    libc::EMFILE,
    libc::ENFILE,
    libc::ENOMEM,
    libc::ENOENT,
    libc::EISDIR,
    libc::ENOTDIR,
    libc::ELOOP,
    libc::EIO,
    libc::ENXIO,
    libc::ENODEV,
    libc::ESTALE,
    libc::EBADMSG,
];

/// The error of the system that a `message` of RocksDB's ends with, or that the binding shows in its own about a
/// folder.
fn errno(message: &str) -> Option<i32> {
    if let Some((_, shown)) = message.split_once("`Os { code: ") {
        return shown.split(',').next()?.parse().ok();
    }
    let ends = |errno: &i32| {
        let text = std::io::Error::from_raw_os_error(*errno).to_string();
        let text = text.strip_suffix(&format!(" (os error {errno})")).unwrap_or(&text).to_owned();
        message.strip_suffix(&text).is_some_and(|before| before.ends_with(": "))
    };
    ERRNOS.iter().copied().find(ends)
}

/// The error for RocksDB's, when the store at `path` was asked to do `what`.
pub(super) fn failed(path: &Path, what: &'static str) -> impl Fn(rocksdb::Error) -> StateError {
    move |error| {
        let (path, why) = (path.display().to_string(), error.to_string());
        let fault = match error.kind() {
            ErrorKind::Corruption => StoreFault::Damaged,
            ErrorKind::IOError => errno(&why).map_or(StoreFault::Device, StoreFault::of_errno),
            _ => errno(&why).map_or(StoreFault::Other, StoreFault::of_errno),
        };
        match fault {
            StoreFault::Damaged => StateError::Damaged { path, why },
            StoreFault::InUse => StateError::Locked { path },
            fault => StateError::Disk { path, what, why, fault },
        }
    }
}

/// The error for the system's about a file of the store in `folder`, which was asked to do `what`.
pub(super) fn refused<'p>(
    folder: &'p Path,
    file: &'p Path,
    what: &'static str,
) -> impl Fn(std::io::Error) -> StateError + use<'p> {
    move |error| {
        let fault = error.raw_os_error().map_or(StoreFault::Other, StoreFault::of_errno);
        let (path, why) = (folder.display().to_string(), format!("{}: {error}", file.display()));
        match fault {
            StoreFault::Damaged => StateError::Damaged { path, why },
            fault => StateError::Disk { path, what, why, fault },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_an_error_is_known_by_the_end_of_what_rocksdb_says() {
        for (message, wanted) in [
            (
                "IO error: No space left on device: While appending to file: /d/000012.log: No space left on device",
                libc::ENOSPC,
            ),
            ("IO error: while open a file for lock: /srv/LOCK: Permission denied", libc::EACCES),
            ("IO error: While lock file: /srv/block/LOCK: Resource temporarily unavailable", libc::EAGAIN),
            ("IO error: While fdatasync: /d/1.log: Input/output error", libc::EIO),
            (
                "Failed to create RocksDB directory: `Os { code: 28, kind: StorageFull, message: \"No\" }`.",
                libc::ENOSPC,
            ),
        ] {
            assert_eq!(errno(message), Some(wanted), "{message}");
        }
        for message in ["Corruption: block checksum mismatch in /No space left on device/1.sst", "", "IO error: "] {
            assert_eq!(errno(message), None, "{message}");
        }
    }
}
