//! The checker accepts and refuses what go/types does, on the same line. Go's verdicts are kept in
//! `verdicts/check.txt`, which `cargo run -p allod-go --example conformance -- check-verdicts` writes anew.

use crate::support;
use allod_go::diagnostic::Code;
use allod_go::syntax::{files::Files, parse, tree::Tree};
use allod_go::types::{Version, check, store::Store};

const CONTRACT: &[u8] = include_bytes!("../sources/contract.go");
const VERDICTS: &str = include_str!("../verdicts/check.txt");

/// Line and message of the first mistake.
fn first(text: &[u8]) -> Option<(u32, String)> {
    let (mut files, mut store, mut tree) = (Files::new(), Store::new(), Tree::new());
    let file = files.add("x.go", text).expect("the text is short");
    let mut diagnostics = parse(&files, file, &mut store.names, &mut tree);
    if diagnostics.is_empty() {
        diagnostics = check(&mut store, &files, &tree, "p", Version::Go26).diagnostics;
    }
    let first = diagnostics.into_iter().find(|diagnostic| diagnostic.code != Code::Refused)?;
    let line = files.place(first.span.start).map_or(0, |place| place.line);
    Some((line, first.message.lines().next().unwrap_or("").to_owned()))
}

#[test]
fn a_contract_is_accepted() {
    assert_eq!(first(CONTRACT), None);
}

#[test]
fn a_mutant_of_a_contract_is_judged_as_go_judges_it() {
    let (mut lines, mut invalid, mut other_line, mut other_words) = (0, 0, 0, 0);
    for (number, verdict) in VERDICTS.lines().enumerate() {
        let (line, message) = verdict.split_once(' ').expect("line and message");
        let wanted = (line != "0").then(|| (line.parse().expect("a line"), message.to_owned()));
        let mutant = support::numbered(CONTRACT, number as u64);
        let found = first(&mutant);
        let text = String::from_utf8_lossy(&mutant);
        assert_eq!(found.is_some(), wanted.is_some(), "mutant {number}: {found:?}, Go says {wanted:?}\n{text}");
        lines += 1;
        invalid += usize::from(wanted.is_some());
        let line = |first: &Option<(u32, String)>| first.as_ref().map(|first| first.0);
        other_line += usize::from(line(&found) != line(&wanted));
        other_words += usize::from(found != wanted);
    }
    assert!(lines >= 500 && invalid * 2 > lines, "{invalid} of {lines} mutants are invalid: too few to mean something");
    assert!(other_line * 100 <= invalid, "{other_line} of {invalid} on another line");
    assert!(other_words * 20 <= invalid, "{other_words} of {invalid} in other words");
}
