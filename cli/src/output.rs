//! Files that a command writes where it was told to, outside the data folder.

use crate::failure::Failure;
use crate::folder::guard;
use std::io::{Error, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// Mode of a new file, before the user's mask.
#[cfg(unix)]
const MODE: u32 = 0o666;

/// Writes a file that was not there before; what is, a link too, stays as it is.
///
/// # Errors
/// [`Failure::Machine`] naming the file.
pub(crate) fn create(path: &Path, text: &str) -> Result<(), Failure> {
    let file = written(path, text)?;
    file.persist_noclobber(path).map(drop).map_err(|error| Failure::file(path, error.error))
}

/// Writes a file in place of one of this user's, if there is one.
///
/// # Errors
/// [`Failure::Machine`] naming the file: where what is there is no file of this user's, too.
pub(crate) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    guard::may_be_replaced(path)?;
    let file = written(path, text)?;
    file.persist(path).map(drop).map_err(|error| Failure::file(path, error.error))
}

/// True if a file is there that holds `text` and no more. A link is none.
pub(crate) fn holds(path: &Path, text: &str) -> bool {
    let length = path.symlink_metadata().is_ok_and(|data| data.is_file() && data.len() == text.len() as u64);
    length && std::fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes())
}

/// The file, whole, under a name that nobody can know beforehand, in the folder of `path`.
fn written(path: &Path, text: &str) -> Result<NamedTempFile, Failure> {
    let failed = |error: Error| Failure::file(path, error);
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(MODE));
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    Ok(file)
}
