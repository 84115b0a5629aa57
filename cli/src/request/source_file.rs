//! A file with source in it.

use crate::failure::Failure;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// Bytes of a contract's file, or of all files of its folder, at most: a module of the largest size that any setting lets
/// in, and more is not read.
pub(super) const LONGEST: u64 = 64 << 20;

/// The content of a file of `most` bytes at most.
pub(super) fn read_file(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let mut code = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => no_file(path),
        _ => Failure::file(path, error),
    })?;
    file.take(most + 1).read_to_end(&mut code).map_err(|error| Failure::file(path, error))?;
    match code.len() as u64 > most {
        true => Err(Failure::Refused(format!("{}: more than {LONGEST} bytes", path.display()))),
        false => Ok(code),
    }
}

/// There is no such file.
pub(crate) fn no_file(path: &Path) -> Failure {
    Failure::Machine(format!("{}: no such file", path.display()))
}
