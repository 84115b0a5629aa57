//! Go sources of the installed library.

use std::path::{Path, PathBuf};
use std::{fs, io};

/// All Go files under a folder that belong to the library itself: no tests, no test data. In the order of names.
pub(crate) fn library(src: &Path) -> io::Result<Vec<PathBuf>> {
    let (mut folders, mut files) = (vec![src.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "testdata" {
                    folders.push(path);
                }
            } else if name.ends_with(".go") && !name.ends_with("_test.go") {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Texts of at most `limit` bytes, with their paths.
pub(crate) fn texts(files: &[PathBuf], limit: usize) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut texts = Vec::new();
    for path in files {
        let text = fs::read(path)?;
        if text.len() <= limit {
            texts.push((path.to_string_lossy().into_owned(), text));
        }
    }
    Ok(texts)
}
