//! The folder that toolchains are taken from, and where they keep what they have built.

use crate::CompileError;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Bytes that are kept of what was built. The packages of the standard library that contracts may use take
/// some 40 MiB; the rest is contracts, up to a file's limit each.
const MAX_KEPT: u64 = 2 << 30;
/// Files that are looked at in one go, at most.
const MAX_FILES: usize = 1_000_000;

/// Where `cache` keeps what was built.
pub(super) fn built(cache: &Path) -> PathBuf {
    cache.join("go-build")
}

/// Refuses a cache that everybody may write: whoever did would decide what a contract becomes.
///
/// # Errors
/// [`CompileError::OpenCache`] with the path.
#[cfg(unix)]
pub(super) fn check(cache: &Path) -> Result<(), CompileError> {
    use std::os::unix::fs::PermissionsExt;
    const WORLD_WRITES: u32 = 0o002;
    let parts = [cache.to_path_buf(), cache.join("go"), cache.join("go/bin"), cache.join("go/bin/go"), built(cache)];
    let open = |path: &PathBuf| std::fs::metadata(path).is_ok_and(|data| data.permissions().mode() & WORLD_WRITES != 0);
    match parts.into_iter().find(open) {
        Some(path) => Err(CompileError::OpenCache { path }),
        None => Ok(()),
    }
}

#[cfg(not(unix))]
pub(super) fn check(_: &Path) -> Result<(), CompileError> {
    Ok(())
}

/// Removes what was used longest ago where more than [`MAX_KEPT`] is kept, until it is half of that. Go itself
/// removes what nobody has used for five days, however much there is.
pub(super) fn trim(cache: &Path) {
    trim_to(&built(cache), MAX_KEPT);
}

/// Problems are left to the next build: what can't be read or removed now takes no harm.
fn trim_to(folder: &Path, most: u64) {
    let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        for file in std::fs::read_dir(entry.path()).into_iter().flatten().flatten().take(MAX_FILES - files.len()) {
            let Ok(data) = file.metadata() else { continue };
            // Go sets the time anew when it uses a file.
            let used = data.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            files.push((used, data.len(), file.path()));
        }
    }
    let mut kept: u64 = files.iter().map(|(_, size, _)| size).sum();
    if kept <= most {
        return;
    }
    files.sort_unstable();
    for (_, size, path) in files {
        if kept <= most / 2 {
            return;
        }
        if std::fs::remove_file(path).is_ok() {
            kept -= size;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::trim_to;
    use std::time::{Duration, SystemTime};

    #[test]
    fn what_was_used_longest_ago_is_removed_until_half_is_left() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("ab")).unwrap();
        let path = |i: u64| folder.path().join("ab").join(i.to_string());
        for i in 0..10 {
            std::fs::write(path(i), [0; 100]).unwrap();
            let used = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 - i);
            std::fs::File::options().write(true).open(path(i)).unwrap().set_modified(used).unwrap();
        }
        trim_to(folder.path(), 1_000);
        assert!((0..10).all(|i| path(i).exists()));
        trim_to(folder.path(), 999);
        assert_eq!((0..10).filter(|i| path(*i).exists()).collect::<Vec<_>>(), [0, 1, 2, 3]);
    }
}
