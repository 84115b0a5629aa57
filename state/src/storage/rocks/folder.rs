//! The folder of a store: which files may be in it, and what they say before any is opened.

use super::trouble::refused;
use crate::StateError;
use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;

/// The name of the [mark](super::mark)'s file.
pub(super) const SYNCED: &str = "SYNCED";
/// The file that makes a folder a RocksDB database: it names the manifest.
pub(super) const CURRENT: &str = "CURRENT";
/// The beginning of the name of the manifest, which lists tables and logs.
pub(super) const MANIFEST: &str = "MANIFEST-";

/// Names of RocksDB's without a number in them.
const PLAIN: [&str; 5] = [CURRENT, "IDENTITY", "LOCK", "LOG", SYNCED];
/// Beginnings of its other names, where a number follows.
const NUMBERED: [&str; 3] = ["LOG.old.", MANIFEST, "OPTIONS-"];
/// Ends of its other names, where a number stands before. Files of the last two hold what was written.
const KINDS: [&str; 4] = [".dbtmp", ".blob", ".log", ".sst"];

/// A test for names that may be in the folder of a store.
fn is_ours(name: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = |text: &str| is_number(text) || text.strip_suffix(".dbtmp").is_some_and(is_number);
    PLAIN.contains(&name)
        || NUMBERED.iter().any(|start| name.strip_prefix(start).is_some_and(number))
        || KINDS.iter().any(|end| name.strip_suffix(end).is_some_and(is_number))
}

fn not_a_store(folder: &Path, why: String) -> StateError {
    StateError::NotAStore { path: folder.display().to_string(), why }
}

/// The names in `folder`, in order; none where it is not there.
fn names(folder: &Path) -> Result<Vec<String>, StateError> {
    let refused = refused(folder, folder, "open");
    let entries = match folder.read_dir() {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {
            return Err(not_a_store(folder, "a file, wanted a folder".to_owned()));
        }
        Err(error) => return Err(refused(error)),
    };
    let names = entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()));
    let mut names = names.collect::<std::io::Result<Vec<_>>>().map_err(refused)?;
    names.sort_unstable();
    Ok(names)
}

/// A test for a database in `folder`.
pub(super) fn has_database(folder: &Path) -> bool {
    folder.join(CURRENT).symlink_metadata().is_ok()
}

/// Makes `folder` and those around it, where there are none, for their owner alone.
///
/// # Errors
/// [`StateError::NotAStore`] for a link to nothing, and [`StateError::Disk`].
pub(super) fn make(folder: &Path) -> Result<(), StateError> {
    if let Ok(target) = folder.read_link()
        && !folder.exists()
    {
        return Err(not_a_store(folder, format!("a link to {}, where nothing is", target.display())));
    }
    match DirBuilder::new().recursive(true).mode(0o700).create(folder) {
        // A file in its place is told by `check`.
        Err(error) if error.kind() != std::io::ErrorKind::AlreadyExists => Err(refused(folder, folder, "open")(error)),
        _ => Ok(()),
    }
}

/// Checks that `folder` holds a store, or what is left of one that was being made, or nothing: a folder with files of
/// somebody else's stays as it is. Answers whether a database is in it.
///
/// # Errors
/// [`StateError::NotAStore`], [`StateError::Disk`].
pub(super) fn check(folder: &Path) -> Result<bool, StateError> {
    let names = names(folder)?;
    if has_database(folder) {
        return Ok(true);
    }
    match names.iter().find(|name| !is_ours(name)) {
        Some(name) => Err(not_a_store(folder, format!("a folder with other files, {name:?} among them"))),
        None => Ok(false),
    }
}

/// Checks a folder without a database, which nobody else has open: what was written is in files that no store has
/// before there is a database.
///
/// # Errors
/// [`StateError::Damaged`] where what makes it a database is gone, [`StateError::Disk`].
pub(super) fn check_new(folder: &Path, marked: u64) -> Result<(), StateError> {
    let kept = names(folder)?.into_iter().find(|name| name.ends_with(".log") || name.ends_with(".sst"));
    let rest = match (kept, marked) {
        (Some(name), _) => format!("{name} is there"),
        (None, 1..) => format!("it had come as far as change {marked}"),
        (None, 0) => return Ok(()),
    };
    let why = format!("{} is gone, and {rest}", folder.join(CURRENT).display());
    Err(StateError::Damaged { path: folder.display().to_string(), why })
}

/// Takes away what RocksDB had begun to write beside its place when its process ended. Nobody else has the store open.
pub(super) fn sweep(folder: &Path) {
    for name in names(folder).unwrap_or_default() {
        if name.ends_with(".dbtmp") && is_ours(&name) {
            // What stays does no harm.
            let _ = std::fs::remove_file(folder.join(name));
        }
    }
}

/// The files of the log in `folder`, for an error.
pub(super) fn logs(folder: &Path) -> String {
    listed(folder, ".log")
}

/// The tables in `folder`, for an error.
pub(super) fn tables(folder: &Path) -> String {
    listed(folder, ".sst")
}

/// Files that an error names, at most.
const LISTED: usize = 24;

fn listed(folder: &Path, end: &str) -> String {
    let mut names = names(folder).unwrap_or_default();
    names.retain(|name| name.ends_with(end));
    let more = names.len().saturating_sub(LISTED);
    names.truncate(LISTED);
    match (names.is_empty(), more) {
        (true, _) => "no file".to_owned(),
        (false, 0) => names.join(", "),
        (false, more) => format!("{}, and {more} more", names.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_rocksdb_and_ours_are_known_and_others_are_not() {
        for name in [
            "CURRENT",
            "IDENTITY",
            "LOCK",
            "LOG",
            "SYNCED",
            "LOG.old.1796070773000000",
            "MANIFEST-000001",
            "OPTIONS-000007",
            "OPTIONS-000007.dbtmp",
            "000001.dbtmp",
            "000004.log",
            "000009.sst",
        ] {
            assert!(is_ours(name), "{name}");
        }
        for name in ["letter.txt", "note.log", "1a.sst", ".sst", "MANIFEST-", "LOGS", "MANIFEST-1.bak", "current", ""] {
            assert!(!is_ours(name), "{name}");
        }
    }
}
