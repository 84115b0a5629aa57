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
pub(crate) fn create(path: &Path, content: &[u8]) -> Result<(), Failure> {
    if nameless::create(path, content).map_err(|error| Failure::file(path, error))? {
        return Ok(());
    }
    let file = named(path, content)?;
    file.persist_noclobber(path).map(drop).map_err(|error| Failure::file(path, error.error))
}

/// Writes a file that was not there before, as `write` has it, which may be longer than memory. Where that fails there is none.
///
/// # Errors
/// That of `write`, and [`Failure::Machine`] naming the file.
pub(crate) fn create_with<T>(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> Result<T, Failure>,
) -> Result<T, Failure> {
    if guard::is_there(path)? {
        return Err(Failure::file(path, "it is there already; nothing was written"));
    }
    let mut file = std::io::BufWriter::with_capacity(1 << 20, named(path, &[])?);
    let written = write(&mut file)?;
    let file = file.into_inner().map_err(|error| Failure::file(path, error.error()))?;
    file.as_file().sync_all().map_err(|error| Failure::file(path, error))?;
    file.persist_noclobber(path).map_err(|error| Failure::file(path, error.error))?;
    Ok(written)
}

/// Writes a file in place of one of this user's, if there is one.
///
/// # Errors
/// [`Failure::Machine`] naming the file: where what is there is no file of this user's, too.
pub(crate) fn replace(path: &Path, content: &[u8]) -> Result<(), Failure> {
    guard::may_be_replaced(path)?;
    if !guard::is_there(path)? {
        match create(path, content) {
            // Made by somebody else meanwhile.
            Err(_) if guard::is_there(path)? => guard::may_be_replaced(path)?,
            written => return written,
        }
    }
    let file = named(path, content)?;
    file.persist(path).map(drop).map_err(|error| Failure::file(path, error.error))
}

/// True if a file is there that holds `text` and no more. A link is none.
pub(crate) fn holds(path: &Path, text: &str) -> bool {
    let length = path.symlink_metadata().is_ok_and(|data| data.is_file() && data.len() == text.len() as u64);
    length && std::fs::read(path).is_ok_and(|bytes| bytes == text.as_bytes())
}

/// The file, whole, under a name that nobody can know beforehand, in the folder of `path`.
fn named(path: &Path, content: &[u8]) -> Result<NamedTempFile, Failure> {
    let failed = |error: Error| Failure::file(path, error);
    let folder = folder_of(path);
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(MODE));
    let mut file = builder.tempfile_in(folder).map_err(failed)?;
    file.write_all(content).map_err(failed)?;
    Ok(file)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Files that have a name only once they are whole, so that who is killed before leaves nothing behind.
#[cfg(target_os = "linux")]
mod nameless {
    use super::{MODE, folder_of};
    use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, openat};
    use rustix::io::Errno;
    use std::fs::File;
    use std::io::{Result, Write};
    use std::os::fd::AsRawFd;
    use std::path::Path;

    /// Writes a file at `path`, where nothing is. False where the file system knows no such files; then nothing is done.
    pub(super) fn create(path: &Path, content: &[u8]) -> Result<bool> {
        let flags = OFlags::WRONLY | OFlags::TMPFILE | OFlags::CLOEXEC;
        let mut file = match openat(CWD, folder_of(path), flags, Mode::from_raw_mode(MODE)) {
            Ok(file) => File::from(file),
            Err(Errno::OPNOTSUPP | Errno::ISDIR | Errno::NOENT | Errno::INVAL) => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        file.write_all(content)?;
        match linkat(CWD, format!("/proc/self/fd/{}", file.as_raw_fd()), CWD, path, AtFlags::SYMLINK_FOLLOW) {
            Ok(()) => Ok(true),
            // Without /proc there is no way to name it.
            Err(Errno::NOENT) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod nameless {
    /// Such files are known nowhere else.
    pub(super) fn create(_: &std::path::Path, _: &str) -> std::io::Result<bool> {
        Ok(false)
    }
}
