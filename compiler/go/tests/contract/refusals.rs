//! Refusals of packages that are no contracts: each has its place, and what to do instead.

use crate::read::contract;

/// A contract with `declaration` on line 3.
fn declared(declaration: &str) -> String {
    format!("package bad\n\n{declaration}\n\nfunc F() {{}}\n")
}

/// Source, where its first refusal is, what that says, and what it advises.
fn cases() -> Vec<(String, (u32, u32), &'static str, &'static str)> {
    vec![
        (declared("import \"os\""), (3, 8), "import \"os\"", "objects"),
        (declared("import \"unsafe\""), (3, 8), "import \"unsafe\"", "encoding/binary"),
        (declared("import \"C\""), (3, 8), "import \"C\"", "no C"),
        (declared("import \"time\""), (3, 8), "import \"time\"", "core.BlockTime"),
        (declared("import \"testing\""), (3, 8), "import \"testing\"", "_test.go"),
        (declared("import \"allod.dev/core/chain\""), (3, 8), "allod.dev/core/chain", "_test.go"),
        (declared("import \"math/rand\""), (3, 8), "import \"math/rand\"", "core.GetHash"),
        (declared("import \"crypto/sha256\""), (3, 8), "import \"crypto/sha256\"", "core.GetHash"),
        (declared("import \"net/http\""), (3, 8), "import \"net/http\"", "parameters"),
        (declared("import r \"reflect\""), (3, 10), "import \"reflect\"", "type switch"),
        (declared("import `runtime`"), (3, 8), "import \"runtime\"", "one of"),
        (declared("import \"runtime/sys\""), (3, 8), "runtime/sys", "one of"),
        (declared("import \"encoding/json\""), (3, 8), "encoding/json", "structs"),
        (declared("import \"allod.dev/core/internal/host\""), (3, 8), "internal/host", "one of"),
        (
            declared("import (\n\"allod.dev/core\"\nvm \"github.com/govm-net/vm/core\"\n)"),
            (5, 4),
            "two paths",
            "one of them",
        ),
        (declared("func main() {}"), (3, 6), "func main", "remove it"),
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
        let found = contract(&source).wrong();
        let (line, column, said, advice) = &found[0];
        assert_eq!((*line, *column), place, "{found:?}\n{source}");
        assert!(said.contains(message), "{message} is not in: {said}");
        assert!(advice.contains(instead), "{instead} is not in: {advice}");
    }
}

#[test]
fn the_packages_that_may_be_imported_are_listed_once() {
    let imports = "import (\n\"runtime\"\n\"os\"\n\"example.org/theirs\"\n\"plugin\"\n)";
    let found = contract(&declared(imports)).wrong();
    let advice: Vec<_> = found.iter().map(|(line, _, _, advice)| (*line, advice.as_str())).collect();
    let [(4, list), (5, os), (6, theirs), (7, plugin)] = &advice[..] else { panic!("{advice:?}") };
    assert!(list.starts_with("use package core, or one of bytes, cmp, ") && list.ends_with("unicode/utf8"), "{list}");
    assert!(os.contains("objects"), "{os}");
    assert_eq!([*theirs, *plugin], ["use package core, or a package of the list above"; 2]);
}

#[test]
fn a_type_that_can_not_cross_the_border_is_refused_with_advice() {
    let cases = [
        ("x float64", "float64", "smallest unit"),
        ("x []map[string]float32", "float32", "smallest unit"),
        ("x func()", "function", "data"),
        ("x interface{ M() }", "interface", "name the type"),
        ("x any", "any", "name the type"),
        ("x error", "error", "last result"),
        ("x struct{ A int }", "struct without a name", "declare it"),
        ("x core.Object", "core.Object", "core.ObjectID"),
        ("x int, ctx core.Context", "not where it belongs", "first parameter"),
        ("x, y core.Context", "not where it belongs", "first parameter"),
        ("x big.Int", "big.Int", "plain types"),
        ("x, y hidden", "does not begin with a capital", "capital"),
        ("x Loop", "holds itself", "core.ObjectID"),
        ("x Owner", "no longer a name of package core", "with ="),
        ("x Embeds", "embeds", "name"),
        ("x Empty", "0 fields", "1 to 255"),
        ("x uintptr", "uintptr", "uint64"),
        ("x Box[int]", "generic", "struct"),
        ("x core.CallOptions", "core.CallOptions", "integers"),
        ("x Wide", "too large a type", "fewer fields"),
    ];
    let fields: String = (0..100).map(|n| format!("\tFieldWithALongName{n} uint64\n")).collect();
    let types = "type hidden struct{ a int }\ntype Loop struct{ Next *Loop; Other []Loop }\ntype Owner core.Address\n\
                 type Embeds struct{ Plain }\ntype Plain struct{ A int }\ntype Box[T any] struct{ V T }\n\
                 type Empty struct{}\n";
    for (parameter, message, instead) in cases {
        let source = format!(
            "package t\nimport \"allod.dev/core\"\nimport \"math/big\"\nfunc F({parameter}) {{}}\n{types}type Wide struct {{\n{fields}}}\nvar _ big.Int\n"
        );
        let found = contract(&source).wrong();
        assert_eq!(found.len(), 1, "{parameter}: {found:?}");
        assert_eq!(found[0].0, 4, "{parameter}");
        assert!(found[0].2.contains(message), "{message} is not in: {}", found[0].2);
        assert!(found[0].3.contains(instead), "{instead} is not in: {}", found[0].3);
        assert!(!found[0].2.contains("border"), "no word of ours: {}", found[0].2);
    }
}
