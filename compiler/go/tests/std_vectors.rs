//! Programs over the library that comes with the compiler can be compiled.

use allod_go::compile::{Options, build};
use allod_go::packages::Source;
use std::fs;
use std::path::Path;

/// The programs that std/oracle runs with Go's library and ours.
fn vectors() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("std/oracle/vectors");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    files.iter().map(|path| (name(path), fs::read(path).unwrap())).collect()
}

#[test]
fn every_vector_is_built_into_a_closed_program() {
    let mut wrong = Vec::new();
    for (name, text) in vectors() {
        let source = Source { name: name.clone(), text: text.into() };
        if let Err(failure) = build(&[source], &Options::program()) {
            wrong.push(format!("{name}: {failure}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
