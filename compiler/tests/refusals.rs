//! What no contract may hold is refused: each with its place, and what to do instead.

use allod_compiler::{CompileError, CompileOptions, Diagnostic, GoCompiler, compile};

/// Options of a compilation by stock Go.
fn stock() -> CompileOptions {
    CompileOptions { go: GoCompiler::Go, ..CompileOptions::default() }
}

fn refusals(source: &str) -> Vec<Diagnostic> {
    let options = CompileOptions { name: "bad.go".into(), go: GoCompiler::Go, ..CompileOptions::default() };
    match compile(source.as_bytes(), &options) {
        Err(CompileError::Refused(found)) => found.0,
        other => panic!("{other:?} for\n{source}"),
    }
}

/// A contract whose function `F` has `body` on line 5.
fn body(body: &str) -> String {
    format!("package bad\n\nimport \"allod.dev/core\"\n\nfunc F() {{ {body} }}\n\nvar _ = core.ZeroHash\n")
}

/// A contract with `declaration` on line 3.
fn declared(declaration: &str) -> String {
    format!("package bad\n\n{declaration}\n\nfunc F() {{}}\n")
}

/// Source, where its first refusal is, what that says, and what it advises.
fn cases() -> Vec<(String, (usize, usize), &'static str, &'static str)> {
    vec![
        (body("go f()"), (5, 12), "go statement", "call the function directly"),
        (body("select {}"), (5, 12), "select", "use if or switch"),
        (body("var c chan int; _ = c"), (5, 18), "chan", "slice"),
        (body("c <- 1"), (5, 14), "<-", "slice"),
        (body("x := <-c; _ = x"), (5, 17), "<-", "slice"),
        (body("for range make(chan int) {}"), (5, 27), "chan", "slice"),
        (body("defer func() { recover() }()"), (5, 27), "recover", "return an error"),
        (body("r := recover; r()"), (5, 17), "recover", "return an error"),
        (declared("import \"os\""), (3, 8), "import \"os\"", "objects"),
        (declared("import \"unsafe\""), (3, 8), "import \"unsafe\"", "encoding/binary"),
        (declared("import \"C\""), (3, 8), "import \"C\"", "no C"),
        (declared("import \"time\""), (3, 8), "import \"time\"", "core.BlockTime"),
        (declared("import \"math/rand\""), (3, 8), "import \"math/rand\"", "core.GetHash"),
        (declared("import \"crypto/sha256\""), (3, 8), "import \"crypto/sha256\"", "core.GetHash"),
        (declared("import \"net/http\""), (3, 8), "import \"net/http\"", "parameters"),
        (declared("import r \"reflect\""), (3, 10), "import \"reflect\"", "type switch"),
        (declared("import `runtime`"), (3, 8), "import \"runtime\"", "one of"),
        (declared("import \"allod.dev/core/internal/host\""), (3, 8), "internal/host", "one of"),
        (declared("import \"allod.dev/core/entry\""), (3, 8), "core/entry", "one of"),
        (declared("import . \"strings\""), (3, 8), "dot import", "by name"),
        (
            declared("import (\n\"allod.dev/core\"\nvm \"github.com/govm-net/vm/core\"\n)"),
            (5, 4),
            "two paths",
            "one of them",
        ),
        (declared("//go:linkname a b"), (3, 1), "//go:", "remove it"),
        (declared("// +build linux"), (3, 1), "+build", "remove it"),
        (declared("//line other.go:1"), (3, 1), "//line", "remove it"),
        (declared("/*line other.go:1:1*/ var x int"), (3, 1), "/*line", "remove it"),
        (declared("func main() {}"), (3, 6), "func main", "remove it"),
        (declared("func asm()"), (3, 6), "no body", "in Go"),
        (declared("var allod_x int"), (3, 5), "allod_", "another name"),
        (declared("type uint64 string"), (3, 6), "uint64 is declared anew", "another name"),
        (declared("func G[T any](x T) {}"), (3, 6), "generic", "small letter"),
        (declared("func Größe() {}"), (3, 6), "Größe", "letters A to Z"),
        (declared("type C struct{}\nfunc (C) F() {}"), (6, 6), "offered twice", "rename"),
        ("package none\nfunc f() {}\n".into(), (1, 9), "offers no function", "capital"),
        (
            "package s\nimport \"allod.dev/core\"\ntype C struct{ n int }\nfunc (c *C) Add(ctx core.Context) {}\n"
                .into(),
            (4, 13),
            "keeps nothing in memory",
            "empty struct",
        ),
    ]
}

