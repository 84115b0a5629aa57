//! No source makes the parser panic, loop, go deep or keep more than its share. Tests run on a thread of 2 MiB.

use crate::support::mutants::{Dice, mutate};
use crate::support::{first_mistake, mistakes};
use allod_go::diagnostic::Code;
use allod_go::limits;
use allod_go::syntax::files::Files;
use proptest::prelude::*;

fn nested(before: &str, open: &str, middle: &str, close: &str, after: &str, times: usize) -> Vec<u8> {
    [before, &open.repeat(times), middle, &close.repeat(times), after].concat().into_bytes()
}

/// What can be nested, around a place in the middle.
const NESTS: &[[&str; 5]] = &[
    ["package p; var x = ", "(", "1", ")", ""],
    ["package p; var x = ", "!", "1", "", ""],
    ["package p; var x = ", "[]", "int", "", "{}"],
    ["package p; var x ", "*", "int", "", ""],
    ["package p; var x ", "func(", "int", ")", ""],
    ["package p; var x ", "struct{ x ", "int", "}", ""],
    ["package p; var x ", "interface{ f(", "int", ")}", ""],
    ["package p; var x ", "map[int]", "int", "", ""],
    ["package p; var x ", "T[", "int", "]", ""],
    ["package p; var x = T", "{", "", "}", ""],
    ["package p; func f() { ", "{", "", "}", "}"],
    ["package p; func f() { ", "if x {", "", "}", "}"],
    ["package p; func f() { ", "if x {} else ", "{}", "", "}"],
    ["package p; func f() { ", "for { switch { case x: ", "", "}}", "}"],
    ["package p; func f() { ", "a: ", "", "", "}"],
    ["package p; var x = ", "func() {_ = ", "1", "}", ""],
    ["package p; var x = ", "f(", "1", ")", ""],
    ["package p; var x = ", "a[", "1", "]", ""],
    ["package p; var x = ", "1+(", "1", ")", ""],
    ["package p; var x = x", ".f", "", "", ""],
    ["package p; var x = x", "()", "", "", ""],
    ["package p; type T[P interface{ ", "*interface{ ", "int", "}", "}] int"],
];

#[test]
fn nesting_beyond_the_limit_is_a_diagnostic_and_below_it_is_not() {
    for [before, open, middle, close, after] in NESTS {
        let deep = nested(before, open, middle, close, after, 100_000);
        let (_, mistakes) = mistakes(&deep);
        assert!(mistakes.iter().any(|mistake| mistake.code == Code::Limit), "{before}{open}: {mistakes:?}");
        let shallow = nested(before, open, middle, close, after, 60);
        assert_eq!(first_mistake(&shallow), None, "{before}{open}");
    }
}

#[test]
fn nesting_that_is_never_closed_is_bounded_too() {
    for [before, open, ..] in NESTS {
        let (_, mistakes) = mistakes(&nested(before, open, "", "", "", 100_000));
        assert!(!mistakes.is_empty() && mistakes.len() <= limits::DIAGNOSTICS, "{before}{open}");
    }
}

#[test]
fn chains_of_postfix_operators_inside_parentheses_stay_below_the_height_of_a_tree() {
    let chain = ".f".repeat(99);
    let source = format!("package p; var x = {}y{}", "(".repeat(90), format!("{chain})").repeat(90));
    let (_, mistakes) = mistakes(source.as_bytes());
    assert_eq!(mistakes[0].code, Code::Limit, "{mistakes:?}");
}

#[test]
fn a_hundred_thousand_terms_are_parsed() {
    assert_eq!(first_mistake(&nested("package p; var x = ", "1 + ", "1", "", "", 100_000)), None);
    assert_eq!(first_mistake(&nested("package p; type T interface { ", "~int | ", "int", "", "}", 100_000)), None);
    assert_eq!(first_mistake(&nested("package p; type T[P *C ", "| ~int ", "", "", "] int", 100_000)), None);
    assert_eq!(first_mistake(&nested("package p; func f() {", "x = 1;", "", "", "}", 100_000)), None);
}

#[test]
fn a_file_has_at_most_a_hundred_mistakes() {
    let (_, mistakes) = mistakes(&nested("package p\n", "var x = = 1\n", "", "", "", 1000));
    assert_eq!(mistakes.len(), limits::DIAGNOSTICS);
}

#[test]
fn a_file_that_is_too_long_is_not_taken() {
    let error = Files::new().add("long.go", vec![b' '; limits::FILE_BYTES + 1]).unwrap_err();
    let wanted = "long.go has 4194305 bytes, and there is room for 4194304: split it or leave data out of source";
    assert_eq!(error.to_string(), wanted);
    assert!(Files::new().add("long.go", vec![b' '; limits::FILE_BYTES]).is_ok());
}

#[test]
fn mutants_of_mutants_end_with_mistakes_in_their_order() {
    let mut dice = Dice::new(1);
    let mut text = include_bytes!("../sources/tour.go").to_vec();
    for _ in 0..300 {
        text = mutate(&text, &mut dice);
        let (files, mistakes) = mistakes(&text);
        let starts: Vec<_> = mistakes.iter().map(|mistake| mistake.span.start).collect();
        assert!(starts.is_sorted());
        assert!(starts.iter().all(|start| files.place(*start).is_some()));
    }
}

proptest! {
    #[test]
    fn bytes_of_any_kind_are_parsed_or_refused(text in prop::collection::vec(any::<u8>(), 0..300)) {
        let (files, mistakes) = mistakes(&[b"package p\n", &text[..]].concat());
        prop_assert!(mistakes.iter().all(|mistake| files.place(mistake.span.start).is_some()));
    }

    #[test]
    fn text_of_any_kind_is_parsed_or_refused(text in "\\PC{0,200}") {
        let (files, mistakes) = mistakes(text.as_bytes());
        prop_assert!(mistakes.iter().all(|mistake| files.place(mistake.span.start).is_some()));
    }
}
