//! No program makes the compiler panic, go deep or take long: it becomes a module, or a diagnostic that names a limit.
//! Tests run on a thread of 2 MiB.

use allod_go::compile::{Options, compile};
use allod_go::diagnostic::Code;
use allod_go::packages::Source;

fn numbered(count: usize, part: impl Fn(usize) -> String) -> String {
    (0..count).map(part).collect()
}

/// The module of a program, or the codes of what is wrong with it.
fn outcome(text: &str) -> Result<Vec<u8>, Vec<Code>> {
    let source = Source::new("main.go", text.as_bytes());
    match compile(&[source], &Options::program()) {
        Ok(compiled) => Ok(compiled.module.wasm),
        Err(failure) => Err(failure.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()),
    }
}

#[track_caller]
fn compiles(text: &str) {
    match outcome(text) {
        Ok(wasm) => _ = wasmparser::validate(&wasm).expect("the module is valid"),
        Err(codes) => panic!("{codes:?}: {}", &text[..text.len().min(200)]),
    }
}

#[track_caller]
fn is_too_large(text: &str) {
    let codes = outcome(text).expect_err(&text[..text.len().min(200)]);
    assert!(codes.contains(&Code::Limit), "{codes:?}");
}

/// A `main` of these statements.
fn main_of(statements: &str) -> String {
    format!("package main\n\nfunc main() {{\n{statements}\n}}\n")
}

#[test]
fn a_chain_of_operators_may_be_as_long_as_a_file() {
    for link in [" + x", " - x<<y", " ^ x&3"] {
        compiles(&main_of(&format!("x, y := 1, uint(2)\n_ = y\nprintln(x{})", link.repeat(20_000))));
    }
    compiles(&main_of(&format!("x := true\nprintln(x{})", " && x".repeat(10_000))));
    compiles(&main_of(&format!("x := \"a\"\nprintln(len(x{}))", " + x".repeat(10_000))));
    let calls = format!(
        "package main\n\nfunc f() int {{ return 1 }}\n\nfunc main() {{ println(f(){}) }}\n",
        " + f()".repeat(5_000)
    );
    compiles(&calls);
}

#[test]
fn statements_as_deep_as_the_parser_takes_them_are_built() {
    for (open, close) in [("{", "}"), ("for range 1 {", "}"), ("switch { case true:", "}")] {
        compiles(&main_of(&format!(
            "x := 0\n{}x++\n{}println(x)",
            format!("{open}\n").repeat(90),
            format!("{close}\n").repeat(90)
        )));
    }
    let loops = format!("{}x++\n{}", "for range it {\n".repeat(90), "}\n".repeat(90));
    compiles(&format!(
        "package main\n\nfunc it(y func() bool) {{ y() }}\n\nfunc main() {{\nx := 0\n{loops}println(x)\n}}\n"
    ));
    let functions = format!("{}x++\n{}", "func() {\n".repeat(90), "}()\n".repeat(90));
    compiles(&main_of(&format!("x := 0\n{functions}println(x)")));
}

#[test]
fn operands_as_deep_as_the_parser_takes_them_are_built() {
    compiles(&main_of(&format!("x := 1\nprintln({}x{})", "-(".repeat(90), ")".repeat(90))));
    let calls = format!("println({}0{})", "f(".repeat(90), ")".repeat(90));
    compiles(&format!("package main\n\nfunc f(x int) int {{ return x + 1 }}\n\nfunc main() {{ {calls} }}\n"));
    let methods = format!("println(t{}.v)", ".m()".repeat(150));
    compiles(&format!(
        "package main\n\ntype T struct{{ v int }}\n\nfunc (t *T) m() *T {{ return t }}\n\nfunc main() {{ t := &T{{}}; {methods} }}\n"
    ));
}

#[test]
fn a_switch_may_have_thousands_of_clauses() {
    let integers = numbered(3_000, |n| format!("case {}: return {n}\n", n * 7));
    compiles(&format!(
        "package main\n\nfunc f(x int) int {{\nswitch x {{\n{integers}}}\nreturn -1\n}}\n\nfunc main() {{ println(f(7)) }}\n"
    ));
    let strings = numbered(1_000, |n| format!("case \"k{n}\": return {n}\n"));
    compiles(&format!(
        "package main\n\nfunc f(x string) int {{\nswitch x {{\n{strings}}}\nreturn -1\n}}\n\nfunc main() {{ println(f(\"k\")) }}\n"
    ));
    let types = numbered(500, |n| format!("case [{n}]int: return {n}\n"));
    compiles(&format!(
        "package main\n\nfunc f(x any) int {{\nswitch x.(type) {{\n{types}}}\nreturn -1\n}}\n\nfunc main() {{ println(f([7]int{{}})) }}\n"
    ));
}

