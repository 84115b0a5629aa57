//! What is let in and is probably not meant is told, with its place and what to do instead.

use allod_compiler::{CompileOptions, Diagnostic, GoCompiler, compile};

/// Options of a compilation by stock Go.
fn stock() -> CompileOptions {
    CompileOptions { go: GoCompiler::Go, ..CompileOptions::default() }
}

/// The warnings of a contract with `body` from line 5 on.
fn warnings(body: &str) -> Vec<Diagnostic> {
    let source = format!("package warned\n\nimport \"allod.dev/core\"\n\n{body}\n\nvar _ = core.ZeroHash\n");
    let options = CompileOptions { name: "mine.go".into(), go: GoCompiler::Go, ..CompileOptions::default() };
    compile(source.as_bytes(), &options).unwrap_or_else(|e| panic!("{e}\n{source}")).warnings
}

#[test]
fn a_package_variable_that_a_call_changes_is_told_in_every_form_of_a_change() {
    let changes = [
        ("n = 1", "n"),
        ("n += 2", "n"),
        ("n++", "n"),
        ("n, _ = 1, 2", "n"),
        ("(n) = 4", "n"),
        ("for n = range 3 {}", "n"),
        ("if n > 0 { n-- }", "n"),
        ("func() { n = 5 }()", "n"),
        ("defer func() { n = 6 }()", "n"),
        ("switch { case n > 1: n = 7 }", "n"),
        ("p := &n; *p = 8", "n"),
        ("core.Assert(core.Decode(nil, &n))", "n"),
        ("m[\"a\"] = 1", "m"),
        ("m[\"a\"]++", "m"),
        ("delete(m, \"a\")", "m"),
        ("clear(m)", "m"),
        ("l = append(l, 1)", "l"),
        ("l[0] = 1", "l"),
        ("copy(l, []int{1})", "l"),
        ("copy(l[1:], []int{1})", "l"),
        ("s.total = 1", "s"),
        ("s.inner.list[0].count++", "s"),
        ("*q = 1", "q"),
        ("b.add(1)", "b"),
        ("k.put(\"a\")", "k"),
        ("for i := range 3 { helper(i) }", "n"),
    ];
    for (change, name) in changes {
        let body = format!(
            "func F() {{ {change} }}
var n int
var m = map[string]int{{}}
var l = make([]int, 3)
var s struct {{ total int; inner struct {{ list []struct {{ count int }} }} }}
var q = new(int)
type book struct {{ entries int }}
func (b *book) add(n int) {{ b.entries += n }}
func (b *book) look() int {{ return b.entries }}
var b book
type keys map[string]bool
func (k keys) put(key string) {{ k[key] = true }}
var k = keys{{}}
func helper(i int) {{ {} }}
func G() int {{ return n + len(m) + len(l) + s.total + *q + b.look() + len(k) }}",
            if change.contains("helper") { "n = i" } else { "" }
        );
        let found = warnings(&body);
        assert_eq!(found.len(), 1, "{change}: {found:?}");
        let text = found[0].to_string();
        assert!(
            text.contains(&format!("package variable {name}")) && text.contains("core.GetObject"),
            "{change}: {text}"
        );
        assert_eq!(found[0].line, if change.contains("helper") { 18 } else { 5 }, "{change}: {text}");
    }
}

#[test]
fn a_value_of_the_standard_library_that_a_call_changes_is_told() {
    let source =
        "package warned\nimport (\"math/big\"; \"strings\")\nvar total = big.NewInt(0)\nvar text strings.Builder\n
func F() string { total.Add(total, big.NewInt(1)); text.WriteString(\"a\"); return total.String() + text.String() }\n";
    let found = compile(source.as_bytes(), &stock()).unwrap().warnings;
    let named: Vec<_> = found.iter().map(|one| (one.line, one.message.contains("package variable t"))).collect();
    assert_eq!(named, [(6, true), (6, true)], "{found:?}");
}

#[test]
fn what_lasts_and_what_is_no_package_variable_is_no_warning() {
    for body in [
        // Read only.
        "var table = []int{1, 2}\nfunc F(i int) int { return table[i] }",
        // Made by the initialisation, by whatever function.
        "var table [9]int\nvar sum = fill(3)\nfunc fill(n int) int { table[0] = n; return n }\nfunc init() { fill(2); table[1] = 1 }\nfunc F(i int) int { return table[i] + sum }",
        // Names that are spelled the same.
        "var n int\nfunc F(n int) int { n++; return n }\nfunc G() int { return n }",
        "var n int\nfunc F() int { n := 1; n++; { n = 2 }; return n }\nfunc G() int { return n }",
        "var n int\nfunc F() int { var n, m int; n, m = 1, 2; return n + m }\nfunc G() int { return n }",
        "var n int\nfunc F() int { for n := range 3 { n++ }; if n := 2; n > 1 { n = 3 }; return n }",
        "var n int\nfunc F() int { switch n := any(1).(type) { case int: n++; return n }; return n }",
        "var n int\nfunc F() (n int) { n = 3; return }\nfunc G() int { return n }",
        "var n int\ntype c struct{}\nfunc (n *c) set() {}\nfunc F() int { return func(n int) int { n = 2; return n }(1) + n }",
        "type t struct{ n int }\nfunc (n t) with(m int) t { n.n = m; return n }\nvar n int\nfunc F() int { return t{}.with(2).n + n }",
        // A method that changes nothing.
        "type book struct{ n int }\nfunc (b *book) look() int { return b.n }\nvar b book\nfunc F() int { return b.look() }",
        // A copy.
        "type book struct{ n int }\nfunc (b book) with() book { b.n = 1; return b }\nvar b book\nfunc F() int { return b.with().n }",
    ] {
        assert_eq!(warnings(body), [], "{body}");
    }
}

#[test]
fn a_method_that_looks_offered_and_is_not_is_told() {
    let found = warnings(
        "type Token struct { supply uint64 }
func (t *Token) Mint(n uint64) { t.supply += n }
func (t Token) Supply() uint64 { return t.supply }
func (t Token) String() string { return \"token\" }
func (t Token) inside() {}
type vault struct { n int }
func (v vault) Open() {}
func F() uint64 { var t Token; t.inside(); return t.Supply() }",
    );
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].line, found[0].column), (6, 17), "{}", found[0]);
    assert!(found[0].message.starts_with("Token.Mint is not offered to callers"), "{}", found[0]);
    assert!(found[0].instead.as_deref().unwrap().contains("empty struct"), "{}", found[0]);
}
