//! What a contract can't use is refused with its place and with advice, and does not hide other mistakes.

use crate::support;
use allod_go::diagnostic::Code;

/// A statement or declaration and what is refused of it.
const REFUSED: &[(&str, &str)] = &[
    ("func f() { go f() }", "a contract can't start goroutines"),
    ("var x chan int", "a contract can't use channels"),
    ("func f() { select {} }", "a contract can't use select"),
    ("func f() { defer func() { _ = recover() }() }", "a contract can't recover from a panic"),
    ("func f() { goto l; l: }", "a contract can't use goto"),
    ("import \"unsafe\"\nvar x unsafe.Pointer", "a contract can't import unsafe"),
    ("import \"C\"", "a contract can't import C"),
    ("var x = 1i", "a contract can't use complex numbers"),
    ("var x complex128", "a contract can't use complex numbers"),
    ("import . \"unsafe\"\nvar x Pointer", "a contract can't use a dot import"),
    ("//go:noinline\nfunc f() {}", "a contract can't use compiler directives"),
    ("func f()", "a contract can't declare a function without a body"),
    ("func f() { println(1) }", "a contract has nowhere to print to"),
];

#[test]
fn each_of_them_has_a_place_and_advice() {
    for (text, wanted) in REFUSED {
        let package = support::check(&format!("package p\n{text}\n"));
        let refused: Vec<_> = package.checked.diagnostics.iter().collect();
        assert!(refused.iter().all(|refusal| refusal.code == Code::Refused), "{text}: {refused:?}");
        let found = refused.iter().find(|refusal| refusal.message == *wanted);
        let found = found.unwrap_or_else(|| panic!("{text}: {refused:?}"));
        assert!(found.advice.as_ref().is_some_and(|advice| !advice.is_empty()));
        assert!(package.files.place(found.span.start).is_some());
    }
}

#[test]
fn a_mistake_beside_one_is_found_too() {
    let package = support::check("package p\nfunc f(c chan int) {\n\tgo f(c)\n\tvar x string = <-c\n}\n");
    let mistakes: Vec<_> = package.checked.diagnostics.iter().filter(|d| d.code != Code::Refused).collect();
    assert_eq!(mistakes.len(), 2, "{mistakes:?}");
    assert_eq!(mistakes[0].message, "declared and not used: x");
    let wanted = "cannot use <-c (comma, ok expression of type int) as string value in variable declaration";
    assert_eq!(mistakes[1].message, wanted);
}
