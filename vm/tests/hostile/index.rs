//! `docs/attacks.md` names a test for every attack; each of them is there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Files with tests of attacks beside the code that they need to reach into.
const BESIDE_CODE: [&str; 1] = ["compiler/src/toolchain/scratch/tests.rs"];

/// Files below `folder`, and below the folders in it.
fn files(folder: PathBuf) -> Vec<PathBuf> {
    let (mut folders, mut files) = (vec![folder], Vec::new());
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(folder).into_iter().flatten().map(|entry| entry.unwrap().path());
        let (below, beside): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
        folders.extend(below);
        files.extend(beside);
    }
    files
}

/// Every function marked as a test in the `tests` folders of the repository, and whether it is ignored.
fn tests() -> BTreeMap<String, bool> {
    let mut names = BTreeMap::new();
    let crates = ["core", "state", "security", "compiler", "vm", "cli"].into_iter();
    let beside_code = BESIDE_CODE.iter().map(|file| root().join(file));
    let files = crates.flat_map(|member| files(root().join(member).join("tests"))).chain(beside_code);
    for file in files.filter(|path| path.extension().is_some_and(|e| e == "rs")) {
        let text = std::fs::read_to_string(file).unwrap();
        let (mut marked, mut ignored) = (false, false);
        for line in text.lines().map(str::trim) {
            marked |= line == "#[test]";
            ignored |= line.starts_with("#[ignore");
            if let (true, Some(rest)) = (marked, line.strip_prefix("fn ")) {
                names.extend(rest.split(['(', '<']).next().map(|name| (name.to_owned(), ignored)));
                (marked, ignored) = (false, false);
            }
        }
    }
    names
}

#[test]
fn every_test_that_the_page_of_attacks_names_is_there() {
    let page = std::fs::read_to_string(root().join("docs/attacks.md")).unwrap();
    let tests = tests();
    let mut named = 0;
    for row in page.lines().filter(|line| line.starts_with("| ") && line.contains('`')) {
        let column = row.rsplit('|').nth(1).unwrap();
        let mut open = false;
        for name in column.split('`').skip(1).step_by(2) {
            let ignored = tests.get(name).unwrap_or_else(|| panic!("no test is called {name}"));
            open |= ignored;
            named += 1;
        }
        assert_eq!(row.contains("(open)"), open, "a row is marked (open) where a test of it is ignored: {row}");
    }
    assert!(named > 80, "{named} tests are named");
}
