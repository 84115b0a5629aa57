//! `docs/promises.md` has every promise once, a state for each, and names only what exists.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Promises of the five documents.
const PROMISES: usize = 300;

/// States of a promise, and whether a reason has to stand beside it.
const STATES: [(&str, bool); 4] = [("works", false), ("other name", false), ("in part", true), ("no", true)];

/// Letters of a reason, at least: "as above" is none.
const REASON_MIN: usize = 12;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn page() -> String {
    fs::read_to_string(root().join("docs/promises.md")).expect("docs/promises.md")
}

/// The cells of each row of promises: number, line, promise, state, place or reason.
fn rows(page: &str) -> Vec<Vec<&str>> {
    let cells = |line: &'_ str| -> bool { line.starts_with("| ") && line.as_bytes()[2].is_ascii_digit() };
    page.lines()
        .filter(|line| cells(line))
        .map(|line| line.trim_matches('|').split(" | ").map(str::trim).collect())
        .collect()
}

/// The words in backticks of `text`.
fn quoted(text: &str) -> impl Iterator<Item = &str> {
    text.split('`').skip(1).step_by(2)
}

#[test]
fn every_promise_has_a_row_with_a_state() {
    let page = page();
    let rows = rows(&page);
    assert_eq!(rows.len(), PROMISES);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        let [number, line, promise, state, place] = row.as_slice() else { panic!("five cells are wanted: {row:?}") };
        assert_eq!(number.parse(), Ok(at + 1), "{row:?}");
        assert!(line.parse::<u32>().is_ok_and(|line| line > 0), "a line of the document: {row:?}");
        assert!(!promise.is_empty() && !place.is_empty(), "{row:?}");
        let (_, reasoned) = STATES.iter().find(|known| known.0 == *state).unwrap_or_else(|| panic!("{row:?}"));
        assert!(!reasoned || place.len() >= REASON_MIN, "a reason is wanted: {row:?}");
        *counts.entry(state).or_default() += 1;
    }
    println!("{counts:?}");
    assert!(counts["works"] > PROMISES / 2, "{counts:?}");
}

#[test]
fn every_file_and_test_that_a_promise_names_exists() {
    let page = page();
    let mut seen = 0;
    for row in rows(&page) {
        let place = row[4];
        for word in quoted(place).filter(|word| is_path(word)) {
            let (file, test) = word.split_once("::").map_or((word, None), |(file, test)| (file, Some(test)));
            let path = root().join(file);
            assert!(path.exists(), "{file}: {row:?}");
            if let Some(test) = test {
                let text = fs::read_to_string(&path).expect(file);
                assert!(text.contains(&format!("fn {test}(")), "{word}: {row:?}");
            }
            seen += 1;
        }
    }
    assert!(seen >= PROMISES / 2, "{seen} places");
}

/// True for `folder/file.rs` and the like, false for code.
fn is_path(word: &str) -> bool {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "/._-:".contains(letter);
    let top = word.split('/').next().unwrap_or_default();
    word.chars().all(plain) && (word.contains('/') && root().join(top).is_dir() || word.starts_with("LICENSE"))
}
