//! Guard: finds what of a data folder belongs to somebody else, or may be written by them.
//!
//! Whoever may write a data folder decides what its contracts are and whose keys act. So the folder and everything that
//! the command opens in it by a fixed name must belong to the user who runs it, or to root, and nobody else may write
//! the folder itself; then nobody can put a link or a file there between this look and the opening. Compiled code is the
//! engine's to believe or not.

use super::layout::{ACCOUNTS, FILES, MANIFEST, STATE};
use super::place::Place;
use crate::failure::Failure;
use std::fs::{File, Metadata, OpenOptions};
use std::io;
use std::path::Path;

/// Looks at the folder at `place`, which exists. What others may write of it, or read of its keys, is taken from them
/// with a remark where this user can.
///
/// # Errors
/// [`Failure::Machine`] naming what is somebody else's, no folder, no file, or a link to nowhere.
pub(crate) fn check(place: &Place) -> Result<(), Failure> {
    let folder = place.path();
    let data = followed(folder)?.ok_or_else(|| Failure::file(folder, "it is gone"))?;
    if !data.is_dir() {
        return Err(Failure::file(folder, "it is a file, wanted a folder: give another with --data-dir"));
    }
    if owners::is_open(&data) && !may_be_closed(place, &data)? {
        return Err(Failure::file(folder, "it may be written by others: give a folder of your own with --data-dir"));
    }
    owners::close(folder, &data, owners::WRITE, owners::ALL, place)?;
    for name in FILES {
        let path = place.join(name);
        let Some(data) = itself(&path)? else { continue };
        if data.is_symlink() {
            return Err(Failure::file(
                &path,
                "it is a link, which would be replaced by a file: put the file itself here, or make a link of the whole \
                 data folder",
            ));
        }
        if !data.is_file() {
            return Err(Failure::file(&path, "it is no file, wanted one"));
        }
        owners::check(&path, &data)?;
        match name == ACCOUNTS {
            true => owners::close(&path, &data, owners::ALL, owners::ALL, place)?,
            false => owners::close(&path, &data, owners::WRITE, owners::WRITE, place)?,
        }
    }
    let state = place.join(STATE);
    let Some(data) = followed(&state)? else { return Ok(()) };
    if !data.is_dir() {
        return Err(Failure::file(&state, "it is a file, wanted a folder"));
    }
    owners::close(&state, &data, owners::WRITE, owners::ALL, place)
}

/// True if the folder at `place`, which others may write, is nothing but a data folder, so that nobody misses it.
fn may_be_closed(place: &Place, data: &Metadata) -> Result<bool, Failure> {
    let folder = place.path();
    let mut entries = std::fs::read_dir(folder).map_err(|error| Failure::file(folder, error))?;
    let known = is_there(&place.join(MANIFEST))? || is_there(&place.join(STATE).join("CURRENT"))?;
    Ok(!owners::is_common(data) && (known || entries.next().is_none()))
}

/// Metadata of what is at `path` itself, if anything is.
fn itself(path: &Path) -> Result<Option<Metadata>, Failure> {
    match std::fs::symlink_metadata(path) {
        Ok(data) => Ok(Some(data)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::file(path, error)),
    }
}

/// Metadata of what is at `path`, or where the link there leads. Both are this user's.
fn followed(path: &Path) -> Result<Option<Metadata>, Failure> {
    let Some(data) = itself(path)? else { return Ok(None) };
    owners::check(path, &data)?;
    if !data.is_symlink() {
        return Ok(Some(data));
    }
    let leads = std::fs::read_link(path).unwrap_or_default();
    let data = std::fs::metadata(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            Failure::file(path, format_args!("it is a link to {}, where nothing is", leads.display()))
        }
        _ => Failure::file(path, error),
    })?;
    owners::check(&leads, &data)?;
    Ok(Some(data))
}

/// True if anything is at `path`, a link to nowhere too.
///
/// # Errors
/// [`Failure::Machine`] naming the path, where that can't be told.
pub(crate) fn is_there(path: &Path) -> Result<bool, Failure> {
    Ok(itself(path)?.is_some())
}

/// True if nothing is at `path`, or a folder with nothing in it.
///
/// # Errors
/// [`Failure::Machine`] naming the path, where that can't be told.
pub(super) fn is_empty(path: &Path) -> Result<bool, Failure> {
    match std::fs::read_dir(path) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(Failure::file(path, error)),
    }
}

