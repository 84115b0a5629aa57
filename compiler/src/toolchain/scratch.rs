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

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// The file whose lock says that somebody uses the folder it is in.
const LOCK: &str = "lock";

/// The purposes of scratch folders.
const PURPOSES: [&str; 2] = ["build", "demo"];

/// Prefix of scratch folders that lie beside that of all.
const STRAY: &str = "allod-";

/// Time after which a folder without a lock is taken for abandoned: longer than any build.
const ABANDONED: Duration = Duration::from_secs(24 * 60 * 60);

/// A scratch folder, for as long as this lives.
#[derive(Debug)]
pub struct Scratch {
    folder: TempDir,
    /// Locked.
    lock: Option<File>,
    /// True if it is in the folder of all.
    among_all: bool,
}

/// A scratch folder that could not be made, or removed.
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
        std::fs::remove_dir_all(&path).map_err(|source| ScratchError { path, source })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        // What can't be removed now is removed by the next who makes a folder.
        let _ = std::fs::remove_dir_all(self.folder.path());
        self.lock = None;
        if let Some(temp) = self.folder.path().parent().and_then(Path::parent).filter(|_| self.among_all) {
            tidy(temp);
        }
    }
}

/// Removes the scratch folders that killed processes of this user left. Problems are left to the next.
pub fn sweep() {
    sweep_in(&temp_dir());
}

fn sweep_in(temp: &Path) {
    let Ok(Some((all, guard))) = enter(temp, false) else { return };
    let abandoned = abandoned(&all);
    drop(guard);
    let found = !abandoned.is_empty();
    remove(abandoned);
    if found {
        tidy(temp);
    }
}

/// Removes the folder of all where there are none.
fn tidy(temp: &Path) {
    let Ok(Some((all, guard))) = enter(temp, false) else { return };
    let mut left = std::fs::read_dir(&all).into_iter().flatten().flatten().filter(|entry| entry.file_name() != LOCK);
    if left.next().is_none() {
        // Whoever waits for the guard finds that it is not there any more, and makes all anew.
        let _ = std::fs::remove_file(all.join(LOCK)).and_then(|()| std::fs::remove_dir(&all));
    }
    drop(guard);
}

