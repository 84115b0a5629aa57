//! Compiled modules on disk.
//!
//! A file is a keyed hash and then the artefact. The key is this folder's own secret, made when the folder
//! is, and the hash covers the file's name too: a byte flipped, a file cut, or two files swapped is found
//! before a byte of machine code is looked at, and the module is compiled again.

use crate::EngineError;
use allod_core::Hash;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Bytes of the keyed hash in front of an artefact.
const SEAL: usize = 32;

/// A folder of compiled modules.
#[derive(Debug)]
pub(crate) struct Artefacts {
    folder: PathBuf,
    secret: [u8; 32],
}

impl Artefacts {
    /// Opens the folder, making it and its secret where they are missing.
    ///
    /// # Errors
    /// [`EngineError::Io`] naming the file.
    pub(crate) fn open(folder: PathBuf) -> Result<Self, EngineError> {
        std::fs::create_dir_all(&folder).map_err(|source| EngineError::Io { path: folder.clone(), source })?;
        let path = folder.join("secret");
        let secret = match std::fs::read(&path) {
            Ok(bytes) if bytes.len() == 32 => bytes,
            // Missing, or cut: a new one makes every artefact here unreadable, and they are made again.
            _ => {
                let mut fresh = [0; 32];
                getrandom::fill(&mut fresh)
                    .map_err(|e| EngineError::Io { path: path.clone(), source: std::io::Error::other(e) })?;
                write_whole(&folder, &path, &[&fresh])?;
                fresh.to_vec()
            }
        };
        let mut key = [0; 32];
        key.copy_from_slice(&secret);
        Ok(Self { folder, secret: key })
    }

    /// The artefact called `key`, if it is there and whole.
    pub(crate) fn read(&self, key: &Hash) -> Option<Vec<u8>> {
        let mut bytes = std::fs::read(self.path(key)).ok()?;
        let (seal, artefact) = bytes.split_at_checked(SEAL)?;
        // Compared as `blake3::Hash`, which takes the same time wherever the difference is.
        if self.seal(key, &[artefact]) != blake3::Hash::from_slice(seal).ok()? {
            return None;
        }
        bytes.drain(..SEAL);
        Some(bytes)
    }

    /// Keeps `parts`, one after the other, as the artefact called `key`.
    ///
    /// # Errors
    /// [`EngineError::Io`] naming the file.
    pub(crate) fn write(&self, key: &Hash, parts: &[&[u8]]) -> Result<(), EngineError> {
        let seal = self.seal(key, parts);
        let mut whole: Vec<&[u8]> = vec![seal.as_bytes()];
        whole.extend(parts);
        write_whole(&self.folder, &self.path(key), &whole)
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

/// Writes a file so that it is never seen in part: beside its place first, then moved there. Only the
/// owner may read it.
fn write_whole(folder: &Path, path: &Path, parts: &[&[u8]]) -> Result<(), EngineError> {
    let io = |source| EngineError::Io { path: path.to_owned(), source };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io)?;
    for part in parts {
        file.write_all(part).map_err(io)?;
    }
    file.persist(path).map_err(|e| io(e.error))?;
    Ok(())
}
