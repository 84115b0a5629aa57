//! The source that a contract is in: one file, or a folder of Go files.

use crate::failure::Failure;
use crate::request::source_file::{LONGEST, read_file};
use crate::request::source_folder;
use allod_compiler::SourceFile;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// A contract's code as it lies on disk.
#[derive(Debug)]
pub(crate) struct Source {
    /// The name of the file or folder, for messages.
    pub(crate) name: String,
    pub(crate) code: Code,
}

/// Code of a contract.
#[derive(Debug)]
pub(crate) enum Code {
    /// A file: Go, WebAssembly, or its text.
    File(Vec<u8>),
    /// The Go files of a folder, and its `go.mod`.
    Folder(Vec<SourceFile>),
}

/// The content of the file or folder `path`.
///
/// # Errors
/// [`Failure::Machine`] where it can't be read, [`Failure::Usage`] for a folder without Go in it, [`Failure::Refused`] for
/// more than any contract may have.
pub(crate) fn read(path: &Path) -> Result<Source, Failure> {
    let code = match path.is_dir() {
        true => Code::Folder(source_folder::read(path)?),
        false => Code::File(read_file(path, LONGEST)?),
    };
    Ok(Source { name: name(path), code })
}

/// The Go files of the folder `path`, those with tests too, and its name.
///
/// # Errors
/// As [`read`].
pub(crate) fn read_with_tests(path: &Path) -> Result<(String, Vec<SourceFile>), Failure> {
    Ok((name(path), source_folder::read_with_tests(path)?))
}

/// The name that a file or folder has in the folder it is in, also where it is said as `.`.
fn name(path: &Path) -> String {
    named(path).file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The name of a contract from `path`: a file's without its ending, a folder's.
pub(crate) fn stem(path: &Path) -> String {
    let named = named(path);
    let stem = if path.is_dir() { named.file_name() } else { named.file_stem() };
    stem.unwrap_or(OsStr::new("contract")).to_string_lossy().into_owned()
}

/// `path` with a name at its end.
fn named(path: &Path) -> PathBuf {
    match path.file_name() {
        Some(_) => path.to_path_buf(),
        None => std::fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf()),
    }
}
