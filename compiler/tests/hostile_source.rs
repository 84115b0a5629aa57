//! Source that is written to hurt whoever compiles it is refused, at once and with its place.

use allod_compiler::{CompileError, CompileOptions, Diagnostic, GoCompiler, MAX_SOURCE, compile};

/// Options of a compilation by stock Go.
fn stock() -> CompileOptions {
    CompileOptions { go: GoCompiler::Go, ..CompileOptions::default() }
}

fn refusals(source: &str) -> Vec<Diagnostic> {
    let options = CompileOptions { name: "bad.go".into(), go: GoCompiler::Go, ..CompileOptions::default() };
    match compile(source.as_bytes(), &options) {
        Err(CompileError::Refused(found)) => found.0,
        other => panic!("{:.300} for\n{source:.300}", format!("{other:?}")),
    }
}

/// The only refusal, at `line` and `column`, with all of `words`.
fn refused(source: &str, place: (usize, usize), words: &[&str]) {
    let found = refusals(source);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].line, found[0].column), place, "{}", found[0]);
    for words in words {
        assert!(found[0].to_string().contains(words), "{words} is not in: {}", found[0]);
    }
}

#[test]
fn a_name_that_stands_for_itself_is_refused() {
    let holds_itself = ["holds itself", "core.ObjectID"];
    refused("package ring\n\ntype Loop = Loop\n\nfunc Take(x Loop) uint64 { return 1 }\n", (5, 13), &holds_itself);
    let pair = "package ring\n\ntype Left = Right\ntype Right = (Left)\n\nfunc Take(x Left) uint64 { return 1 }\n";
    refused(pair, (6, 13), &holds_itself);
    let defined = "package ring\n\ntype Loop = Loop\ntype Owner Loop\n\nfunc Take(x Owner) uint64 { return 1 }\n";
    refused(defined, (6, 13), &holds_itself);
    let lists = "package ring\n\ntype Loop = []*Loop\n\nfunc Take() Loop { return nil }\n";
    refused(lists, (5, 13), &holds_itself);
    let method =
        "package ring\n\ntype Loop = Loop\ntype C struct{ n int }\n\nfunc (C) Take(x Loop) {}\nfunc Other(x Loop) {}\n";
    refused(method, (7, 14), &holds_itself);
}

#[test]
fn names_that_stand_for_names_are_followed_as_often_as_one_file_may() {
    let (chain, functions) = (400, 2_000);
    let mut source = String::from("package chain\n\n");
    for i in 0..chain {
        source += &format!("type t{i} = t{}\n", i + 1);
    }
    source += &format!("type t{chain} = uint64\n\n");
    for i in 0..functions {
        source += &format!("func F{i}(x t0) {{}}\n");
    }
    refused(&source, (1, 9), &["refer to each other", "declare fewer types"]);
    let short = "package chain\n\ntype a = b\ntype b = c\ntype c = float64\n\nfunc F(x a) {}\n";
    refused(short, (7, 10), &["float64", "smallest unit"]);
}

#[test]
fn many_names_of_one_large_type_are_counted_as_many_types() {
    let fields: String = (0..200).map(|i| format!("A{i} uint64; ")).collect();
    let names: Vec<String> = (0..20_000).map(|i| format!("a{i}")).collect();
    let source = format!("package wide\n\ntype T struct {{ {fields} }}\n\nfunc F({} T) {{}}\n", names.join(", "));
    refused(&source, (1, 9), &["refer to each other"]);
}

#[test]
fn the_code_around_a_contract_has_a_limit() {
    let fields: String = (0..60).map(|i| format!("Field{i:03} []uint64; ")).collect();
    let functions: String = (0..300).map(|i| format!("func F{i}(x T) T {{ return x }}\n")).collect();
    let found = refusals(&format!("package wide\n\ntype T struct {{ {fields} }}\n\n{functions}"));
    assert!(found[0].message.contains("4194304 bytes of code"), "{found:?}");
}

/// An array type whose length is asked of a function that declares such a type, and so on.
fn nested_lengths(depth: usize) -> String {
    let inner = (0..depth).fold("1".to_owned(), |inner, _| format!("n(func() {{ type T [{inner}]int }})"));
    format!("package nested\n\nconst n = 1\n\ntype T [{inner}]int\n\nfunc F() {{}}\n")
}

#[test]
fn array_types_inside_the_length_of_an_array_type_are_refused_before_they_are_parsed() {
    for depth in [2, 30, 60] {
        let found = refusals(&nested_lengths(depth));
        assert!(found[0].message.contains("inside the length of an array type"), "{found:?}");
        assert_eq!(found[0].line, 5, "{found:?}");
        let group = nested_lengths(depth).replace("type T [", "type ( A int; T [").replace("]int", "]int )");
        let found = refusals(&group);
        assert!(found[0].message.contains("inside the length of an array type"), "{found:?}");
    }
    let honest = "package fine\n\ntype T[P any, Q any] struct{ a [2][3]P }\ntype U [len([4]int{})]T[int, []int]\n\nfunc F(x float32) {}\n";
    refused(honest, (6, 10), &["float32"]);
}

#[test]
fn source_that_nests_too_deep_for_the_parser_says_what_to_do() {
    let deep = |many: usize| {
        let (open, close) = ("if n > 0 {\n".repeat(many), "}\n".repeat(many));
        format!("package deep\n\nfunc F(n uint64) {{\n{open}{close}}}\n")
    };
    let found = refusals(&deep(65));
    assert!(found[0].message.contains("some 60"), "{}", found[0]);
    assert_eq!(found[0].instead.as_deref(), Some("cut it into functions or variables"));
}

#[test]
fn blocks_on_one_line_are_mended_in_proportion_to_the_source() {
    let blocks: String = (0..70).map(|i| format!("func visit{i}() {{ defer leave() }}\n")).collect();
    let source = format!("package many\n\nfunc leave() {{}}\n\n{blocks}\nfunc F(x float32) {{}}\n");
    refused(&source, (76, 10), &["float32"]);
    let padding = "//".to_owned() + &"x".repeat(MAX_SOURCE - source.len() - 3) + "\n";
    let found = refusals(&(source + &padding));
    assert!(found[0].message.contains("end on the line of their last statement"), "{found:?}");
    assert_eq!(found[0].instead.as_deref(), Some("put their closing braces on lines of their own"));
}

#[test]
fn a_name_has_a_longest_length() {
    let name = "x".repeat(257);
    refused(&format!("package long\n\nfunc F({name} uint64) {{}}\n"), (3, 8), &["257 bytes", "256"]);
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
    let found = refusals(&format!("package long\n\nfunc F() {{}}\n\n\"{text}\"\n"));
    assert!(found[0].message.len() < 2_000 && found[0].line == 5, "{}", found[0].message.len());
    let wat = format!("(module {}", "(".repeat(4_000_000));
    let error = compile(wat.as_bytes(), &stock()).unwrap_err();
    assert!(matches!(&error, CompileError::Wat { why, .. } if why.len() < 4_000), "{}", error.to_string().len());
}

#[test]
fn text_of_webassembly_is_limited_by_what_it_takes_to_read() {
    let text = format!("(module {})", "(func)".repeat((4 << 20) / 6));
    let error = compile(text.as_bytes(), &stock()).unwrap_err();
    assert!(matches!(error, CompileError::TooLarge { limit: 4_194_304, .. }), "{error}");
}
