//! The book's code is the code of this crate, and its story is told by the program.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn chapter(name: &str) -> String {
    let path = root().join("docs/book").join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The blocks of code of `language` in `text`.
fn blocks<'t>(text: &'t str, language: &str) -> Vec<&'t str> {
    let fence = format!("\n```{language}\n");
    text.split(&fence).skip(1).filter_map(|rest| rest.split("\n```").next()).collect()
}

/// The lines of code in `text`, wherever they begin. Comments of the source, which the book says in its own words, are none.
fn code_of(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"))
}

#[test]
fn every_snippet_of_the_chapter_is_in_its_file_line_by_line() {
    let text = chapter("chain.md");
    let mut shown: BTreeMap<String, usize> = BTreeMap::new();
    for block in blocks(&text, "rust").into_iter().chain(blocks(&text, "toml")) {
        let (name, code) = block.split_once('\n').expect("a name and code");
        let name = name.trim_start_matches(['/', '#']).trim();
        let path = root().join(name);
        let file = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let lines: Vec<&str> = code_of(&file).collect();
        let snippet: Vec<&str> = code_of(code).collect();
        assert!(!snippet.is_empty(), "{name}: no code in\n{block}");
        let found = lines.windows(snippet.len()).any(|window| window == snippet);
        assert!(found, "{name} has no such lines, one after the other:\n{code}");
        *shown.entry(name.to_owned()).or_default() += snippet.len();
    }
    // A file that the book leaves out is named in it at least.
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let path = format!("examples/chain/src/{name}");
        assert!(shown.contains_key(&path) || text.contains(&path), "{path} is not in the chapter");
    }
    assert!(shown.values().sum::<usize>() > 150, "{shown:?}");
}

/// Runs the program, and gives what it prints.
fn told(args: &[&Path]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_allod-example-chain")).args(args).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_program_tells_the_story_that_is_in_the_chapter() {
    let text = chapter("chain.md");
    let commands: Vec<&str> = blocks(&text, "sh").into_iter().flat_map(str::lines).collect();
    assert!(commands.contains(&"cargo run --locked -p allod-example-chain"), "{commands:?}");
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state");
    let wanted = blocks(&text, "text").concat();
    for args in [&[][..], &[state.as_path()]] {
        assert_eq!(told(args).trim_end(), wanted.trim_end());
    }
}