#[test]
fn many_functions_types_and_instances_are_built() {
    let functions = numbered(3_000, |n| format!("func f{n}(x int) int {{ return f{}(x + 1) }}\n", n + 1));
    compiles(&format!(
        "package main\n\n{functions}func f3000(x int) int {{ return x }}\n\nfunc main() {{ println(f0(0)) }}\n"
    ));
    let methods = numbered(500, |n| format!("type T{n} int\n\nfunc (t T{n}) m() int {{ return int(t) }}\n"));
    let values = numbered(500, |n| format!("xs = append(xs, T{n}({n}))\n"));
    compiles(&format!(
        "package main\n\ntype I interface{{ m() int }}\n\n{methods}\nfunc main() {{\nvar xs []I\n{values}for _, x := range xs {{ println(x.m()) }}\n}}\n"
    ));
    let instances = numbered(500, |n| format!("println(f([{n}]int{{}}))\n"));
    compiles(&format!("package main\n\nfunc f[T any](x T) int {{ return 1 }}\n\nfunc main() {{\n{instances}}}\n"));
}

#[test]
fn types_that_double_are_bounded_by_their_weight() {
    let double = |times: usize| {
        let steps = numbered(times, |n| format!("x{} := d(x{n})\n", n + 1));
        format!(
            "package main\n\ntype P[A, B any] struct {{ a *A; b *B }}\n\nfunc d[T any](x T) P[T, T] {{ return P[T, T]{{}} }}\n\nfunc main() {{\nx0 := 1\n{steps}println(x{times}.a == nil)\n}}\n"
        )
    };
    compiles(&double(8));
    is_too_large(&double(30));
}

#[test]
fn arrays_beyond_the_limit_are_refused_and_below_it_take_no_time() {
    is_too_large("package main\n\nvar a [1 << 40]int8\n\nfunc main() { a[1] = 2; println(len(a)) }\n");
    is_too_large("package main\n\nvar a [1 << 20][1 << 20]int\n\nfunc main() { a[1][1] = 2; println(len(a)) }\n");
    compiles("package main\n\nvar a [1 << 20]int\n\nfunc main() { a[1] = 2; println(a[1]) }\n");
}

#[test]
fn a_function_with_more_parameters_than_the_engine_takes_is_refused() {
    let params: Vec<String> = (0..200).map(|n| format!("a{n} int")).collect();
    let args: Vec<String> = (0..200).map(|n| n.to_string()).collect();
    is_too_large(&format!(
        "package main\n\nfunc f({}) int {{ return a7 }}\n\nfunc main() {{ println(f({})) }}\n",
        params.join(", "),
        args.join(", ")
    ));
}

#[test]
fn the_same_source_gives_the_same_module_and_its_place_does_not_matter() {
    let text = include_str!("../sources/vocabulary.go");
    let module = |name: &str| {
        let source = Source::new(name, text.as_bytes());
        let mut options = Options::program();
        options.lower.lines = false;
        compile(&[source], &options).unwrap_or_else(|failure| panic!("{failure}")).module.wasm
    };
    assert_eq!(module("main.go"), module("main.go"));
    assert_eq!(module("main.go"), module("other.go"));
}

#[test]
fn packages_that_import_each_other_in_a_circle_are_refused() {
    let sources = [
        Source::new("main.go", &b"package main\n\nimport \"main/a\"\n\nfunc main() { a.F() }\n"[..]),
        Source::new("a/a.go", &b"package a\n\nimport \"main/b\"\n\nfunc F() { b.F() }\n"[..]),
        Source::new("b/b.go", &b"package b\n\nimport \"main/a\"\n\nfunc F() { a.F() }\n"[..]),
    ];
    let failure = compile(&sources, &Options::program()).expect_err("a circle");
    assert!(failure.diagnostics.iter().any(|diagnostic| diagnostic.code == Code::Cycle), "{failure}");
}

#[test]
fn packages_of_the_compiler_itself_cannot_be_imported() {
    for path in ["runtime", "runtime/sys", "internal/rtype"] {
        let text = format!("package main\n\nimport _ \"{path}\"\n\nfunc main() {{}}\n");
        assert_eq!(outcome(&text).map(|_| ()), Err(vec![Code::Refused]), "{path}");
    }
}

#[test]
fn sub_packages_files_and_tests_beside_them_make_one_program() {
    let sources = [
        Source::new(
            "main.go",
            &b"package main\n\nimport \"main/shapes\"\n\nfunc main() { println(shapes.Area(side)) }\n"[..],
        ),
        Source::new("side.go", &b"package main\n\nconst side = 3\n"[..]),
        Source::new("side_test.go", &b"package main\n\nthis is no Go\n"[..]),
        Source::new("shapes/area.go", &b"package shapes\n\nfunc Area(side int) int { return side * side }\n"[..]),
    ];
    if let Err(failure) = compile(&sources, &Options::program()) {
        panic!("{failure}");
    }
}
