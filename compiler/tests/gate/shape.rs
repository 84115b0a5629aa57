//! Memory, table, data, start and exports of a module that enters; and what is learned of it.

use crate::gated::{ask_default, refused};
use allod_compiler::gate::{Check, Export, GateOptions, MemoryShape, check};
use allod_core::{HostOp, WasmType};

#[test]
fn the_shape_says_what_a_module_is_made_of() {
    let text = "(module
        (import \"allod\" \"sender\" (func (param i32)))
        (import \"wasi_snapshot_preview1\" \"fd_write\" (func (param i32 i32 i32 i32) (result i32)))
        (memory (export \"memory\") 2 9) (table (export \"t\") 5 7 funcref) (global (export \"g\") i32 (i32.const 1))
        (func (export \"_initialize\"))
        (func (export \"Add\") (param i32 i64) (result i64) (local f64) (block (loop)) local.get 1)
        (data (i32.const 65536) \"abc\") (data (i32.const 0) \"d\"))";
    let wasm = wat::parse_str(text).expect("valid text");
    let shape = check(&wasm, &GateOptions::default()).expect("let in");
    assert_eq!(shape.size, wasm.len());
    assert_eq!((shape.functions, shape.globals, shape.table_entries), (2, 1, 5));
    assert_eq!((shape.imports, shape.wasi), (vec![HostOp::Sender], vec!["fd_write"]));
    assert_eq!(shape.memory, Some(MemoryShape { min_pages: 2, max_pages: Some(9) }));
    assert_eq!((shape.data_segments, shape.data_bytes), (2, 4));
    assert!(shape.needs_initialize);
    let add = Export { name: "Add".into(), params: vec![WasmType::I32, WasmType::I64], results: vec![WasmType::I64] };
    assert_eq!(shape.exports, [Export { name: "_initialize".into(), params: vec![], results: vec![] }, add]);
    let heaviest = shape.heaviest;
    assert_eq!((heaviest.locals, heaviest.blocks, heaviest.loops, heaviest.nesting), (3, 2, 1, 2));
    assert_eq!((heaviest.operands, heaviest.operators), (1, 6));
}

#[test]
fn an_empty_module_has_an_empty_shape() {
    let shape = ask_default("(module)").expect("let in");
    assert_eq!((shape.size, shape.memory, shape.exports.len(), shape.needs_initialize), (8, None, 0, false));
}

#[test]
fn a_memory_begins_within_the_limit_whatever_it_may_grow_to() {
    assert!(ask_default("(module (memory 1024))").is_ok());
    assert!(ask_default("(module (memory 1 65536))").is_ok());
    refused(ask_default("(module (memory 1025))"), Check::Memory, &["1025 pages", "limit is 1024", "byte "]);
    refused(ask_default("(module (memory 65536))"), Check::Memory, &["65536 pages"]);
}

#[test]
fn a_table_begins_within_the_limit() {
    assert!(ask_default("(module (table 65536 funcref))").is_ok());
    refused(ask_default("(module (table 65537 funcref))"), Check::Table, &["65537 entries", "limit is 65536"]);
    refused(ask_default("(module (table 4294967295 funcref))"), Check::Table, &["4294967295"]);
}

#[test]
fn segments_that_do_not_fit_are_refused_before_any_instance_is_made() {
    assert!(ask_default("(module (memory 1) (data (i32.const 65535) \"x\"))").is_ok());
    for at in ["65536", "-1", "0x7fffffff"] {
        let text = format!("(module (memory 1) (data (i32.const {at}) \"x\"))");
        refused(ask_default(&text), Check::Data, &["limit is 65536", "byte "]);
    }
    assert!(ask_default("(module (table 2 funcref) (func) (elem (i32.const 1) 0))").is_ok());
    for at in ["2", "-1"] {
        let text = format!("(module (table 2 funcref) (func) (elem (i32.const {at}) 0))");
        refused(ask_default(&text), Check::Elements, &["limit is 2"]);
    }
    let offset = "(module (memory 1) (global i32 (i32.const 0)) (data (global.get 0) \"x\"))";
    assert!(ask_default(offset).is_err());
}

#[test]
fn a_start_section_is_refused() {
    refused(ask_default("(module (func $f) (start $f))"), Check::Start, &["start section: ", "not allowed", "byte "]);
}

#[test]
fn names_we_inject_cannot_be_exported() {
    for name in ["allod.gas", "allod.stack", "allod.", "allod.anything"] {
        for item in ["(func (export N))", "(global (export N) i32 (i32.const 0))", "(memory (export N) 1)"] {
            let text = format!("(module {})", item.replace('N', &format!("\"{name}\"")));
            refused(ask_default(&text), Check::Exports, &[name, "reserved"]);
        }
    }
    assert!(ask_default("(module (func (export \"allod\")) (func (export \"Allod.gas\")))").is_ok());
}

#[test]
fn exported_functions_take_and_return_integers() {
    for ty in ["(param f32)", "(param i32 f64)", "(result f32)", "(result i32 f64)"] {
        let text = format!("(module (func (export \"f\") {ty} unreachable))");
        refused(ask_default(&text), Check::Exports, &["\"f\"", "signature of i32 and i64"]);
    }
    assert!(ask_default("(module (func (export \"f\") (param i32 i64) (result i64) unreachable))").is_ok());
}

#[test]
fn a_function_with_two_results_is_refused_by_name() {
    let text = "(module (func (export \"Two\") (param i32 i64) (result i64 i32) unreachable))";
    refused(ask_default(text), Check::Exports, &["\"Two\"", "(i32, i64) -> (i64, i32)", "one result or none"]);
    assert!(ask_default("(module (func $two (result i64 i32) unreachable))").is_ok(), "within a module there may be");
}

#[test]
fn an_import_cannot_be_exported() {
    let text = "(module (import \"allod\" \"sender\" (func $s (param i32))) (memory (export \"memory\") 1)
        (export \"f\" (func $s)))";
    refused(ask_default(text), Check::Exports, &["\"f\" is an import"]);
}

#[test]
fn an_initializer_takes_and_returns_nothing() {
    let text = "(module (func (export \"_initialize\") (param i32)))";
    refused(ask_default(text), Check::Exports, &["_initialize", "(i32) -> ()", "wanted () -> ()"]);
}

#[test]
fn two_exports_of_one_name_are_refused() {
    // The text format refuses it too, so the second name is changed in the bytes.
    let mut wasm = wat::parse_str("(module (func (export \"aa\")) (func (export \"ab\")))").expect("valid text");
    let at = wasm.windows(2).position(|name| name == b"ab").expect("the name");
    wasm[at + 1] = b'a';
    refused(check(&wasm, &GateOptions::default()), Check::Features, &["duplicate export"]);
}

#[test]
fn code_longer_than_the_option_says_is_refused_unread() {
    let options = GateOptions { max_code_bytes: 7, ..GateOptions::default() };
    refused(check(b"\0asm\x01\0\0\0", &options), Check::Size, &["size: 8 bytes of code, the limit is 7"]);
    let options = GateOptions { max_code_bytes: 8, ..options };
    assert!(check(b"\0asm\x01\0\0\0", &options).is_ok());
}
