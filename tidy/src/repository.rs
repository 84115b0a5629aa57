//! Repository: the members of the workspace and their files, read once.

use std::collections::BTreeMap;
use std::path::Path;
use std::{fs, io};

/// A crate of the workspace.
#[derive(Clone, Debug, Default)]
pub struct Member {
    /// Its folder, which is also its short name: `core` for `allod-core`.
    pub name: String,
    /// The text of its `Cargo.toml`.
    pub manifest: String,
    /// The text of each of its Rust files, by path from the workspace's root, with `/` between folders.
    pub files: BTreeMap<String, String>,
}

impl Member {
    /// Its files below `src`.
    pub fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        let prefix = format!("{}/src/", self.name);
        let own = self.files.iter().filter(move |(path, _)| path.starts_with(&prefix));
        own.map(|(path, text)| (path.as_str(), text.as_str()))
    }
}

/// Reads the members of the workspace at `root`, in the order of its manifest.
///
/// # Errors
/// A file can't be read.
pub fn read(root: &Path) -> io::Result<Vec<Member>> {
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    members(&manifest).into_iter().map(|name| member(root, name)).collect()
}

/// The folders in the line `members = ["…", …]` of a workspace's manifest, or in the lines it goes on for.
pub fn members(manifest: &str) -> Vec<String> {
    let list = manifest.split_once("\nmembers = [").map_or("", |(_, rest)| rest);
    let list = list.split_once(']').map_or("", |(list, _)| list);
    list.split(',').map(|name| name.trim().trim_matches('"').to_owned()).filter(|name| !name.is_empty()).collect()
}

fn member(root: &Path, name: String) -> io::Result<Member> {
    let manifest = fs::read_to_string(root.join(&name).join("Cargo.toml"))?;
    let mut files = BTreeMap::new();
    for folder in ["src", "tests", "benches", "examples"] {
        collect(root, &format!("{name}/{folder}"), &mut files)?;
    }
    Ok(Member { name, manifest, files })
}

fn collect(root: &Path, folder: &str, files: &mut BTreeMap<String, String>) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return Ok(()) };
    for entry in entries {
        let entry = entry?;
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            collect(root, &path, files)?;
        } else if path.ends_with(".rs") {
            files.insert(path, fs::read_to_string(entry.path())?);
        }
    }
    Ok(())
}
