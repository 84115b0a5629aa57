//! The scripts beside the examples play as they stand.
#![cfg(unix)]

use std::path::Path;
use std::process::Command;

#[test]
fn every_script_of_the_examples_gets_what_it_expects() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let folders = std::fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir());
    let files = folders.flat_map(|folder| std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    let scripts: Vec<_> = files.filter(|path| path.extension().is_some_and(|extension| extension == "sh")).collect();
    assert!(!scripts.is_empty());
    for script in scripts {
        let output = Command::new("sh").arg(&script).env("ALLOD", env!("CARGO_BIN_EXE_allod")).output().unwrap();
        assert!(output.status.success(), "{}: {output:?}", script.display());
    }
}
