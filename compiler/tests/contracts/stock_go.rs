//! Stock Go compiles what it can and the built-in compiler can not; what no contract may hold, neither does.

use allod_compiler::{CompileError, CompileOptions, Diagnostics, GoCompiler, compile};
use allod_core::Value;

use crate::host::{Host, built_by};

fn options() -> CompileOptions {
    CompileOptions { name: "mine.go".into(), go: GoCompiler::Go, ..CompileOptions::default() }
}

/// Everything that keeps `source` from stock Go.
fn refused(source: &str) -> Diagnostics {
    match compile(source.as_bytes(), &options()) {
        Err(CompileError::Refused(found)) => found,
        other => panic!("{:.500} for\n{source}", format!("{other:?}")),
    }
}

/// A contract whose function `F` has `body` on line 5.
fn body(body: &str) -> String {
    format!("package bad\n\nimport \"allod.dev/core\"\n\nfunc F() {{ {body} }}\n\nvar _ = core.ZeroHash\n")
}

const BEYOND: &str = r#"package beyond

import (
	"encoding/json"
	"fmt"
	"math"
	"strings"

	"allod.dev/core"
)

type Item struct {
	Name  string `json:"name"`
	Count uint64 `json:"count"`
}

type parsed struct {
	json.Decoder
	root float64
}

func decoded(text string) (item Item, err error) {
	decoder := json.NewDecoder(strings.NewReader(text))
	return item, decoder.Decode(&item)
}

func Read(ctx core.Context, text string) (Item, error) {
	item, err := decoded(text)
	core.Log("Read", "item", item)
	return item, err
}

func Power(of uint64) uint64 { return uint64(math.Pow(float64(of), 3)) }

func Scanned(text string) (n uint64, err error) {
	_, err = fmt.Sscanf(text, "n=%d", &n)
	return n, err
}

func Turned(n uint64) uint64 {
	turned := complex(float64(n), 1) * 1i
	at := uint64(imag(turned))
again:
	if at%10 != 0 {
		at++
		goto again
	}
	println("turned", at)
	return at
}
"#;

#[test]
fn packages_and_statements_that_only_stock_go_has_are_left_to_it() {
    let built = compile(BEYOND.as_bytes(), &CompileOptions::default());
    assert!(matches!(built, Err(CompileError::Refused(_))), "{built:?}");
    let mut host = Host::of(built_by(GoCompiler::Go, BEYOND));
    let abi = host.compiled.abi.clone().unwrap();
    let offers: Vec<_> = abi.functions.iter().map(ToString::to_string).collect();
    let wanted = [
        "Read(text string) Item{Name:string,Count:u64}",
        "Power(of u64) u64",
        "Scanned(text string) u64",
        "Turned(n u64) u64",
    ];
    assert_eq!(offers, wanted);
    assert_eq!(abi.events[0].parameters, ["item"]);
    let item = host.values("Read", [Value::from(r#"{"name": "nail", "count": 7}"#)]);
    assert_eq!(item[0].to_json(), serde_json::json!({"Name": "nail", "Count": 7}));
    assert_eq!(host.values("Power", [Value::U64(5)]), [Value::U64(125)]);
    assert_eq!(host.values("Scanned", [Value::from("n=42")]), [Value::U64(42)]);
    assert_eq!(host.values("Turned", [Value::U64(7)]), [Value::U64(10)]);
}

#[test]
fn mistakes_of_types_are_told_by_stock_go_itself() {
    let source = "package bad\n\nfunc F() uint64 { return \"text\" }\n\nfunc G() { missing() }\n";
    let Err(CompileError::Build(found)) = compile(source.as_bytes(), &options()) else { panic!("it was built") };
    let places: Vec<_> = found.0.iter().map(|d| (d.file.as_str(), d.line, d.column)).collect();
    assert_eq!(places, [("mine.go", 3, 26), ("mine.go", 5, 12)], "{found}");
}

#[test]
fn what_no_contract_may_hold_is_refused_before_stock_go_is_asked() {
    let cases = [
        (body("go f()"), 5, "goroutines"),
        (body("select {}"), 5, "select"),
        (body("var c chan int; _ = c"), 5, "channels"),
        (body("defer func() { recover() }()"), 5, "recover"),
        ("package bad\n\nimport \"os\"\n\nfunc F() {}\n".into(), 3, "import \"os\""),
        ("package bad\n\nimport \"unsafe\"\n\nfunc F() {}\n".into(), 3, "import \"unsafe\""),
        ("package bad\n\n//go:linkname a b\nfunc F() {}\n".into(), 3, "directive"),
        ("package bad\n\nfunc allod_Write() {}\n\nfunc F() {}\n".into(), 3, "belong to the compiler"),
        ("package bad\n\nfunc F(x Missing) {}\n".into(), 3, "can't be passed in a call"),
        ("package bad\n\nfunc F(x map[string]uint64) {}\n".into(), 3, "map[string]uint64 can't be passed in a call"),
        ("package bad\n\nfunc F() (x [3]uint64) { return }\n".into(), 3, "[3]uint64 can't be passed in a call"),
        ("package bad\n\ntype T struct { Next *T }\n\nfunc F(x T) {}\n".into(), 5, "holds itself"),
        ("package bad\n\nfunc f() {}\n".into(), 1, "offers no function"),
    ];
    for (source, line, message) in &cases {
        let found = refused(source);
        assert_eq!(found.0[0].line, *line, "{found}\n{source}");
        assert!(found.0[0].message.contains(message), "{message} is not in: {found}");
        assert!(found.0[0].instead.is_some(), "{found}");
    }
}

#[test]
fn the_code_around_a_contract_has_a_limit() {
    let fields: String = (0..60).map(|i| format!("Field{i:03} []uint64; ")).collect();
    let functions: String = (0..300).map(|i| format!("func F{i}(x T) T {{ return x }}\n")).collect();
    let found = refused(&format!("package wide\n\ntype T struct {{ {fields} }}\n\n{functions}"));
    assert!(found.0[0].message.contains("4194304 bytes of code"), "{found}");
}
