//! Abandoned folders: those whose owner ended without removing them.

use super::all::is_ours;
use super::{LOCK, STRAY};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The purposes of scratch folders.
const PURPOSES: [&str; 2] = ["build", "demo"];

/// Time after which a folder without a lock is taken for abandoned: longer than any build.
pub(super) const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// The folders that belong to nobody, each with its lock, so that nobody else takes it for that.
pub(super) fn abandoned(all: &Path) -> Vec<(PathBuf, Option<File>)> {
    let entries = std::fs::read_dir(all).into_iter().flatten().flatten();
    // A link to a folder is none.
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path());
    let abandoned = |folder: PathBuf| match File::options().write(true).open(folder.join(LOCK)) {
        Ok(lock) => lock.try_lock().is_ok().then_some((folder, Some(lock))),
        // Its maker ended before there was a lock, or somebody is removing it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some((folder, None)),
        Err(_) => None,
    };
    folders.filter_map(abandoned).collect()
}

/// The scratch folders of this user beside that of all that belong to nobody, each with its lock if it has one.
pub(super) fn strays(temp: &Path, now: SystemTime) -> Vec<(PathBuf, Option<File>)> {
    let entries = std::fs::read_dir(temp).into_iter().flatten().flatten();
    let named = entries.filter(|entry| {
        let name = entry.file_name();
        let purpose = name.to_str().and_then(|name| name.strip_prefix(STRAY)).and_then(|rest| rest.split_once('-'));
        purpose.is_some_and(|(purpose, _)| PURPOSES.contains(&purpose))
    });
    let abandoned = |folder: PathBuf| match File::options().write(true).open(folder.join(LOCK)) {
        Ok(lock) => lock.try_lock().is_ok().then_some((folder, Some(lock))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let changed = folder.symlink_metadata().and_then(|data| data.modified()).ok()?;
            now.duration_since(changed).is_ok_and(|age| age > ABANDONED).then_some((folder, None))
        }
        Err(_) => None,
    };
    named.map(|entry| entry.path()).filter(|folder| is_ours(folder)).filter_map(abandoned).collect()
}