/// The folder of all scratch folders of this user, and the lock that keeps others from making and removing any there;
/// made if `make`. `None` where what is there is not this user's alone, or is not there.
fn enter(temp: &Path, make: bool) -> io::Result<Option<(PathBuf, File)>> {
    /// Number of times that it may be removed by others while it is entered.
    const TIMES: usize = 1_000;
    for _ in 0..TIMES {
        let Some(all) = all(temp, make)? else { return Ok(None) };
        let path = all.join(LOCK);
        let guard = match File::options().create(make).truncate(false).write(true).open(&path) {
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

/// Folder where the system keeps temporary files, said from the root: programs run in other folders.
pub(crate) fn temp_dir() -> PathBuf {
    let temp = std::env::temp_dir();
    std::path::absolute(&temp).unwrap_or(temp)
}

#[cfg(unix)]
fn all(temp: &Path, make: bool) -> io::Result<Option<PathBuf>> {
    use std::os::unix::fs::DirBuilderExt;
    let user = uzers::get_effective_uid();
    let all = temp.join(format!("allod-{user}"));
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
fn is_ours(folder: &Path) -> bool {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    let ours = |data: &std::fs::Metadata| data.uid() == uzers::get_effective_uid();
    let found = std::fs::symlink_metadata(folder);
    found.is_ok_and(|data| data.is_dir() && ours(&data) && data.permissions().mode() & 0o077 == 0)
}

#[cfg(not(unix))]
fn is_ours(folder: &Path) -> bool {
    folder.is_dir()
}

#[cfg(not(unix))]
fn all(temp: &Path, make: bool) -> io::Result<Option<PathBuf>> {
    let all = temp.join("allod-scratch");
    if make {
        std::fs::create_dir_all(&all)?;
    }
    Ok(all.is_dir().then_some(all))
}

/// The folders that belong to nobody, each with its lock, so that nobody else takes it for that.
fn abandoned(all: &Path) -> Vec<(PathBuf, Option<File>)> {
    let folders = std::fs::read_dir(all).into_iter().flatten().flatten().map(|entry| entry.path());
    let abandoned = |folder: PathBuf| match File::options().write(true).open(folder.join(LOCK)) {
        Ok(lock) => lock.try_lock().is_ok().then_some((folder, Some(lock))),
        // Its maker ended before there was a lock, or somebody is removing it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some((folder, None)),
        Err(_) => None,
    };
    folders.filter(|folder| folder.is_dir()).filter_map(abandoned).collect()
}

/// The scratch folders of this user beside that of all that belong to nobody, each with its lock if it has one.
fn strays(temp: &Path, now: SystemTime) -> Vec<(PathBuf, Option<File>)> {
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

fn remove(abandoned: Vec<(PathBuf, Option<File>)>) {
    for (folder, lock) in abandoned {
        let _ = std::fs::remove_dir_all(folder);
        drop(lock);
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::{ABANDONED, LOCK, Scratch, all, sweep_in};
    use std::fs::{File, Permissions, create_dir, read_dir, set_permissions, write};
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::path::Path;
    use std::time::SystemTime;

    fn count(temp: &Path) -> usize {
        let all = all(temp, false).unwrap().unwrap();
        read_dir(all).unwrap().flatten().filter(|entry| entry.path().is_dir()).count()
    }

    #[test]
    fn what_nobody_holds_is_removed_and_what_somebody_holds_stays() {
        let temp = tempfile::tempdir().unwrap();
        let held = Scratch::within(temp.path(), "build").unwrap();
        write(held.path().join("file"), "x").unwrap();
        let all = all(temp.path(), false).unwrap().unwrap();
        // As processes leave them that are killed: with a lock that nobody holds, and before they had one.
        for name in ["build-killed", "demo-killed"] {
            create_dir(all.join(name)).unwrap();
            write(all.join(name).join("left"), [0; 1000]).unwrap();
        }
        File::create(all.join("build-killed").join(LOCK)).unwrap();
        assert_eq!(count(temp.path()), 3);
        let second = Scratch::within(temp.path(), "demo").unwrap();
        assert_eq!(count(temp.path()), 2);
        create_dir(all.join("later")).unwrap();
        sweep_in(temp.path());
        assert!(held.path().join("file").is_file() && second.path().is_dir() && count(temp.path()) == 2);
        drop((held, second));
        assert_eq!(read_dir(temp.path()).unwrap().count(), 0);
    }

    #[test]
    fn many_at_once_never_remove_each_other() {
        let temp = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let scratch = Scratch::within(temp.path(), "build").unwrap();
                        write(scratch.path().join("file"), "x").unwrap();
                        sweep_in(temp.path());
                        assert!(scratch.path().join("file").is_file());
                    }
                });
            }
        });
        assert_eq!(read_dir(temp.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_stray_folder_that_a_killed_process_left_is_removed_by_the_next_and_no_other_is() {
        let temp = tempfile::tempdir().unwrap();
        let make = |name: &str| {
            let folder = temp.path().join(name);
            create_dir(&folder).unwrap();
            set_permissions(&folder, Permissions::from_mode(0o700)).unwrap();
            folder
        };
        // One of an earlier version, one whose lock nobody holds, one that is held, one of somebody else's program.
        let (old, killed, held, other) =
            (make("allod-build-old"), make("allod-demo-killed"), make("allod-build-held"), make("allod-other-x"));
        File::create(killed.join(LOCK)).unwrap();
        let lock = File::create(held.join(LOCK)).unwrap();
        lock.lock().unwrap();
        let there = || [&old, &killed, &held, &other].map(|folder| folder.exists());
        drop(Scratch::within(temp.path(), "build").unwrap());
        assert_eq!(there(), [true, false, true, true]);
        super::remove(super::strays(temp.path(), SystemTime::now() + 2 * ABANDONED));
        assert_eq!(there(), [false, false, true, true]);
    }

    #[test]
    fn a_folder_that_others_made_or_may_write_is_not_used() {
        let temp = tempfile::tempdir().unwrap();
        let name = format!("allod-{}", uzers::get_effective_uid());
        let elsewhere = tempfile::tempdir().unwrap();
        symlink(elsewhere.path(), temp.path().join(&name)).unwrap();
        let scratch = Scratch::within(temp.path(), "build").unwrap();
        assert_eq!(scratch.path().parent(), Some(temp.path()));
        assert_eq!(read_dir(elsewhere.path()).unwrap().count(), 0);
        std::fs::remove_file(temp.path().join(&name)).unwrap();
        create_dir(temp.path().join(&name)).unwrap();
        set_permissions(temp.path().join(&name), Permissions::from_mode(0o777)).unwrap();
        create_dir(temp.path().join(&name).join("planted")).unwrap();
        let scratch = Scratch::within(temp.path(), "build").unwrap();
        assert_eq!(scratch.path().parent(), Some(temp.path()));
        sweep_in(temp.path());
        assert!(temp.path().join(name).join("planted").is_dir());
    }
}
