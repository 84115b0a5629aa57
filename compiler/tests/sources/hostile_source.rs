//! Source that is written to hurt whoever compiles it is refused, at once and with its place.

use allod_compiler::{CompileError, CompileOptions, Diagnostic, GoCompiler, compile};

/// The compilers: both read what a contract declares by the same means, and each has the rest for itself.
const COMPILERS: [GoCompiler; 2] = [GoCompiler::BuiltIn, GoCompiler::Go];

fn refusals(go: GoCompiler, source: &str) -> Vec<Diagnostic> {
    let options = CompileOptions { name: "bad.go".into(), go, ..CompileOptions::default() };
    match compile(source.as_bytes(), &options) {
        Err(CompileError::Refused(found)) => found.0,
        other => panic!("{:.300} for\n{source:.300}", format!("{other:?}")),
    }
}

/// The only refusal, at `line` and `column`, with all of `words`.
fn refused(source: &str, place: (usize, usize), words: &[&str]) {
    for go in COMPILERS {
        let found = refusals(go, source);
        assert_eq!(found.len(), 1, "{go:?}: {found:?}");
        assert_eq!((found[0].line, found[0].column), place, "{go:?}: {}", found[0]);
        for words in words {
            assert!(found[0].to_string().contains(words), "{words} is not in: {}", found[0]);
        }
    }
}

#[test]
fn a_name_that_stands_for_itself_is_refused() {
    for (declared, at) in [
        ("type Loop = Loop\n\nfunc Take(x Loop) uint64 { return 1 }", 3),
        ("type Left = Right\ntype Right = (Left)\n\nfunc Take(x Left) uint64 { return 1 }", 3),
        ("type Loop = Loop\ntype Owner Loop\n\nfunc Take(x Owner) uint64 { return 1 }", 3),
        ("type Loop = []*Loop\n\nfunc Take() Loop { return nil }", 3),
        ("type C struct{ n int }\ntype Loop = Loop\n\nfunc (C) Take(x Loop) {}\nfunc Other(x Loop) {}", 4),
    ] {
        for go in COMPILERS {
            let found = refusals(go, &format!("package ring\n\n{declared}\n"));
            assert!(found[0].message.contains("invalid recursive type"), "{go:?}: {found:?}");
            assert_eq!(found[0].line, at, "{go:?}: {found:?}");
        }
    }
}

/// Names that stand for one another in a row, and functions that take the first.
#[test]
fn names_that_stand_for_names_are_followed_in_proportion_to_the_source() {
    let (chain, functions) = (150, 2_000);
    let mut source = String::from("package chain\n\n");
    for i in 0..chain {
        source += &format!("type t{i} = t{}\n", i + 1);
    }
    source += &format!("type t{chain} = float64\n\n");
    for i in 0..functions {
        source += &format!("func F{i}(x t0) {{}}\n");
    }
    for go in COMPILERS {
        let found = refusals(go, &source);
        assert_eq!((found[0].line, found[0].column), (chain + 5, 11), "{go:?}: {:?}", found[0]);
        assert!(found[0].to_string().contains("float64"), "{go:?}: {}", found[0]);
    }
}

/// Array types in each other's lengths, which a parser that tries twice takes years for.
#[test]
fn array_types_inside_the_length_of_an_array_type_are_read_once() {
    for depth in [2, 30, 60] {
        let lengths = (0..depth).fold("1".to_owned(), |inner, _| format!("len([{inner}]int{{}})"));
        let calls = (0..depth).fold("1".to_owned(), |inner, _| format!("n(func() {{ type T [{inner}]int }})"));
        for length in [&lengths, &calls] {
            let source = format!("package nested\n\nconst n = 1\n\ntype T [{length}]int\n\nfunc F(x float32) {{}}\n");
            for go in COMPILERS {
                let found = refusals(go, &source);
                // A call of a constant is a mistake of types, which stock Go would tell of what is a contract.
                let called = length == &calls && go == GoCompiler::BuiltIn;
                assert_eq!(found[0].line, if called { 5 } else { 7 }, "{go:?}: {found:?}");
                assert_eq!(found[0].to_string().contains("float32"), !called, "{go:?}: {found:?}");
            }
        }
    }
}

