//! The documents' modules and contracts run, and every block of every document has a row in the plan.

use allod_documents::{Block, Documents, PLAN, Row, Way};
use allod_vm::{Engine, EngineConfig, args};
use std::path::Path;
use vm_runtime::{MemoryStorage, Runtime};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The documents, if they are at hand: that they are not is said, and no failure.
fn documents() -> Option<Documents> {
    let documents = Documents::at_hand().expect("the documents are read");
    if documents.0.is_empty() {
        println!("ALLOD_DOCUMENTS names no folder: only the equivalents of our own are tested");
        return None;
    }
    Some(documents)
}

/// The blocks that are run by a way, mended.
fn planned(way: impl Fn(Way) -> bool) -> Vec<(&'static Row, Block)> {
    let Some(documents) = documents() else { return Vec::new() };
    let rows = PLAN.iter().filter(|row| way(row.way));
    let found: Vec<_> = rows
        .map(|row| {
            let block = documents.block(row.document, row.line).unwrap_or_else(|| panic!("no block: {row:?}"));
            (row, Block { code: row.mended(&block.code).unwrap(), ..block.clone() })
        })
        .collect();
    assert!(!found.is_empty());
    found
}

#[test]
fn each_block_of_each_document_has_a_row_and_no_row_is_left_over() {
    let Some(documents) = documents() else { return };
    let blocks = |(name, blocks): (&String, &Vec<Block>)| -> Vec<(String, u32)> {
        blocks.iter().map(|block| (name.clone(), block.line)).collect()
    };
    let found: Vec<_> = documents.0.iter().flat_map(blocks).collect();
    let planned: Vec<_> = PLAN.iter().map(|row| (row.document.to_owned(), row.line)).collect();
    assert_eq!(found, planned);
}

#[test]
fn each_block_has_an_equivalent_of_our_own() {
    for row in PLAN {
        assert!(root().join(row.ours).is_file(), "{row:?}");
    }
    let runs = PLAN.iter().filter(|row| !matches!(row.way, Way::Shape(_))).count();
    assert_eq!((PLAN.len(), runs), (83, 58));
}

/// Runs `run` of a module in text, which gives 7.
fn gives_seven(row: &Row, parts: &str) {
    let text =
        format!(r#"(module {parts} (memory (export "memory") 1) (func (export "run") (result i32) (i32.const 7)))"#);
    let wasm = wat::parse_str(&text).unwrap_or_else(|error| panic!("{row:?}: {error}"));
    let (result, ..) = Runtime::new(MemoryStorage::new()).execute_with_context(&wasm, "run", 1, 1).expect(&text);
    assert_eq!(result, 7);
}

#[test]
fn modules_run_with_what_they_import() {
    for (row, block) in planned(|way| way == Way::Module) {
        gives_seven(row, &block.code);
    }
}

/// `name(a: i32, b: i32) -> i64` as an import of `module`.
fn import(module: &str, signature: &str) -> Option<String> {
    let (name, rest) = signature.trim().split_once('(')?;
    let (parameters, result) = rest.split_once(')')?;
    let result = result.trim().strip_prefix("->")?.trim();
    let types: Vec<&str> = parameters.split(',').filter_map(|part| Some(part.split_once(':')?.1.trim())).collect();
    Some(format!(r#"(import "{module}" "{name}" (func (param {}) (result {result})))"#, types.join(" ")))
}

#[test]
fn host_functions_have_the_types_that_are_printed() {
    for (row, block) in planned(|way| matches!(way, Way::Import(_))) {
        let Way::Import(module) = row.way else { continue };
        gives_seven(row, &import(module, &block.code).unwrap_or_else(|| panic!("{row:?}: {}", block.code)));
    }
}

/// Beginning of a contract of which only functions are printed.
const HEAD: &str = "package documented\n\nimport \"github.com/govm-net/vm/core\"\n";

/// A printed contract, made whole.
fn whole(code: &str) -> String {
    let body = if code.contains("package ") { code.to_owned() } else { String::new() };
    match (body.is_empty(), code.contains("import ")) {
        (false, _) => body,
        (true, true) => format!("package documented\n\n{code}\nfunc Nothing(ctx core.Context) {{}}\n"),
        (true, false) => format!("{HEAD}\n{code}"),
    }
}

#[test]
fn contracts_deploy() {
    for (row, block) in planned(|way| way == Way::Contract) {
        let engine = Engine::open(EngineConfig::default()).unwrap();
        let contract = engine.deploy(whole(&block.code)).unwrap_or_else(|error| panic!("{row:?}: {error}"));
        if block.code.contains("package ") {
            let (contract, to) = (contract.address, allod_vm::Address([7; 20]));
            let made = engine.execute_with_args(contract, "Initialize", args!["Gold", 1_000u64]).unwrap();
            assert!(made.is_success(), "{}", made.status);
            let paid = engine.execute_with_args(contract, "Transfer", args![to, 600u64]).unwrap();
            assert!(paid.is_success(), "{}", paid.status);
            let poor = engine.execute_with_args(contract, "Transfer", args![to, 600u64]).unwrap();
            assert!(poor.status.to_string().ends_with("insufficient balance"), "{}", poor.status);
        }
    }
}

#[test]
fn what_contracts_are_given_satisfies_the_printed_interfaces() {
    for (row, block) in planned(|way| matches!(way, Way::Interface(_))) {
        let Way::Interface(name) = row.way else { continue };
        let other = if name == "Context" { "type Object = core.Object\n" } else { "" };
        let given = if name == "Context" { "ctx" } else { "ctx.CreateObject()" };
        let source = format!(
            "{HEAD}\ntype Address = core.Address\ntype ObjectID = core.ObjectID\n{other}\n{}\n\
             func Check(ctx core.Context) {{\n\tvar held {name} = {given}\n\t_ = held\n}}\n",
            block.code
        );
        let engine = Engine::open(EngineConfig::default()).unwrap();
        let contract = engine.deploy(&source).unwrap_or_else(|error| panic!("{row:?}: {error}\n{source}"));
        let receipt = engine.execute_with_args(contract.address, "Check", args![]).unwrap();
        assert!(receipt.is_success(), "{}", receipt.status);
    }
}

#[test]
fn the_struct_of_limits_has_the_fields_that_are_printed() {
    for (row, block) in planned(|way| matches!(way, Way::Fields(_))) {
        let ours = std::fs::read_to_string(root().join(row.ours)).unwrap();
        let fields = |text: &str, name: &str| -> Vec<String> {
            let body = text.split(&format!("type {name} struct {{")).nth(1).unwrap_or_default();
            let body = body.split("\n}").next().unwrap_or_default();
            let field = |line: &str| {
                let mut words = line.split_whitespace();
                let (name, ty) = (words.next()?, words.next()?);
                name.starts_with(char::is_uppercase).then(|| format!("{name} {ty}"))
            };
            body.lines().filter_map(field).collect()
        };
        let Way::Fields(name) = row.way else { continue };
        let (wanted, found) = (fields(&block.code, name), fields(&ours, name));
        assert!(wanted.len() >= 8, "{wanted:?}");
        assert!(wanted.iter().all(|field| found.contains(field)), "{wanted:?}, {found:?}");
    }
}
