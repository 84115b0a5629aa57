//! Warnings of the compiler reach whoever deploys a source, or only looks at it.

use crate::shell::{self, Shell};
use serde_json::Value as Json;

/// A package variable that a call changes, and a method that nobody can call.
const COUNTS: &str = "package counts

import \"allod.dev/core\"

var count uint64

func Add() uint64 {
\tcount++
\treturn count
}

type Token struct{ supply uint64 }

func (t *Token) Mint(n uint64) { t.supply += n }

func Who() core.Address { return core.Sender() }
";

/// Their places, and words that must be said of them.
const WANTED: [(&str, &str, &str); 2] = [
    ("counts.go:8:2: ", "package variable count", "core.GetObject"),
    ("counts.go:14:17: ", "Token.Mint is not offered to callers", "empty struct"),
];

fn assert_said(said: &[String], what: &str) {
    assert_eq!(said.len(), WANTED.len(), "{what}: {said:?}");
    for (line, (place, found, instead)) in said.iter().zip(WANTED) {
        let text = line.strip_prefix("warning: ").unwrap_or(line);
        assert!(text.starts_with(place) && text.contains(found) && text.contains(instead), "{what}: {line}");
    }
}

#[test]
fn a_warning_leaves_every_command_that_reads_a_source() {
    let shell = Shell::new();
    std::fs::write(shell.path().join("counts.go"), COUNTS).unwrap();
    for words in [["deploy", "counts.go"], ["abi", "counts.go"]] {
        let ended = shell.run(&words);
        assert_eq!(ended.code, 0, "{ended:?}");
        // For people, each with its line.
        assert_eq!(ended.stderr.matches("warning: ").count(), WANTED.len(), "{ended:?}");
        for (place, found, instead) in WANTED {
            let place = place.trim_end_matches(": ");
            for words in [place, found, instead] {
                assert!(ended.stderr.contains(words), "{words}: {ended:?}");
            }
        }
        assert!(!ended.stdout.contains("warning"), "{ended:?}");

        let ended = shell.run(&[&["--json"], &words[..]].concat());
        assert_eq!(ended.code, 0, "{ended:?}");
        let document = |line: &str| serde_json::from_str::<Json>(line).unwrap_or_else(|_| panic!("{line}"));
        let text = |warning: &Json| warning.as_str().unwrap().to_owned();
        let said: Vec<_> = ended.stderr.lines().map(|line| text(&document(line)["warning"])).collect();
        assert_said(&said, words[0]);
        if words[0] == "deploy" {
            let warnings = &document(&ended.stdout)["warnings"];
            assert_said(&warnings.as_array().unwrap().iter().map(text).collect::<Vec<_>>(), "the result");
        }
    }
    // It is deployed, and does what the warning says.
    assert_eq!(shell.json(0, &["call", "counts", "Add"])["result"], 1);
    assert_eq!(shell.json(0, &["call", "counts", "Add"])["result"], 1);
    assert_eq!(shell.run(&["call", "counts", "Mint", "1"]).code, 3);
}

#[test]
fn of_what_is_right_nothing_is_said() {
    let shell = Shell::new();
    let counter = shell::contract("counter/counter.go");
    for words in [["deploy", counter.to_str().unwrap()], ["abi", counter.to_str().unwrap()]] {
        let ended = shell.run(&words);
        assert!(ended.code == 0 && !ended.stderr.contains("warning"), "{ended:?}");
        let ended = shell.run(&[&["--json"], &words[..]].concat());
        assert!(ended.code == 0 && ended.stderr.is_empty() && !ended.stdout.contains("warnings"), "{ended:?}");
    }
}
