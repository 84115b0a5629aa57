//! The parser accepts and refuses what go/parser does, on the same line and, where recovery
//! does not bring a later mistake before it, in the same words. Go's verdicts are kept
//! in `verdicts/parse.txt`, which `cargo run -p allod-go --example conformance -- parse-verdicts` writes anew.

use crate::support;

const TOUR: &[u8] = include_bytes!("../sources/tour.go");
const VERDICTS: &str = include_str!("../verdicts/parse.txt");

#[test]
fn the_tour_of_the_grammar_is_parsed() {
    assert_eq!(support::first_mistake(TOUR), None);
}

#[test]
fn a_mutant_of_the_tour_is_judged_as_go_judges_it() {
    let (mut lines, mut refused, mut other_words) = (0, 0, 0);
    for (number, verdict) in VERDICTS.lines().enumerate() {
        let (line, message) = verdict.split_once(' ').expect("line and message");
        let wanted = (line != "0").then(|| (line.parse().expect("a line"), message.to_owned()));
        let mutant = support::numbered(TOUR, number as u64);
        let found = support::first_mistake(&mutant);
        let line = |first: &Option<(u32, String)>| first.as_ref().map(|first| first.0);
        assert_eq!(line(&found), line(&wanted), "mutant {number}: {}", String::from_utf8_lossy(&mutant));
        other_words += usize::from(found != wanted);
        lines += 1;
        refused += usize::from(wanted.is_some());
    }
    assert!(other_words * 100 <= lines, "{other_words} of {lines} in other words");
    assert!(lines >= 500 && refused * 2 > lines, "{refused} of {lines} mutants are refused: too few to mean something");
}
