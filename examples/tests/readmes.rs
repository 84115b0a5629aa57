//! Every README tells what its contract offers: each function with its signature, each event with its
//! attributes, and nothing that is not there.

use allod_testing::stage::Example;
use std::path::{Path, PathBuf};

macro_rules! examples {
    ($($folder:literal / $file:literal),* $(,)?) => {
        [$((
            $file,
            include_str!(concat!("../", $folder, "/", $file)),
            include_str!(concat!("../", $folder, "/README.md")),
        )),*]
    };
}

/// File, source and README of every example.
const EXAMPLES: [(&str, &str, &str); 10] = examples![
    "counter" / "counter.go",
    "counter_factory" / "counter_factory.go",
    "market" / "market.go",
    "nft" / "nft.go",
    "object_counter" / "object_counter.go",
    "oracle" / "vault.wat",
    "simple_token" / "simple_token.go",
    "token" / "token.go",
    "token_fields" / "token_fields.go",
    "wat_counter" / "counter.wat",
];

/// The rows of the table whose heading begins with `heading`.
fn rows<'r>(readme: &'r str, heading: &str) -> Vec<&'r str> {
    let table = readme.lines().skip_while(|line| !line.starts_with(&format!("| {heading} |")));
    table.skip(2).take_while(|line| line.starts_with('|')).collect()
}

#[test]
fn every_function_stands_in_its_readme_with_its_signature() {
    for (file, source, readme) in EXAMPLES {
        let example = Example::compile(file, source);
        let rows = rows(readme, "function");
        assert_eq!(rows.len(), example.abi().functions.len(), "{file}: a row a function");
        for function in &example.abi().functions {
            let cell = format!("| `{function}` |");
            assert!(rows.iter().any(|row| row.starts_with(&cell)), "{file}: the README has no row {cell}");
        }
    }
}

#[test]
fn every_event_stands_in_a_readme_with_its_attributes() {
    for (file, source, readme) in EXAMPLES {
        let example = Example::compile(file, source);
        let rows = rows(readme, "event");
        assert_eq!(rows.len(), example.abi().events.len(), "{file}: a row an event");
        for event in &example.abi().events {
            let attributes: Vec<_> = event.parameters.iter().map(|name| format!("`{name}`")).collect();
            let row = format!("| `{}` | {} |", event.name, attributes.join(", "));
            assert!(rows.contains(&row.as_str()), "{file}: the README has no row {row}");
        }
    }
}

/// Every file below `folder` that ends in one of `ends`.
fn files(folder: &Path, ends: &[&str]) -> Vec<PathBuf> {
    let entries = folder.read_dir().unwrap().map(|entry| entry.unwrap().path());
    let mut found = Vec::new();
    for path in entries.filter(|path| !path.ends_with("target")) {
        match path.is_dir() {
            true => found.extend(files(&path, ends)),
            false if ends.iter().any(|end| path.extension().is_some_and(|ending| ending == *end)) => found.push(path),
            false => {}
        }
    }
    found
}

/// A field that holds another type than is asked for is an error. Who ignores it takes what is there for nothing.
#[test]
fn no_example_and_no_document_ignores_what_a_read_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = ["examples", "docs", "cli/templates"].map(|folder| files(&root.join(folder), &["go", "md"]));
    let all = folders.concat().into_iter().chain([root.join("README.md")]);
    let mut seen = 0;
    for path in all {
        let text = std::fs::read_to_string(&path).unwrap();
        seen += text.matches(".Get(").count();
        let ignored = text.lines().find(|line| line.trim_start().starts_with("_ = ") && line.contains(".Get("));
        assert_eq!(ignored, None, "{}", path.display());
    }
    assert!(seen > 10, "{seen}");
}
