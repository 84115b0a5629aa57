//! A small JSON file that is read whole and replaced whole.

use crate::failure::Failure;
use serde::{Serialize, de::DeserializeOwned};
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A small JSON file. A reader sees the old one or the new one, never half of it; changes take turns, also
/// between processes.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    path: PathBuf,
}

impl Document {
    /// The document at `path`, which need not be there yet.
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// What it holds; the default where there is no such file.
    pub(crate) fn read<T: DeserializeOwned + Default>(&self) -> Result<T, Failure> {
        match std::fs::read(&self.path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| Failure::file(&self.path, error)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(T::default()),
            Err(error) => Err(Failure::file(&self.path, error)),
        }
    }

    /// Reads, changes and replaces it while no other process does.
    pub(crate) fn change<T, R>(&self, change: impl FnOnce(&mut T) -> Result<R, Failure>) -> Result<R, Failure>
    where
        T: Serialize + DeserializeOwned + Default,
    {
        if let Some(folder) = self.path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| Failure::file(folder, error))?;
        }
        let turn = self.path.with_extension("lock");
        let turn = private(&turn, false).and_then(|file| file.lock().map(|()| file));
        let _turn = turn.map_err(|error| Failure::file(&self.path, error))?;
        let mut content = self.read()?;
        let answer = change(&mut content)?;
        self.replace(&content).map_err(|error| Failure::file(&self.path, error))?;
        Ok(answer)
    }

    fn replace<T: Serialize>(&self, content: &T) -> std::io::Result<()> {
        let new = self.path.with_extension("new");
        let mut file = private(&new, true)?;
        serde_json::to_writer_pretty(&mut file, content)?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        std::fs::rename(&new, &self.path)?;
        sync_folder(&self.path)
    }
}

/// Opens `path` for writing; what it makes only this user may read.
fn private(path: &Path, truncate: bool) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(truncate);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// A rename is there after a power cut once its folder has been written.
fn sync_folder(path: &Path) -> std::io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}
