//! No source makes the checker panic, loop, go deep, or keep more than its share. Tests run on a thread of 2 MiB.

use crate::support::{Package, check};
use allod_go::diagnostic::Code;
use std::fmt::Write;

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).fold(String::from("package p\n"), |mut text, index| {
        writeln!(text, "{}", line(index)).expect("a string takes it");
        text
    })
}

fn is_limited(package: &Package) -> bool {
    package.checked.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::Limit)
}

#[test]
fn types_that_double_with_every_line_are_refused() {
    let aliases = lines(60, |i| format!("type T{} = struct{{ a, b T{i} }}", i + 1)) + "type T0 = int\nvar x, y T60\n";
    assert!(is_limited(&check(&aliases)));
    let arguments =
        lines(60, |i| format!("type T{} = P[T{i}, T{i}]", i + 1)) + "type P[A, B any] struct{}\ntype T0 = int\n";
    assert!(is_limited(&check(&arguments)));
    let functions = lines(60, |i| format!("type T{} = func(T{i}) T{i}", i + 1)) + "type T0 = int\n";
    assert!(is_limited(&check(&functions)));
}

#[test]
fn named_types_that_double_are_looked_at_once() {
    let text = lines(200, |i| format!("type T{} struct{{ a, b T{i} }}", i + 1));
    let text = text + "type T0 struct{ i int }\nvar x, y T150\nvar z = x == y\n";
    assert_eq!(check(&text).found(), Vec::<String>::new());
}

#[test]
fn instances_without_end_are_refused() {
    let types = check("package p\ntype T[P any] struct{ f *T[[]P] }\nvar x T[int]\n");
    assert_eq!(types.found().len(), 1, "{:?}", types.found());
    let functions = check("package p\nfunc f[T any]() { f[[]T]() }\n");
    assert_eq!(functions.found(), ["2: instantiation cycle"]);
    let right_sides = check("package p\ntype T[P any] T2[[]P]\ntype T2[P any] T[[]P]\nvar x T[int]\nvar y = x\n");
    assert!(!right_sides.found().is_empty());
}

#[test]
fn chains_of_declarations_are_followed_or_refused_but_never_too_deep() {
    let backwards = lines(20_000, |i| format!("const c{} = c{i} + 1", i + 1)) + "const c0 = 0\n";
    assert_eq!(check(&backwards).found(), Vec::<String>::new());
    for (first, last) in [
        ("const c{i} = c{j} + 1", "const c20000 = 0"),
        ("var c{i} = c{j}", "var c20000 = 0"),
        ("type c{i} struct { f *c{j} }", "type c20000 int"),
        ("type c{i} c{j}", "type c20000 int"),
        ("type c{i} = c{j}", "type c20000 = int"),
        ("type c{i} = []c{j}", "type c20000 = int"),
        ("type c{i} interface { c{j} }", "type c20000 any"),
        ("type c{i} struct { c{j} }", "type c20000 struct { x int }"),
    ] {
        let line = |i: usize| first.replace("{i}", &i.to_string()).replace("{j}", &(i + 1).to_string());
        let package = check(&(lines(20_000, line) + last + "\nvar x c0\n"));
        assert!(
            first.starts_with("const")
                || first.starts_with("var")
                || !package.found().is_empty()
                || first.contains("="),
            "{first}"
        );
    }
}

#[test]
fn constants_that_double_are_refused() {
    let strings = lines(60, |i| format!("const s{} = s{i} + s{i}", i + 1)) + "const s0 = \"x\"\n";
    assert!(is_limited(&check(&strings)));
    let numbers = lines(60, |i| format!("const n{} = n{i} * n{i}", i + 1)) + "const n0 = 3\n";
    assert!(!check(&numbers).found().is_empty());
    let fractions =
        lines(60, |i| format!("const f{} = f{i} * f{i}", i + 1)) + "const f0 = 1.0 / 3\nvar x float64 = f60\n";
    check(&fractions);
    let shifts = check("package p\nconst a = 1 << 1000000000\nconst b = 1 << 1000 << 1000\nconst c = 1e100000000\n");
    assert_eq!(shifts.found().len(), 3, "{:?}", shifts.found());
}

#[test]
fn long_chains_of_terms_are_checked_in_their_time() {
    let sum = format!("package p\nvar x = 1{}\n", " + 1".repeat(50_000));
    assert_eq!(check(&sum).found(), Vec::<String>::new());
    let text = format!("package p\nconst x = \"abcdefgh\"{}\n", " + \"abcdefgh\"".repeat(50_000));
    assert_eq!(check(&text).found(), Vec::<String>::new());
    let calls = format!("package p\nfunc f() int {{ return 1 }}\nvar x = f(){}\n", " + f()".repeat(20_000));
    assert_eq!(check(&calls).found(), Vec::<String>::new());
}

#[test]
fn nesting_as_deep_as_the_parser_allows_fits_on_a_small_stack() {
    for (open, middle, close) in [("var x = ", "(1)", ""), ("func f() { ", "{ }", " }")] {
        let depth = 190;
        let (left, right) = middle.split_at(1);
        let text = match open.starts_with("var") {
            true => format!("package p\n{open}{}1{}{close}\n", "(".repeat(depth), ")".repeat(depth)),
            false => format!("package p\n{open}{}{}{close}\n", left.repeat(depth), right.trim().repeat(depth)),
        };
        check(&text);
    }
    let calls =
        format!("package p\nfunc f(x int) int {{ return x }}\nvar x = {}1{}\n", "f(".repeat(190), ")".repeat(190));
    assert_eq!(check(&calls).found(), Vec::<String>::new());
    let chain =
        format!("package p\ntype T struct{{}}\nfunc (t T) m() T {{ return t }}\nvar x = T{{}}{}\n", ".m()".repeat(180));
    assert_eq!(check(&chain).found(), Vec::<String>::new());
    let values = format!("package p\ntype T []T\nvar x = T{}{}\n", "{".repeat(150), "}".repeat(150));
    assert_eq!(check(&values).found(), Vec::<String>::new());
    let literals = format!("package p\nvar x = {}1{}\n", "func() int { return ".repeat(60), " }()".repeat(60));
    check(&literals);
    let types = format!("package p\nvar x {}int\n", "[]".repeat(150));
    check(&types);
    let embedded = lines(150, |i| format!("type T{} struct {{ T{i} }}", i + 1))
        + "type T0 struct { x int }\nvar t T90\nvar y = t.x\n";
    check(&embedded);
}
