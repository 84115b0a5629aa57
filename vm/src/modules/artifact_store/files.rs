//! Files of the artefact store, in one folder.
//!
//! A file is a keyed hash and then the artefact. The key is this folder's own secret, made when the folder
//! is, and the hash covers the file's name too: a byte flipped, a file cut, or two files swapped is found
//! before a byte of machine code is looked at, and the module is compiled again.
//!
//! So an attacker who knows the secret and can write the folder decides what runs. The secret is trusted only if it is a plain
//! file of this user's that no other user may read, in a folder that no other user may write. Otherwise, and where the disk
//! fails, there are no artefacts, and the engine works without them.

use crate::engine::budget::{Budget, Budgets};
use crate::modules::artifact_store::CacheError;
use allod_core::Hash;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// Bytes of the keyed hash in front of an artefact.
const SEAL_BYTES: usize = 32;
/// Bytes of the secret.
const SECRET_BYTES: usize = 32;
/// Folder of files until they are whole: below the folder, so that what killed processes left is quickly found.
const UNFINISHED: &str = "unfinished";
/// Eighths of its budget that a folder is cut to once it has more.
const EIGHTHS_LEFT: u64 = 7;
/// Time for which an artefact that was noted as used is not noted again.
const USE_NOTED_FOR: Duration = Duration::from_secs(3_600);

/// Store of artefacts in a folder.
#[derive(Debug)]
pub(crate) struct ArtifactStore {
    folder: PathBuf,
    secret: [u8; SECRET_BYTES],
    /// Bytes of artefacts that there may be.
    max_bytes: u64,
    /// Bytes of artefacts that there are; `None` until they were counted.
    size: Mutex<Option<u64>>,
}

/// File of an artefact. In order, the least recently used is first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct ArtifactFile {
    used: SystemTime,
    bytes: u64,
    path: PathBuf,
}

impl ArtifactStore {
    /// Opens the folder, making it and its secret where they are missing.
    ///
    /// # Errors
    /// [`CacheError`]; nothing was changed then that was there before.
    pub(crate) fn open(folder: PathBuf, budgets: &Budgets) -> Result<Self, CacheError> {
        make_folder(&folder)?;
        trusted_folder(&folder)?;
        let unfinished = folder.join(UNFINISHED);
        // Where it can't be made, nothing can be written, and what is there can be read all the same.
        let _ = make_folder(&unfinished);
        remove_abandoned(&unfinished);
        let path = folder.join("secret");
        let secret = match read_secret(&path)? {
            Some(secret) => secret,
            // Missing, or cut: a new one makes every artefact here unreadable, and they are made again.
            None => {
                let mut fresh = [0; SECRET_BYTES];
                getrandom::fill(&mut fresh)
                    .map_err(|e| CacheError::Io { path: path.clone(), source: io::Error::other(e) })?;
                write_whole(&folder, &path, &[&fresh]).map_err(|source| CacheError::Io { path, source })?;
                fresh
            }
        };
        Ok(Self { folder, secret, max_bytes: budgets.get(Budget::ArtefactBytes), size: Mutex::default() })
    }

    /// Reads the artefact of `key`, if it is there and whole.
    pub(crate) fn read(&self, key: &Hash) -> Option<Vec<u8>> {
        let mut file = File::open(self.path(key)).ok()?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).ok()?;
        let (seal, artefact) = bytes.split_at_checked(SEAL_BYTES)?;
        // Compared as `blake3::Hash`, which takes the same time wherever the difference is.
        if self.seal(key, &[artefact]) != blake3::Hash::from_slice(seal).ok()? {
            return None;
        }
        bytes.drain(..SEAL_BYTES);
        let noted = file.metadata().and_then(|data| data.modified());
        if noted.is_ok_and(|noted| noted.elapsed().is_ok_and(|since| since > USE_NOTED_FOR)) {
            // So that it is not removed as unused; where the disk can't be written, none is removed.
            let _ =
                File::options().append(true).open(self.path(key)).and_then(|file| file.set_modified(SystemTime::now()));
        }
        Some(bytes)
    }

    /// Writes `parts`, one after the other, as the artefact of `key`, and removes the least recently used ones where there
    /// are too many bytes.
    ///
    /// # Errors
    /// The disk's. The module is made again the next time.
    pub(crate) fn write(&self, key: &Hash, parts: &[&[u8]]) -> io::Result<()> {
        let seal = self.seal(key, parts);
        let mut whole: Vec<&[u8]> = vec![seal.as_bytes()];
        whole.extend(parts);
        let bytes = whole.iter().map(|part| part.len() as u64).sum::<u64>();
        if bytes > self.max_bytes {
            return Ok(());
        }
        write_whole(&self.folder, &self.path(key), &whole)?;
        let mut size = self.size.lock().unwrap_or_else(PoisonError::into_inner);
        // Another process may have written some meanwhile, and counts its own.
        let now = size.map_or_else(|| self.files().iter().map(|file| file.bytes).sum(), |before| before + bytes);
        *size = Some(if now > self.max_bytes { self.evict() } else { now });
        Ok(())
    }

    /// Removes artefacts until some room is left, the least recently used first. Gives the bytes of those that stay.
    fn evict(&self) -> u64 {
        let mut files = self.files();
        files.sort_unstable();
        let mut size = files.iter().map(|file| file.bytes).sum();
        for ArtifactFile { bytes, path, .. } in files {
            if size <= self.max_bytes / 8 * EIGHTHS_LEFT {
                break;
            }
            if std::fs::remove_file(path).is_ok() {
                size -= bytes;
            }
        }
        size
    }

    /// Artefacts there are.
    fn files(&self) -> Vec<ArtifactFile> {
        let all = std::fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|entry| entry.path());
        let artefacts = all.filter(|path| path.extension().is_some_and(|extension| extension == "artefact"));
        let file = |path: PathBuf| {
            let data = std::fs::symlink_metadata(&path).ok()?;
            let used = data.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            Some(ArtifactFile { used, bytes: data.len(), path })
        };
        artefacts.filter_map(file).collect()
    }

    fn path(&self, key: &Hash) -> PathBuf {
        self.folder.join(format!("{key}.artefact"))
    }

    fn seal(&self, key: &Hash, parts: &[&[u8]]) -> blake3::Hash {
        let mut hasher = blake3::Hasher::new_keyed(&self.secret);
        hasher.update(&key.0);
        for part in parts {
            hasher.update(part);
        }
        hasher.finalize()
    }
}

