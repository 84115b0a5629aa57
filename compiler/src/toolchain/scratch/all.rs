//! Folder of all scratch folders of a user, and the lock on it.

use super::LOCK;
use super::removal::tried;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// The folder of all scratch folders of this user, and the lock that keeps others from making and removing any there;
/// made if `make`, and the lock too where somebody ended between the two. `None` where what is there is not this user's
/// alone, or is not there.
pub(super) fn enter(temp: &Path, make: bool) -> io::Result<Option<(PathBuf, File)>> {
    /// Number of times that it may be removed by others while it is entered.
    const TIMES: usize = 1_000;
    for _ in 0..TIMES {
        let Some(all) = all(temp, make)? else { return Ok(None) };
        let path = all.join(LOCK);
        let guard = match File::options().create(true).truncate(false).write(true).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound && make => continue,
            other => other?,
        };
        let _ = guard.lock();
        if is_at(&guard, &path) {
            return Ok(Some((all, guard)));
        }
    }
    Ok(None)
}

/// Removes the folder of all where there are none.
pub(super) fn tidy(temp: &Path) {
    let Ok(Some((all, guard))) = enter(temp, false) else { return };
    let mut left = std::fs::read_dir(&all).into_iter().flatten().flatten().filter(|entry| entry.file_name() != LOCK);
    if left.next().is_none() {
        // Whoever waits for the guard finds that it is not there any more, and makes all anew. From then on a lock that is
        // there is somebody else's, and keeps the folder.
        let _ = tried(|| std::fs::remove_file(all.join(LOCK))).and_then(|()| tried(|| std::fs::remove_dir(&all)));
    }
    drop(guard);
}

/// True where `file` is what stands at `path` now, and no other file has its name. Links are not followed. Where a file that
/// is open can't be removed, it always is.
#[cfg(unix)]
pub fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |data: std::fs::Metadata| (data.dev(), data.ino());
    file.metadata().map(place).ok().zip(std::fs::symlink_metadata(path).map(place).ok()).is_some_and(|(a, b)| a == b)
}

/// A file that is open can't be removed here.
#[cfg(not(unix))]
pub fn is_at(_: &File, _: &Path) -> bool {
    true
}

/// Place of the folder of all.
#[cfg(unix)]
pub(super) fn folder_of_all(temp: &Path) -> PathBuf {
    temp.join(format!("allod-{}", uzers::get_effective_uid()))
}

#[cfg(not(unix))]
pub(super) fn folder_of_all(temp: &Path) -> PathBuf {
    temp.join("allod-scratch")
}

#[cfg(unix)]
pub(super) fn all(temp: &Path, make: bool) -> io::Result<Option<PathBuf>> {
    use std::os::unix::fs::DirBuilderExt;
    let all = folder_of_all(temp);
    if make {
        match std::fs::DirBuilder::new().mode(0o700).create(&all) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    Ok(is_ours(&all).then_some(all))
}

/// True for a folder of this user's that nobody else may look into.
#[cfg(unix)]
pub(super) fn is_ours(folder: &Path) -> bool {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let ours = |data: &std::fs::Metadata| data.uid() == uzers::get_effective_uid();
    let found = std::fs::symlink_metadata(folder);
    found.is_ok_and(|data| data.is_dir() && ours(&data) && data.permissions().mode() & 0o077 == 0)
}

#[cfg(not(unix))]
pub(super) fn is_ours(folder: &Path) -> bool {
    folder.is_dir()
}

#[cfg(not(unix))]
pub(super) fn all(temp: &Path, make: bool) -> io::Result<Option<PathBuf>> {
    let all = folder_of_all(temp);
    if make {
        std::fs::create_dir_all(&all)?;
    }
    Ok(all.is_dir().then_some(all))
}
