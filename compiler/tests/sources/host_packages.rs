//! Go packages of an embedder's: declarations become imports of host modules, and wrong ones are refused by name.

use allod_compiler::{CompileError, CompileOptions, Compiled, HostPackage, compile};
use allod_core::{ModuleImport, WasmType};

/// Compiles a contract against a package `feed` of this source.
fn with(package: &str, contract: &str) -> Result<Compiled, CompileError> {
    let import = |name: &str, params: &[WasmType], result| ModuleImport {
        module: "feed".into(),
        name: name.into(),
        params: params.to_vec(),
        result,
    };
    let options = CompileOptions {
        name: "mine.go".into(),
        host_packages: vec![HostPackage { name: "feed".into(), source: format!("package feed\n\n{package}\n") }],
        host_imports: vec![
            import("price", &[WasmType::I32, WasmType::I32, WasmType::I32], Some(WasmType::I32)),
            import("tick", &[], None),
        ],
        ..CompileOptions::default()
    };
    let contract = format!("package mine\n\nimport \"host/feed\"\n\n{contract}\n");
    compile(contract.as_bytes(), &options)
}

#[test]
fn a_declaration_becomes_an_import_and_a_function_with_a_body_does_not() {
    let package = "//go:wasmimport feed price\n// price is the host's.\nfunc price(symbol string, out *uint64) bool\n\n\
        //go:wasmimport feed tick\nfunc Tick()\n\n\
        func Price(symbol string) uint64 { var value uint64; if !price(symbol, &value) { return 0 }; return value }";
    let compiled = with(package, "func Ask() uint64 { feed.Tick(); return feed.Price(\"A\") }").unwrap();
    let functions: Vec<_> = compiled.abi.unwrap().functions.into_iter().map(|function| function.name).collect();
    assert_eq!(functions, ["Ask"]);
    let (mut feed, imports) = (0, wasm_imports(&compiled.wasm));
    for (module, name) in &imports {
        feed += usize::from(module == "feed");
        assert!(module == "allod" || ["price", "tick"].contains(&name.as_str()), "{imports:?}");
    }
    assert_eq!(feed, 2, "{imports:?}");
}

fn wasm_imports(wasm: &[u8]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for payload in wasmparser::Parser::new(0).parse_all(wasm) {
        let wasmparser::Payload::ImportSection(section) = payload.unwrap() else { continue };
        let names = |import: wasmparser::Import<'_>| (import.module.to_owned(), import.name.to_owned());
        all.extend(section.into_imports().map(|import| names(import.unwrap())));
    }
    all
}

#[test]
fn a_wrong_declaration_is_refused_with_its_name_and_what_to_write() {
    let import = "//go:wasmimport feed price\n";
    let cases = [
        ("func Ask(n uint64) uint64".to_owned(), "feed.Ask has neither a body nor an import"),
        (format!("{import}func Ask(n uint64) uint64\n\nfunc Other(n uint64)"), "imports feed.price with another type"),
        (format!("{import}const x = 1\n\nfunc Ask(n uint64) uint64"), "feed.Ask has neither a body nor an import"),
        ("//go:wasmimport feed\nfunc Ask(n uint64) uint64".into(), "feed.Ask has neither a body nor an import"),
        (format!("{import}func Ask(n []byte) uint64"), "feed.Ask takes what can't be passed to the host"),
        (format!("{import}func Ask(n float64) uint64"), "feed.Ask takes what can't be passed to the host"),
        (format!("{import}func Ask(n uint16) uint64"), "feed.Ask takes what can't be passed to the host"),
        (format!("{import}func Ask(n *string) uint64"), "feed.Ask takes what can't be passed to the host"),
        (format!("{import}func Ask(n uint64) string"), "feed.Ask gives what the host can't"),
        (format!("{import}func Ask(n uint64) (uint64, bool)"), "feed.Ask gives what the host can't"),
        ("//go:wasmimport feed none\nfunc Ask(n uint64)".into(), "imports feed.none, which the host does not have"),
        ("//go:wasmimport other price\nfunc Ask(n uint64)".into(), "imports other.price, which the host does not have"),
        ("func Ask(n uint64) uint64 { return m }".into(), "undefined: m"),
        ("func Ask(n".into(), "$host/feed.go:"),
    ];
    for (package, wanted) in cases {
        let contract = match wanted.contains("undefined") || wanted.starts_with('$') || package.contains(") uint64 {") {
            true => "func Go() uint64 { return feed.Ask(1) }",
            false if package.contains("[]byte") => "func Go() { feed.Ask(nil) }",
            false if package.contains("*string") => "func Go() { feed.Ask(nil) }",
            false => "func Go() { feed.Ask(1) }",
        };
        let error = with(&package, contract).map(|_| ()).expect_err(&package).to_string();
        assert!(error.contains(wanted), "{package}:\n{error}");
    }
}

#[test]
fn a_contract_has_no_imports_of_its_own_and_knows_no_package_that_is_not_given() {
    let own = with("func F() {}", "//go:wasmimport feed tick\nfunc tick()\n\nfunc Go() { tick(); feed.F() }");
    let error = own.map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("mine.go:5") || error.contains("mine.go:6"), "{error}");
    let other =
        compile(b"package mine\n\nimport \"host/feed\"\n\nfunc Go() { feed.F() }\n", &CompileOptions::default());
    let error = other.map(|_| ()).unwrap_err().to_string();
    assert!(error.contains("import \"host/feed\" is not allowed in a contract"), "{error}");
}
