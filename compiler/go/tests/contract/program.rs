//! Programs of contracts: every example becomes one, with an export for each function that its ABI has.

use allod_go::compile::Failure;
use allod_go::compile_contract::{BuiltContract, build_contract};
use allod_go::packages::Source;
use std::fs;
use std::path::Path;

pub(crate) fn built(name: &str, text: &str) -> Result<BuiltContract, Failure> {
    build_contract(&[Source::new(name, text.as_bytes())], &[], &|_| {})
}

#[test]
fn every_example_becomes_a_program_with_an_export_for_each_function_it_offers() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut seen = 0;
    for folder in fs::read_dir(examples).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()) {
        let name = folder.file_name().unwrap().to_str().unwrap();
        let Ok(text) = fs::read_to_string(folder.join(format!("{name}.go"))) else { continue };
        if crate::runs::is_host_package(&text) {
            continue;
        }
        let built = built(&format!("{name}.go"), &text).unwrap_or_else(|failure| panic!("{name}: {failure}"));
        let exports: Vec<&str> = built.program.exports.iter().map(|export| export.name.as_str()).collect();
        let offered: Vec<&str> = built.abi.functions.iter().map(|function| function.name.as_str()).collect();
        assert_eq!(exports, offered, "{name}");
        assert_eq!(built.warnings, [], "{name}");
        seen += 1;
    }
    assert!(seen >= 8, "{seen} examples");
}

#[test]
fn a_contract_is_taken_against_the_interface_that_it_type_checks_with() {
    let text = "package counter\nimport \"github.com/govm-net/vm/core\"\ntype Counter struct{}\nfunc (c *Counter) Increment(ctx core.Context, id core.ObjectID) (uint64, error) {\n\tobj, err := ctx.GetObject(id)\n\tif err != nil { return 0, err }\n\tval, err := obj.Get(\"count\")\n\tif err != nil { return 0, err }\n\tcount := val.(uint64) + 1\n\treturn count, obj.Set(\"count\", count)\n}\n";
    built("counter.go", text).unwrap_or_else(|failure| panic!("{failure}"));
    let mixed = text.replace("obj.Set(\"count\", count)", "obj.Get(\"count\", &count)");
    let failure = built("counter.go", &mixed).unwrap_err().to_string();
    assert!(failure.contains("counter.go:7:29: not enough arguments in call to obj.Get"), "{failure}");
}

#[test]
fn a_mistake_in_a_signature_is_told_and_not_that_the_body_is_missing() {
    let cases = [
        ("func F(a int) -> int { return a }\n", "contract.go:3:15: expected ';', found '-'"),
        ("func F(a int) int, error { return a, nil }\n", "contract.go:3:18: expected ';', found ','"),
        ("func F(a int) int\n{\n\treturn a\n}\n", "contract.go:4:1: unexpected semicolon or newline before {"),
        ("func F(a int) int;\n\n) func G() {}\n", "contract.go:5:1: expected declaration, found ')'"),
    ];
    for (function, wanted) in cases {
        let text = format!("package p\n\n{function}");
        let failure = built("contract.go", &text).unwrap_err().to_string();
        assert!(failure.starts_with(wanted), "{function}{failure}");
        assert!(!failure.contains("without a body"), "{function}{failure}");
    }
    // Where the syntax is right, that is what is wrong.
    let failure = built("contract.go", "package p\n\nfunc F(a int) int\n").unwrap_err().to_string();
    assert_eq!(failure, "contract.go:3:6: a contract can't declare a function without a body\n");
}