#[test]
fn every_refusal_names_its_place_and_what_to_do_instead() {
    for (source, place, message, instead) in cases() {
        let found = refusals(&source);
        let first = &found[0];
        assert_eq!((first.file.as_str(), first.line, first.column), ("bad.go", place.0, place.1), "{first}\n{source}");
        assert!(first.message.contains(message), "{message} is not in: {first}");
        assert!(first.instead.as_deref().unwrap_or_default().contains(instead), "{instead} is not in: {first}");
    }
}

#[test]
fn a_type_that_can_not_cross_the_border_is_refused_with_advice() {
    let cases = [
        ("x float64", "float64", "smallest unit"),
        ("x map[string]uint64", "map", "slice of structs"),
        ("x func()", "function", "data"),
        ("x interface{}", "interface", "name the type"),
        ("x any", "any", "name the type"),
        ("x error", "error", "last result"),
        ("x [32]byte", "array", "core.Hash"),
        ("x struct{ A int }", "struct without a name", "declare it"),
        ("x core.Object", "core.Object", "core.ObjectID"),
        ("x int, ctx core.Context", "not where it belongs", "first parameter"),
        ("x big.Int", "big.Int", "plain types"),
        ("x Missing", "Missing", "integers"),
        ("x hidden", "does not begin with a capital", "capital"),
        ("x Loop", "holds itself", "core.ObjectID"),
        ("x Owner", "no longer a name of the SDK", "with ="),
        ("x Embeds", "embeds", "name"),
        ("x uintptr", "uintptr", "uint64"),
        ("x Box[int]", "generic", "struct"),
    ];
    let types = "type hidden struct{ a int }\ntype Loop struct{ Next *Loop }\ntype Owner core.Address\n\
                 type Embeds struct{ Plain }\ntype Plain struct{ A int }\ntype Box[T any] struct{ V T }\n";
    for (parameter, message, instead) in cases {
        let source =
            format!("package t\nimport \"allod.dev/core\"\nimport \"math/big\"\nfunc F({parameter}) {{}}\n{types}");
        let found = refusals(&source);
        assert_eq!(found.len(), 1, "{parameter}: {found:?}");
        assert_eq!(found[0].line, 4, "{parameter}");
        assert!(found[0].message.contains(message), "{message} is not in: {}", found[0]);
        assert!(found[0].instead.as_deref().unwrap_or_default().contains(instead), "{instead} is not in: {}", found[0]);
    }
}

#[test]
fn all_refusals_are_reported_in_the_order_of_the_source() {
    let found =
        refusals("package all\nimport \"os\"\nfunc F(x float32) map[int]int { go f(); select {} }\n//go:noinline\n");
    let lines: Vec<(usize, &str)> =
        found.iter().map(|d| (d.line, d.message.split(&[' ', ':'][..]).next().unwrap())).collect();
    assert_eq!(lines, [(2, "import"), (3, "float32"), (3, "a"), (3, "go"), (3, "select"), (4, "//go")]);
}

#[test]
fn a_word_inside_text_or_a_longer_name_is_no_refusal() {
    let source = "package ok\n// go select chan recover, //go:build and <- in a comment\nfunc F() string { goes := \"go func() <- chan recover()\"; return goes }\n";
    compile(source.as_bytes(), &stock()).unwrap();
}

#[test]
fn a_syntax_error_has_its_place() {
    let found = refusals("package bad\n\nfunc F( {\n}\n");
    assert_eq!(found[0].line, 3);
    assert!(found[0].message.starts_with("syntax error"), "{}", found[0]);
}

#[test]
fn bytes_that_are_not_text_are_refused_where_they_begin() {
    let found = allod_compiler::detect(b"package a\n\xff");
    assert_eq!(found, None);
    let error = compile(b"package a\n\xff", &stock()).unwrap_err();
    assert!(error.to_string().contains("neither WebAssembly"), "{error}");
}

#[test]
fn source_larger_than_the_limit_is_refused_unread() {
    let source = format!("package big\nfunc F() {{}}\n//{}", "x".repeat(1 << 20));
    let error = compile(source.as_bytes(), &stock()).unwrap_err();
    assert!(matches!(error, CompileError::TooLarge { limit: 1_048_576, .. }), "{error}");
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
        let error = compile(source.as_bytes(), &stock());
        assert!(matches!(error, Err(CompileError::Refused(_))), "{:.60}: {:.200}", deep, format!("{error:?}"));
    }
}
