//! The folder that toolchains are taken from, and where they keep what they have built.

use super::trust::{Distrust, distrusted};
use crate::CompileError;
use std::fs::DirBuilder;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Bytes that are kept of what was built. The packages of the standard library that contracts may use take
/// some 40 MiB; the rest is contracts, up to a file's limit each.
const MAX_KEPT: u64 = 2 << 30;
/// Files that are looked at in one go, at most.
const MAX_FILES: usize = 1_000_000;

/// Folder of `cache` that keeps what was built.
pub(super) fn built(cache: &Path) -> PathBuf {
    cache.join("go-build")
}

/// Parts of a toolchain that are run or read first, below the cache. What these hold belongs to whoever they belong to.
const PARTS: [&str; 5] = ["go/bin/go", "go/pkg/tool", "go/src", "go-build", "go-path"];

/// Makes the folder for what is built, and refuses a cache that others than this user and the administrator can change,
/// or could put another in the place of: whoever did would decide what a contract becomes. The programs of a toolchain
/// are looked at one by one.
///
/// # Errors
/// [`CompileError::OpenCache`] or [`CompileError::ForeignCache`] with the path.
pub(super) fn prepare(cache: &Path) -> Result<(), CompileError> {
    refuse(cache)?;
    // Where it can't be made, the toolchain says so in its own words.
    let _ = folder().create(built(cache));
    refuse(cache)?;
    let tools = std::fs::read_dir(cache.join("go/pkg/tool")).into_iter().flatten().flatten();
    let tools = tools.flat_map(|platform| std::fs::read_dir(platform.path()).into_iter().flatten().flatten());
    PARTS.iter().map(|part| cache.join(part)).chain(tools.map(|tool| tool.path())).try_for_each(|part| refuse(&part))
}

fn refuse(path: &Path) -> Result<(), CompileError> {
    match distrusted(path) {
        None => Ok(()),
        Some((path, Distrust::Writable(_))) => Err(CompileError::OpenCache { path }),
        Some((path, Distrust::Foreign(owner))) => Err(CompileError::ForeignCache { path, owner }),
    }
}

/// Makes folders that are this user's alone.
fn folder() -> DirBuilder {
    let mut folder = DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder
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