#[test]
fn many_names_of_one_large_type_are_counted_as_many_types() {
    let fields: String = (0..80).map(|i| format!("A{i} uint64; ")).collect();
    let names: Vec<String> = (0..60).map(|i| format!("a{i}")).collect();
    let functions: String = (0..2_000).map(|i| format!("func F{i}({} T) {{}}\n", names.join(", "))).collect();
    let source = format!("package wide\n\ntype T struct {{ {fields} }}\n\n{functions}");
    for go in COMPILERS {
        let found = refusals(go, &source);
        assert!(found[0].message.contains("refer to each other more than 100000 times"), "{}", found[0]);
        assert!(found[0].instead.as_ref().unwrap().contains("fewer functions"), "{}", found[0]);
    }
}

#[test]
fn thousands_of_events_and_of_their_attributes_are_read_in_time() {
    let events: String = (0..15_000).map(|i| format!("core.Log(\"e{i}\")\n")).collect();
    let attributes: String = (0..12_000).map(|i| format!("core.Log(\"e\", \"k{i}\", 1)\n")).collect();
    let errors: String =
        (0..3_000).map(|i| format!("type e{i} struct{{}}\nfunc (e{i}) Error() string {{ return \"\" }}\n")).collect();
    let source = format!(
        "package events\n\nimport \"allod.dev/core\"\n\nfunc F(x float32) {{\n{events}{attributes}}}\n{errors}"
    );
    refused(&source, (5, 10), &["float32"]);
}

#[test]
fn a_message_is_no_longer_than_it_has_to_be() {
    let text = "x".repeat(900_000);
    for go in COMPILERS {
        let found = refusals(go, &format!("package long\n\nfunc F() {{}}\n\n\"{text}\"\n"));
        assert!(found[0].message.len() < 2_000 && found[0].line == 5, "{}", found[0].message.len());
    }
    let wat = format!("(module {}", "(".repeat(4_000_000));
    let error = compile(wat.as_bytes(), &CompileOptions::default()).unwrap_err();
    assert!(matches!(&error, CompileError::Wat { why, .. } if why.len() < 4_000), "{}", error.to_string().len());
}

#[test]
fn text_of_webassembly_is_limited_by_what_it_takes_to_read() {
    let text = format!("(module {})", "(func)".repeat((4 << 20) / 6));
    let error = compile(text.as_bytes(), &CompileOptions::default()).unwrap_err();
    assert!(matches!(error, CompileError::TooLarge { limit: 4_194_304, .. }), "{error}");
}

#[test]
fn source_that_nests_without_end_is_refused_and_harms_nobody() {
    let many = 200_000;
    for deep in [
        format!("var x = {}1{}", "(".repeat(many), ")".repeat(many)),
        format!("var x = {}1", "-".repeat(many)),
        format!("var x = 1{}", "+1".repeat(many)),
        format!("var x {}int", "[]".repeat(many)),
        format!("var x {}int", "*".repeat(many)),
        format!("func g() {{ {} }}", "{".repeat(many)),
        format!("var x = a{}", ".b".repeat(many)),
        format!("func g() {{ {}x() }}", "a: ".repeat(many)),
        format!("var x = {}{}", "func() {".repeat(50_000), "}".repeat(50_000)),
        format!("func g() {{ if a {{}}{} }}", " else if a {}".repeat(60_000)),
        format!("func F2(x {}int) {{}}", "[]".repeat(40)),
        format!("type T {}int", "map[int]".repeat(100_000)),
    ] {
        let source = format!("package deep\n{deep}\n");
        for go in COMPILERS {
            let error = compile(source.as_bytes(), &CompileOptions { go, ..CompileOptions::default() });
            assert!(matches!(error, Err(CompileError::Refused(_))), "{:.60}: {:.200}", deep, format!("{error:?}"));
        }
    }
}

#[test]
fn source_larger_than_the_limit_is_refused_unread() {
    let source = format!("package big\nfunc F() {{}}\n//{}", "x".repeat(1 << 20));
    let error = compile(source.as_bytes(), &CompileOptions::default()).unwrap_err();
    assert!(matches!(error, CompileError::TooLarge { limit: 1_048_576, .. }), "{error}");
}

#[test]
fn bytes_that_are_not_text_are_refused_where_they_begin() {
    let found = allod_compiler::detect(b"package a\n\xff");
    assert_eq!(found, None);
    let error = compile(b"package a\n\xff", &CompileOptions::default()).unwrap_err();
    assert!(error.to_string().contains("neither WebAssembly"), "{error}");
}
