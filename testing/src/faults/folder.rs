//! A data folder, its copies, and what may lie in it.

use super::disk::MARK;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// A folder that goes with this value, and a data folder in it.
#[derive(Debug)]
pub struct Folder {
    around: PathBuf,
    data: PathBuf,
    work: PathBuf,
}

/// Names that say that something was being written.
const UNFINISHED: [&str; 4] = [".dbtmp", ".new", ".tmp", ".part"];
const UNFINISHED_STARTS: [&str; 2] = [".tmp", ".new-"];

impl Folder {
    /// A new one in `work`, whose data folder is not there yet.
    pub fn new(work: &Path) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let name = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let around = work.join(name);
        std::fs::create_dir_all(&around).expect("a folder for the run");
        Self { data: around.join(MARK), around, work: work.to_owned() }
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// A path beside the data folder, on a disk that works.
    pub fn beside(&self, name: &str) -> PathBuf {
        self.around.join(name)
    }

    /// A copy with the same data.
    pub fn copy(&self) -> Self {
        let copy = Self::new(&self.work);
        if self.data.exists() {
            copy_all(&self.data, &copy.data);
        }
        copy
    }

    /// Every file of the data folder.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        list(&self.data, &mut files);
        files.sort();
        files
    }

    /// Files that look as though somebody had not finished with them.
    pub fn unfinished(&self) -> Vec<String> {
        let name = |file: PathBuf| file.file_name().map(|name| name.to_string_lossy().into_owned());
        let is_unfinished = |name: &String| {
            UNFINISHED.iter().any(|end| name.ends_with(end))
                || UNFINISHED_STARTS.iter().any(|start| name.starts_with(start))
        };
        self.files().into_iter().filter_map(name).filter(is_unfinished).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.around);
    }
}

fn list(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in folder.read_dir().into_iter().flatten().flatten() {
        match entry.path() {
            path if path.is_dir() => list(&path, files),
            path => files.push(path),
        }
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