/// Check that a file may be put in place of what is at `path`: nothing, or a file of this user's.
///
/// # Errors
/// [`Failure::Machine`] naming the path and what is there instead.
pub(crate) fn may_be_replaced(path: &Path) -> Result<(), Failure> {
    match itself(path)? {
        Some(data) if data.is_symlink() => {
            Err(Failure::file(path, "it is a link, and is left alone: name another file"))
        }
        Some(data) if !data.is_file() => Err(Failure::file(path, "it is no file, and is left alone: name another")),
        Some(data) => owners::check(path, &data),
        None => Ok(()),
    }
}

/// Makes the folder at `path`, and those that it is in, for this user alone.
///
/// # Errors
/// [`Failure::Machine`] naming the path.
pub(crate) fn make_folder(path: &Path) -> Result<(), Failure> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).map_err(|error| Failure::file(path, error))
}

/// Options to open files of a data folder with: never through a link, and never waiting for somebody at the other end.
fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600).custom_flags(libc::O_NOFOLLOW | libc::O_NONBLOCK | libc::O_CLOEXEC);
    }
    options
}

/// Opens the file at `path` to read it.
///
/// # Errors
/// The system's, and something else in the file's place.
pub(super) fn open_to_read(path: &Path) -> io::Result<File> {
    plain(options().read(true).open(path)?)
}

/// Opens the file at `path` to lock it, and makes it if need be.
///
/// # Errors
/// As [`open_to_read`].
pub(super) fn open_to_lock(path: &Path) -> io::Result<File> {
    plain(options().read(true).write(true).create(true).truncate(false).open(path)?)
}

fn plain(file: File) -> io::Result<File> {
    match file.metadata()?.is_file() {
        true => Ok(file),
        false => Err(io::Error::other("it is no file, wanted one")),
    }
}

/// Owner and mode of a file.
#[cfg(unix)]
mod owners {
    use super::Place;
    use crate::failure::Failure;
    use std::fs::{Metadata, Permissions};
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::path::Path;

    /// Bits of the mode by which group and others may write.
    pub(super) const WRITE: u32 = 0o022;
    /// Bits of the mode by which group and others may do anything.
    pub(super) const ALL: u32 = 0o077;

    const ROOT: u32 = 0;

    /// Bit of a folder's mode by which everybody may put files there and nobody may take away others', as in `/tmp`.
    const STICKY: u32 = 0o1000;

    /// True if others may write it.
    pub(super) fn is_open(data: &Metadata) -> bool {
        data.mode() & WRITE != 0
    }

    /// True if it is meant for everybody.
    pub(super) fn is_common(data: &Metadata) -> bool {
        data.mode() & STICKY != 0
    }

    /// Check that what is at `path` is this user's, or root's.
    pub(super) fn check(path: &Path, data: &Metadata) -> Result<(), Failure> {
        let (owner, user) = (data.uid(), uzers::get_effective_uid());
        match owner == user || owner == ROOT {
            true => Ok(()),
            false => Err(Failure::file(
                path,
                format_args!(
                    "it belongs to user {owner}, and the command runs as user {user}: run it as its owner, or name another \
                     place"
                ),
            )),
        }
    }

    /// Takes all of `taken` from group and others, where they may do any of `met` with what is at `path`.
    pub(super) fn close(path: &Path, data: &Metadata, met: u32, taken: u32, place: &Place) -> Result<(), Failure> {
        let mode = data.mode() & 0o7777;
        if mode & met == 0 {
            return Ok(());
        }
        let closed = mode & !taken;
        let could = if mode & WRITE == 0 { "read" } else { "written" };
        std::fs::set_permissions(path, Permissions::from_mode(closed)).map_err(|error| {
            Failure::file(
                path,
                format_args!("it may be {could} by others (mode {mode:04o}), and that could not be changed: {error}"),
            )
        })?;
        place.screen.warning(format_args!(
            "{}: it could be {could} by others (mode {mode:04o}); its mode is {closed:04o} now",
            path.display()
        ));
        Ok(())
    }
}

/// Owners and modes are left to the system.
#[cfg(not(unix))]
mod owners {
    use super::Place;
    use crate::failure::Failure;
    use std::fs::Metadata;
    use std::path::Path;

    pub(super) const WRITE: u32 = 0;
    pub(super) const ALL: u32 = 0;

    pub(super) fn is_open(_: &Metadata) -> bool {
        false
    }

    pub(super) fn is_common(_: &Metadata) -> bool {
        false
    }

    pub(super) fn check(_: &Path, _: &Metadata) -> Result<(), Failure> {
        Ok(())
    }

    pub(super) fn close(_: &Path, _: &Metadata, _: u32, _: u32, _: &Place) -> Result<(), Failure> {
        Ok(())
    }
}
