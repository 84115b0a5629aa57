//! The folder of a contract in Go, and of the packages it has of its own.
//!
//! Left out is what the `go` command leaves out: tests, names that begin with `.` or `_`, `testdata`, `vendor`, and folders
//! that are modules of their own. Links to folders are not followed.

use crate::failure::Failure;
use crate::request::source_file::{LONGEST, read_file};
use allod_compiler::SourceFile;
use std::path::{Path, PathBuf};

/// Entries of folders that are looked at, at most.
const MOST_ENTRIES: usize = 10_000;

/// Folders below each other, at most.
const DEEPEST: usize = 16;

/// The file that names a module.
const MODULE: &str = "go.mod";

/// Folders that the `go` command passes by.
const LEFT_OUT: [&str; 2] = ["testdata", "vendor"];

/// The Go files of `folder` and of the folders below it, and its `go.mod`, by their names from `folder` on, sorted.
pub(super) fn read(folder: &Path) -> Result<Vec<SourceFile>, Failure> {
    let mut walk = Walk { files: Vec::new(), entries: 0, bytes: 0, tests: false };
    walk.folder(folder, "", 0)?;
    if !walk.files.iter().any(|file| is_own(&file.name)) {
        return Err(no_go(folder));
    }
    walk.files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(walk.files)
}

/// As [`read`], with the files of the folder itself that have tests in them.
pub(super) fn read_with_tests(folder: &Path) -> Result<Vec<SourceFile>, Failure> {
    let mut walk = Walk { files: Vec::new(), entries: 0, bytes: 0, tests: true };
    walk.folder(folder, "", 0)?;
    walk.files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(walk.files)
}

/// A Go file of the contract's own package.
fn is_own(name: &str) -> bool {
    name.ends_with(".go") && !name.contains('/')
}

/// A walk through a folder, and what it has found.
struct Walk {
    files: Vec<SourceFile>,
    entries: usize,
    bytes: u64,
    /// Files with tests are wanted too.
    tests: bool,
}

impl Walk {
    fn folder(&mut self, folder: &Path, prefix: &str, depth: usize) -> Result<(), Failure> {
        if depth > DEEPEST {
            return Err(Failure::Refused(format!("{}: folders lie more than {DEEPEST} deep", folder.display())));
        }
        let entries = std::fs::read_dir(folder).map_err(|error| Failure::file(folder, error))?;
        for entry in entries {
            let entry = entry.map_err(|error| Failure::file(folder, error))?;
            self.entries += 1;
            if self.entries > MOST_ENTRIES {
                return Err(Failure::Refused(format!(
                    "{}: more than {MOST_ENTRIES} files and folders: give the contract a folder of its own",
                    folder.display()
                )));
            }
            let path = entry.path();
            let name = match entry.file_name().into_string() {
                Ok(name) => name,
                Err(name) if name.as_encoded_bytes().ends_with(b".go") => {
                    return Err(Failure::Refused(format!("{}: the file's name is not UTF-8", path.display())));
                }
                Err(_) => continue,
            };
            if name.starts_with(['.', '_']) {
                continue;
            }
            let kind = entry.file_type().map_err(|error| Failure::file(&path, error))?;
            if kind.is_dir() {
                if !LEFT_OUT.contains(&name.as_str()) && !path.join(MODULE).exists() {
                    self.folder(&path, &format!("{prefix}{name}/"), depth + 1)?;
                }
            } else if (is_source(&name, prefix) || self.tests && is_test(&name, prefix)) && path.is_file() {
                let text = read_file(&path, LONGEST - self.bytes)?;
                self.bytes += text.len() as u64;
                self.files.push(SourceFile { name: format!("{prefix}{name}"), text });
            }
        }
        Ok(())
    }
}

fn is_source(name: &str, prefix: &str) -> bool {
    name.ends_with(".go") && !name.ends_with("_test.go") || name == MODULE && prefix.is_empty()
}

fn is_test(name: &str, prefix: &str) -> bool {
    name.ends_with("_test.go") && prefix.is_empty()
}

/// A folder without Go: the module or text in it is named, if there is one.
fn no_go(folder: &Path) -> Failure {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().take(MOST_ENTRIES);
    let is_code = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "wasm" || ending == "wat");
    let mut files: Vec<_> = entries.map(|entry| entry.path()).filter(is_code).collect();
    files.sort();
    let hint = match files.as_slice() {
        [one] => format!(": say {}", one.display()),
        _ => String::new(),
    };
    Failure::Usage(format!(
        "{} has no Go file in it; a contract is a file, or a folder of Go files{hint}",
        folder.display()
    ))
}
