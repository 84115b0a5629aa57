//! Folders that have tests.

use crate::failure::Failure;
use std::path::{Path, PathBuf};

/// The word behind a folder by which all below it is meant.
const BELOW: &str = "...";

/// Folders that are looked at, at most, and folders below each other.
const MOST: usize = 10_000;
const DEEPEST: usize = 16;

/// The folders of the words on the command line: each as it is, and below one with `/...` all that have tests.
///
/// # Errors
/// [`Failure::Machine`] for one that can't be read, [`Failure::Usage`] for a file.
pub(super) fn with_tests(words: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut folders = Vec::new();
    for word in words {
        if word.file_name().is_some_and(|name| name == BELOW) {
            let parent = word.parent().filter(|parent| !parent.as_os_str().is_empty());
            let mut seen = 0;
            below(parent.unwrap_or(Path::new(".")), 0, &mut seen, &mut folders)?;
        } else if word.is_file() {
            let folder = word.parent().map_or_else(|| ".".to_owned(), |folder| folder.display().to_string());
            return Err(Failure::Usage(format!("{} is a file: name its folder, {folder:?}", word.display())));
        } else {
            folders.push(word.clone());
        }
    }
    Ok(folders)
}

fn below(folder: &Path, depth: usize, seen: &mut usize, folders: &mut Vec<PathBuf>) -> Result<(), Failure> {
    *seen += 1;
    if depth > DEEPEST || *seen > MOST {
        return Err(Failure::Usage(format!("{}: more folders than are looked at: name one of them", folder.display())));
    }
    let (mut inner, mut has_tests) = (Vec::new(), false);
    for entry in std::fs::read_dir(folder).map_err(|error| Failure::file(folder, error))? {
        let entry = entry.map_err(|error| Failure::file(folder, error))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type().map_err(|error| Failure::file(&entry.path(), error))?;
        let left_out = name.starts_with(['.', '_']) || name == "testdata" || name == "vendor" || name == "target";
        if kind.is_dir() && !left_out {
            inner.push(entry.path());
        }
        has_tests |= !kind.is_dir() && !name.starts_with(['.', '_']) && name.ends_with("_test.go");
    }
    if has_tests {
        folders.push(folder.to_path_buf());
    }
    inner.sort();
    inner.iter().try_for_each(|one| below(one, depth + 1, seen, folders))
}
