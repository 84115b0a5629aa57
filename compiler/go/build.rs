//! Lists the Go files that come with the compiler, so that they are part of it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// Folders of Go files, and what their import paths begin with.
const ROOTS: &[(&str, &str)] = &[("runtime", "runtime"), ("std", ""), ("core", "core")];

fn main() -> io::Result<()> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("Cargo sets it"));
    let mut table = String::from("&[\n");
    for (folder, path) in ROOTS {
        println!("cargo::rerun-if-changed={folder}");
        if root.join(folder).is_dir() {
            folder_rows(&root.join(folder), path, &mut table)?;
        }
    }
    table.push(']');
    let out = PathBuf::from(env::var("OUT_DIR").expect("Cargo sets it"));
    fs::write(out.join("embedded.rs"), table)
}

/// A row for each folder with Go files: its import path, names of files and their texts.
fn folder_rows(folder: &Path, path: &str, table: &mut String) -> io::Result<()> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<_>>()?;
    entries.sort();
    let mut files = String::new();
    for entry in &entries {
        let name = entry.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name == "oracle" {
            continue;
        }
        if entry.is_dir() {
            let path = if path.is_empty() { name } else { format!("{path}/{name}") };
            folder_rows(entry, &path, table)?;
        } else if name.ends_with(".go") && !name.ends_with("_test.go") {
            println!("cargo::rerun-if-changed={}", entry.display());
            _ = write!(files, "({name:?}, include_bytes!({:?})), ", entry.display().to_string());
        }
    }
    if !files.is_empty() {
        _ = writeln!(table, "({path:?}, &[{files}]),");
    }
    Ok(())
}
