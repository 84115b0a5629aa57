//! A folder on the disk that may fail: a data folder, where the command is run, and its temporary files.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A folder that goes with this value.
#[derive(Debug)]
pub struct Folder {
    around: PathBuf,
    work: PathBuf,
}

/// Names that say that something was being written.
const UNFINISHED: [&str; 4] = [".dbtmp", ".new", ".tmp", ".part"];
const UNFINISHED_STARTS: [&str; 2] = [".tmp", ".new-"];

impl Folder {
    /// A new one in `work`, whose data folder is not there yet.
    pub fn new(work: &Path) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let work = work.canonicalize().expect("a folder to work in");
        let name = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = Self { around: work.join(name), work };
        for path in [folder.here(), folder.temporary()] {
            std::fs::create_dir_all(path).expect("a folder for the run");
        }
        folder
    }

    /// All that lies on the disk that may fail.
    pub fn disk(&self) -> PathBuf {
        self.around.join("disk")
    }

    /// The data folder.
    pub fn data(&self) -> PathBuf {
        self.disk().join("data")
    }

    /// The folder in which the command is run, and which takes what it writes outside the data folder.
    pub fn here(&self) -> PathBuf {
        self.disk().join("here")
    }

    /// The folder for temporary files.
    pub fn temporary(&self) -> PathBuf {
        self.disk().join("temporary")
    }

    /// A path beside all that, on a disk that works.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.around.join(name)
    }

    /// A copy with the same data.
    pub fn copy(&self) -> Self {
        self.copy_to(&self.work)
    }

    /// A copy with the same data in `work`.
    pub fn copy_to(&self, work: &Path) -> Self {
        let copy = Self::new(work);
        copy_all(&self.disk(), &copy.disk());
        copy
    }

    /// Every file of the data folder.
    pub fn files(&self) -> Vec<PathBuf> {
        files(&self.data())
    }

    /// Temporary files, and folders for them.
    pub fn temporaries(&self) -> Vec<PathBuf> {
        entries(&self.temporary())
    }

    /// Files and folders that look as though somebody had not finished with them: by their names, and all temporary ones.
    pub fn unfinished(&self) -> Vec<PathBuf> {
        let temporary = self.temporary();
        let is_unfinished = |path: &PathBuf| path.starts_with(&temporary) && *path != temporary || is_unfinished(path);
        entries(&self.disk()).into_iter().filter(is_unfinished).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.around);
    }
}

/// True if a file or a folder has a name of what is being written.
pub(super) fn is_unfinished(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    UNFINISHED.iter().any(|end| name.ends_with(end)) || UNFINISHED_STARTS.iter().any(|start| name.starts_with(start))
}

/// Every file below `folder`.
pub(super) fn files(folder: &Path) -> Vec<PathBuf> {
    entries(folder).into_iter().filter(|path| !path.is_dir()).collect()
}

/// Every file and every folder below `folder`.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    list(folder, &mut all);
    all.sort();
    all
}

fn list(folder: &Path, all: &mut Vec<PathBuf>) {
    for path in folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            list(&path, all);
        }
        all.push(path);
    }
}

fn copy_all(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder of the copy");
    let mode = std::fs::metadata(from).expect("the folder's mode").permissions();
    std::fs::set_permissions(to, mode).expect("the folder's mode");
    for entry in from.read_dir().expect("the folder is listed").flatten() {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        match from.is_dir() {
            true => copy_all(&from, &to),
            false => _ = std::fs::copy(&from, &to).expect("a file is copied"),
        }
    }
}
