//! A small JSON file that is read whole and replaced whole.

use super::guard;
use super::lock::Lock;
use crate::failure::Failure;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::error::Category;
use std::fs::File;
use std::io::{Error, ErrorKind, Read, Result, Write};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The longest one that is read, in bytes: names of some 300,000 contracts.
const LONGEST: u64 = 64 << 20;

/// Prefix of the name of a file that is being written. Only whoever has the folder's lock makes one.
const UNDER_WAY: &str = ".new-";

/// A small JSON file. A reader sees the old one or the new one, never half of it. What it holds is in memory no longer
/// than it takes to read it, and in no message: it may be a key.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    path: PathBuf,
}

impl Document {
    /// The document at `path`, which need not be there yet.
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// Its path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Content; `None` where there is no such file.
    ///
    /// # Errors
    /// [`Failure::Machine`] naming the file, and the line where it is damaged, without a word of what stands there.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> std::result::Result<Option<T>, Failure> {
        let failed = |error| Failure::file(&self.path, error);
        let mut file = match guard::open_to_read(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(failed(error)),
        };
        let size = file.metadata().map_err(failed)?.len();
        if size > LONGEST {
            return Err(Failure::file(&self.path, format_args!("{size} bytes, wanted at most {LONGEST}")));
        }
        // Sized so that it never moves, and leaves no copy behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(size as usize + 1));
        (&mut file).take(size + 1).read_to_end(&mut bytes).map_err(failed)?;
        serde_json::from_slice(&bytes).map(Some).map_err(|error| self.damaged(&error))
    }

    /// Failure that says where it is damaged. What the parser says may quote what it met.
    fn damaged(&self, error: &serde_json::Error) -> Failure {
        let found = match error.classify() {
            Category::Eof => "it ends too early",
            Category::Syntax => "it is no JSON",
            Category::Data | Category::Io => "that is not what this program writes there",
        };
        Failure::file(
            &self.path,
            format_args!(
                "line {}, column {}: {found}. Put back a copy of the file, or mend the line",
                error.line(),
                error.column()
            ),
        )
    }

    /// Replaces it by `content`. Once this returns, the new one survives a power cut.
    ///
    /// # Errors
    /// [`Failure::Machine`] naming the file; the old one stands as it was, unless it says that the new one does.
    pub(crate) fn write<T: Serialize>(&self, turn: &Lock, content: &T) -> std::result::Result<(), Failure> {
        self.replace(turn, content).map_err(|error| Failure::file(&self.path, error))
    }

    fn replace<T: Serialize>(&self, turn: &Lock, content: &T) -> Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        remove_remains(turn, folder);
        let mut text = Measure::default();
        serde_json::to_writer_pretty(&mut text, content)?;
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.0 + 1));
        serde_json::to_writer_pretty(&mut *bytes, content)?;
        bytes.push(b'\n');
        // A name that nobody can know beforehand, and a file that was not there: mode 0600, no link followed.
        let mut file = tempfile::Builder::new().prefix(UNDER_WAY).tempfile_in(folder)?;
        file.write_all(&bytes)?;
        file.as_file().sync_all()?;
        file.persist(&self.path).map_err(|error| error.error)?;
        sync_folder(folder).map_err(|error| {
            Error::new(error.kind(), format!("the new one stands there, and may be gone after a power cut: {error}"))
        })
    }
}

/// Number of bytes that are written.
#[derive(Default)]
struct Measure(usize);

impl Write for Measure {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

/// Removes what processes left behind that were killed while they wrote. What can't be removed is in nobody's way.
pub(super) fn remove_remains(_turn: &Lock, folder: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(UNDER_WAY)) {
        let _ = std::fs::remove_file(entry.path());
    }
}

/// A rename is there after a power cut once its folder has been written.
fn sync_folder(folder: &Path) -> Result<()> {
    match cfg!(unix) {
        true => File::open(folder)?.sync_all(),
        false => Ok(()),
    }
}
