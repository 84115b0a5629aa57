//! The file that a contract is in.

use crate::failure::Failure;
use std::io::{ErrorKind, Read};
use std::path::Path;

/// Bytes of a contract's file, at most: a module of the largest size that any setting lets in, and more is not read.
const LONGEST: u64 = 64 << 20;

/// Content of the file `path`.
///
/// # Errors
/// [`Failure::Machine`] where it can't be read, [`Failure::Usage`] where it is a folder.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    if path.is_dir() {
        return Err(is_folder(path));
    }
    let mut code = Vec::new();
    let file = std::fs::File::open(path).map_err(|error| match error.kind() {
        ErrorKind::NotFound => no_file(path),
        _ => Failure::file(path, error),
    })?;
    file.take(LONGEST + 1).read_to_end(&mut code).map_err(|error| Failure::file(path, error))?;
    match code.len() as u64 > LONGEST {
        true => Err(Failure::Refused(format!("{}: more than {LONGEST} bytes", path.display()))),
        false => Ok(code),
    }
}

/// There is no such file.
pub(crate) fn no_file(path: &Path) -> Failure {
    match path.is_dir() {
        true => is_folder(path),
        false => Failure::Machine(format!("{}: no such file", path.display())),
    }
}

/// A folder where a file is wanted: the one in it is named, if there is one.
fn is_folder(path: &Path) -> Failure {
    let entries = std::fs::read_dir(path).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_code = |path: &std::path::PathBuf| {
        let ending = path.extension().unwrap_or_default();
        ["go", "wasm", "wat"].iter().any(|known| ending == *known)
    };
    let mut files: Vec<_> = entries.filter(is_code).collect();
    files.sort();
    let hint = match files.as_slice() {
        [one] => format!(": say {}", one.display()),
        _ => String::new(),
    };
    Failure::Usage(format!("{} is a folder; a contract is one file, .go, .wasm or .wat{hint}", path.display()))
}
