//! Removal of folders, which is tried again where it fails.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// Times that a removal is tried: a signal, or an error of the disk that passes, may cut one short.
pub(super) const TRIES: usize = 3;

/// Removes folders and lets go of their locks. Problems are left to the next.
pub(super) fn remove(abandoned: Vec<(PathBuf, Option<File>)>) {
    for (folder, lock) in abandoned {
        let _ = removed(&folder);
        drop(lock);
    }
}

/// Removes `folder` with what is in it. Links are removed, and what they lead to stays.
pub(super) fn removed(folder: &Path) -> io::Result<()> {
    tried(|| std::fs::remove_dir_all(folder))
}

/// Has `remove` try again where it fails. What is not there any more is removed.
pub(super) fn tried(mut remove: impl FnMut() -> io::Result<()>) -> io::Result<()> {
    let mut last = Ok(());
    for _ in 0..TRIES {
        last = remove();
        match &last {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(_) => {}
            Ok(()) => break,
        }
    }
    last
}
