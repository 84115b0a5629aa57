//! Scratch folders: each is removed with what is in it when its owner lets go of it, and where the owner was killed
//! before, by the next process that makes or [sweeps](sweep) any.
//!
//! All of a user's are in one folder, `allod-` and the user's number, where the system keeps temporary files (`TMPDIR`).
//! Each holds a file that its process has locked. The system lets go of a lock however a process ends, so a folder whose
//! lock is free belongs to nobody. A lock on the folder of all of them covers the moment between making one and locking
//! it.
//!
//! Where somebody else has made a folder of that name, a scratch folder lies beside it under a name of its own. Those are
//! looked for too; one without a lock, as earlier versions made them, is taken for abandoned after a day.

mod abandoned;
mod all;
mod removal;
#[cfg(all(test, unix))]
mod tests;

use abandoned::{abandoned, strays};
use all::{enter, folder_of_all, tidy};
use removal::{remove, removed};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use tempfile::TempDir;

pub use all::is_at;

/// The file whose lock says that somebody uses the folder it is in.
const LOCK: &str = "lock";

/// Prefix of scratch folders that lie beside that of all.
const STRAY: &str = "allod-";

/// A scratch folder, for as long as this lives.
///
/// ```
/// use allod_compiler::scratch::Scratch;
///
/// let scratch = Scratch::new("build")?;
/// let path = scratch.path().to_owned();
/// std::fs::write(path.join("file"), "content").expect("room for a file");
/// scratch.close()?;
/// assert!(!path.exists());
/// # Ok::<(), allod_compiler::scratch::ScratchError>(())
/// ```
#[derive(Debug)]
pub struct Scratch {
    folder: TempDir,
    /// Locked.
    lock: Option<File>,
    /// True if it is in the folder of all.
    among_all: bool,
}

/// A scratch folder that could not be made, or removed.
///
/// ```
/// use allod_compiler::scratch::ScratchError;
/// use std::io::{Error, ErrorKind};
///
/// let error = ScratchError { path: "/tmp".into(), source: Error::from(ErrorKind::StorageFull) };
/// assert!(error.to_string().starts_with("/tmp: "));
/// ```
#[derive(Debug, thiserror::Error)]
#[error("{}: {source}", path.display())]
pub struct ScratchError {
    /// Place where it is or was to be.
    pub path: PathBuf,
    /// Error of the file system.
    pub source: io::Error,
}

impl Scratch {
    /// A new folder, whose name begins with `purpose`. What processes left that were killed is removed before.
    ///
    /// # Errors
    /// [`ScratchError`] naming the folder of temporary files.
    pub fn new(purpose: &str) -> Result<Self, ScratchError> {
        let temp = temp_dir();
        Self::within(&temp, purpose).map_err(|source| ScratchError { path: temp, source })
    }

    fn within(temp: &Path, purpose: &str) -> io::Result<Self> {
        let mut builder = tempfile::Builder::new();
        remove(strays(temp, SystemTime::now()));
        let Some((all, guard)) = enter(temp, true)? else {
            // Somebody else has made a folder of that name. One of another name does as well, and it alone.
            let folder = builder.prefix(&format!("{STRAY}{purpose}-")).tempdir_in(temp)?;
            // Nobody finds the lock before it is locked.
            let fresh = folder.path().join("new-lock");
            let lock = File::create_new(&fresh)?;
            let _ = lock.lock();
            std::fs::rename(fresh, folder.path().join(LOCK))?;
            return Ok(Self { folder, lock: Some(lock), among_all: false });
        };
        let abandoned = abandoned(&all);
        let folder = builder.prefix(&format!("{purpose}-")).tempdir_in(&all)?;
        let lock = File::create_new(folder.path().join(LOCK))?;
        // Where files can't be locked at all, nobody takes this one for abandoned either.
        let _ = lock.lock();
        drop(guard);
        remove(abandoned);
        Ok(Self { folder, lock: Some(lock), among_all: true })
    }

    /// Path of the folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Removes it now. Letting go of it does the same, and says nothing where that fails.
    ///
    /// # Errors
    /// [`ScratchError`] naming it.
    pub fn close(self) -> Result<(), ScratchError> {
        let path = self.path().to_owned();
        removed(&path).map_err(|source| ScratchError { path, source })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What can't be removed now is removed by the next who makes a folder, or sweeps.
        let _ = removed(self.folder.path());
        self.lock = None;
        if let Some(temp) = self.folder.path().parent().and_then(Path::parent).filter(|_| self.among_all) {
            tidy(temp);
        }
    }
}

/// Removes the scratch folders that processes of this user left which were killed, or could not remove them; the folder of
/// all too where there are none then. Problems are left to the next.
pub fn sweep() {
    sweep_in(&temp_dir());
}

fn sweep_in(temp: &Path) {
    match enter(temp, false) {
        Ok(Some((all, guard))) => {
            let abandoned = abandoned(&all);
            drop(guard);
            remove(abandoned);
            tidy(temp);
        }
        // Only beside a folder that is somebody else's do any lie alone; to look for them is to read all of `temp`.
        Ok(None) if folder_of_all(temp).symlink_metadata().is_ok() => remove(strays(temp, SystemTime::now())),
        _ => {}
    }
}

/// Folder where the system keeps temporary files, said from the root: programs run in other folders.
pub(crate) fn temp_dir() -> PathBuf {
    let temp = std::env::temp_dir();
    std::path::absolute(&temp).unwrap_or(temp)
}
