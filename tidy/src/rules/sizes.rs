//! Sizes: lines of a file, entries of a folder.

use crate::Breach;
use crate::repository::Member;
use std::collections::{BTreeMap, BTreeSet};

/// The most lines of a file. One noun or one pass fits in fewer.
pub const FILE_LINES_MAX: usize = 400;

/// The most entries of a folder: as many as are taken in at a glance.
pub const FOLDER_ENTRIES_MAX: usize = 14;

/// Checks every file of every member, tests included.
pub fn file_lines(members: &[Member]) -> Vec<Breach> {
    let files = members.iter().flat_map(|member| &member.files);
    let lines = files.map(|(path, text)| (path, text.lines().count()));
    let long = lines.filter(|(_, lines)| *lines > FILE_LINES_MAX);
    let breach = |(path, lines): (&String, usize)| Breach {
        rule: "file-lines",
        place: path.clone(),
        message: format!("{lines} lines, the limit is {FILE_LINES_MAX}; split it along its nouns"),
    };
    long.map(breach).collect()
}

/// Checks every folder below a member's `src`.
pub fn folder_entries(members: &[Member]) -> Vec<Breach> {
    let mut folders: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (path, _) in members.iter().flat_map(Member::sources) {
        let mut entry = path;
        while let Some((folder, name)) = entry.rsplit_once('/').filter(|(folder, _)| folder.contains('/')) {
            folders.entry(folder).or_default().insert(name);
            entry = folder;
        }
    }
    let full = folders.into_iter().filter(|(_, entries)| entries.len() > FOLDER_ENTRIES_MAX);
    let breach = |(folder, entries): (&str, BTreeSet<&str>)| Breach {
        rule: "folder-entries",
        place: folder.to_owned(),
        message: format!("{} entries, the limit is {FOLDER_ENTRIES_MAX}; give some a folder", entries.len()),
    };
    full.map(breach).collect()
}