/// Makes a folder that only its owner may enter, if it is not there.
fn make_folder(path: &Path) -> Result<(), CacheError> {
    let mut folder = std::fs::DirBuilder::new();
    folder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut folder, 0o700);
    folder.create(path).map_err(|source| CacheError::Io { path: path.to_owned(), source })
}

/// Refuses a folder that others may write.
#[cfg(unix)]
fn trusted_folder(path: &Path) -> Result<(), CacheError> {
    use std::os::unix::fs::MetadataExt;
    let data = std::fs::metadata(path).map_err(|source| CacheError::Io { path: path.to_owned(), source })?;
    let why = if data.uid() != uzers::get_effective_uid() {
        format!("it belongs to user {}, who so decides what is run; chown it, or remove it", data.uid())
    } else if data.mode() & 0o022 != 0 {
        format!("others may write it (mode {:o}), and so decide what is run; chmod 700 it", data.mode() & 0o7777)
    } else {
        return Ok(());
    };
    Err(CacheError::Distrusted { path: path.to_owned(), why })
}

#[cfg(not(unix))]
fn trusted_folder(_: &Path) -> Result<(), CacheError> {
    Ok(())
}

/// Secret in the file at `path`; `None` where there is no such file, or no whole secret in it.
#[cfg(unix)]
fn read_secret(path: &Path) -> Result<Option<[u8; SECRET_BYTES]>, CacheError> {
    use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
    const AGAIN: &str = "remove it, and every module is compiled again";
    let io = |source| CacheError::Io { path: path.to_owned(), source };
    let distrusted = |why: String| CacheError::Distrusted { path: path.to_owned(), why: format!("{why}; {AGAIN}") };
    // No link is followed, and no pipe is waited for.
    let flags = libc::O_NOFOLLOW | libc::O_NONBLOCK;
    let mut file = match File::options().read(true).custom_flags(flags).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) if error.raw_os_error() == Some(libc::ELOOP) => return Err(distrusted("it is a link".into())),
        Err(error) => return Err(io(error)),
    };
    let data = file.metadata().map_err(io)?;
    if !data.is_file() || data.nlink() != 1 {
        return Err(distrusted("it is no file of its own".into()));
    }
    if data.uid() != uzers::get_effective_uid() {
        return Err(distrusted(format!("it belongs to user {}, who so knows it", data.uid())));
    }
    if data.mode() & 0o077 != 0 {
        return Err(distrusted(format!("others may know it (mode {:o}, wanted 600)", data.mode() & 0o7777)));
    }
    let mut secret = Vec::new();
    (&mut file).take(SECRET_BYTES as u64 + 1).read_to_end(&mut secret).map_err(io)?;
    Ok(secret.try_into().ok())
}

#[cfg(not(unix))]
fn read_secret(path: &Path) -> Result<Option<[u8; SECRET_BYTES]>, CacheError> {
    match std::fs::read(path) {
        Ok(secret) => Ok(secret.try_into().ok()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(CacheError::Io { path: path.to_owned(), source }),
    }
}

/// Writes a file so that it is never seen in part: below `folder` first, then moved to its place. Only the
/// owner may read it.
fn write_whole(folder: &Path, path: &Path, parts: &[&[u8]]) -> io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder.join(UNFINISHED))?;
    // Held as long as it is being written: see `remove_abandoned`.
    let _ = file.as_file().try_lock();
    for part in parts {
        file.write_all(part)?;
    }
    file.persist(path)?;
    Ok(())
}

/// Removes unfinished files of killed processes: those that are not locked. A process whose file was not locked yet loses
/// it, and makes the module again the next time.
fn remove_abandoned(unfinished: &Path) {
    for entry in std::fs::read_dir(unfinished).into_iter().flatten().flatten() {
        let path = entry.path();
        let abandoned = File::open(&path).is_ok_and(|file| file.try_lock().is_ok());
        if abandoned {
            let _ = std::fs::remove_file(path);
        }
    }
}
