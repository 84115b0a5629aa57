//! A module imports what we offer, by exact name and type, and nothing else.

use crate::gated::{ask_default, refused};
use allod_compiler::gate::{Check, WASI_IMPORTS, WASI_MODULE};
use allod_core::{HostOp, IMPORT_MODULE, IMPORTS, WasmType};

fn word(ty: &WasmType) -> &'static str {
    match ty {
        WasmType::I32 => "i32",
        WasmType::I64 => "i64",
    }
}

fn import(module: &str, name: &str, params: &[WasmType], result: Option<WasmType>) -> String {
    let params: Vec<&str> = params.iter().map(word).collect();
    let result = result.map(|ty| format!("(result {})", word(&ty))).unwrap_or_default();
    format!("(import \"{module}\" \"{name}\" (func (param {}) {result}))", params.join(" "))
}

fn module(imports: &str) -> String {
    format!("(module {imports} (memory (export \"memory\") 1))")
}

#[test]
fn every_import_we_offer_is_let_in_by_its_exact_type() {
    for i in IMPORTS {
        let shape = ask_default(&module(&import(IMPORT_MODULE, i.name, i.params, i.result))).expect(i.name);
        assert_eq!(shape.imports, [i.op]);
    }
    for i in WASI_IMPORTS {
        let shape = ask_default(&module(&import(WASI_MODULE, i.name, i.params, i.result))).expect(i.name);
        assert_eq!(shape.wasi, [i.name]);
    }
}

#[test]
fn every_import_of_another_type_is_refused_with_both_types() {
    for i in IMPORTS {
        let more = [i.params, &[WasmType::I32]].concat();
        let other = if i.result.is_some() { None } else { Some(WasmType::I32) };
        for (params, result) in [(&more[..], i.result), (i.params, other)] {
            let outcome = ask_default(&module(&import(IMPORT_MODULE, i.name, params, result)));
            refused(outcome, Check::Imports, &[&format!("allod.{}", i.name), "wanted (", "is (", "byte "]);
        }
    }
    let float = "(import \"allod\" \"sender\" (func (param f32)))";
    refused(ask_default(&module(float)), Check::Imports, &["wanted (i32) -> ()"]);
}

#[test]
fn names_that_only_look_like_ours_are_refused() {
    for (module_name, name) in [
        ("allod", "Sender"),
        ("allod", "sender "),
        ("allod", ""),
        ("allod", "allod.sender"),
        ("Allod", "sender"),
        ("env", "sender"),
        ("", "sender"),
        ("allod.", "sender"),
        ("allod", "entry"),
        ("allod", "deploy"),
        ("allod", "wasi"),
        ("wasi_unstable", "fd_write"),
        ("wasi_snapshot_preview1", "path_open"),
        ("wasi_snapshot_preview1", "sock_send"),
        ("wasi_snapshot_preview1", "proc_raise"),
    ] {
        let text = module(&import(module_name, name, &[WasmType::I32], None));
        refused(ask_default(&text), Check::Imports, &[&format!("no \"{module_name}.{name}\"")]);
    }
}

#[test]
fn what_is_no_function_cannot_be_imported() {
    for (item, kind) in [
        ("(memory 1)", "a memory"),
        ("(table 1 funcref)", "a table"),
        ("(global i32)", "a global"),
        ("(global (mut i64))", "a global"),
        ("(tag)", "a tag"),
    ] {
        let text = format!("(module (import \"allod\" \"sender\" {item}))");
        refused(ask_default(&text), Check::Imports, &["allod.sender", kind, "wanted a function"]);
    }
}

#[test]
fn an_import_that_comes_twice_is_noted_once() {
    let sender = "(import \"allod\" \"sender\" (func (param i32)))";
    let chain = "(import \"allod\" \"chain_id\" (func (result i64)))";
    let shape = ask_default(&module(&format!("{sender} {chain} {sender}"))).expect("let in");
    assert_eq!(shape.imports, [HostOp::ChainId, HostOp::Sender]);
}

#[test]
fn imports_want_an_exported_memory() {
    let sender = "(import \"allod\" \"sender\" (func (param i32)))";
    refused(ask_default(&format!("(module {sender})")), Check::Memory, &["\"memory\" is not there"]);
    refused(ask_default(&format!("(module {sender} (memory 1))")), Check::Memory, &["not exported"]);
    let renamed = format!("(module {sender} (memory (export \"mem\") 1))");
    refused(ask_default(&renamed), Check::Memory, &["not exported"]);
    let disguised = format!("(module {sender} (memory 1) (func (export \"memory\")))");
    refused(ask_default(&disguised), Check::Memory, &["not exported"]);
}
