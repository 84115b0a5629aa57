//! Which features are in, and that all others are out.

use crate::gated::{ask, ask_default, refused};
use allod_compiler::gate::{Check, GateOptions, check};

#[test]
fn what_toolchains_emit_is_let_in() {
    for text in [
        "(module)",
        "(module (func (drop (i32.extend8_s (i32.const 1)))))",
        "(module (func (drop (i64.trunc_sat_f64_u (f64.const 1)))))",
        "(module (global (export \"g\") (mut i32) (i32.const 0)))",
        "(module (func (result i32 i64) i32.const 1 i64.const 2))",
        "(module (func (drop (i32.const 1) (block (param i32) drop) (i32.const 1))))",
        "(module (memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0))))",
        "(module (memory 1) (func (memory.copy (i32.const 0) (i32.const 0) (i32.const 0))))",
        "(module (table 2 funcref) (elem (i32.const 0) 0 0) (func (call_indirect (i32.const 0))))",
    ] {
        ask_default(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    }
}

#[test]
fn what_is_optional_is_let_in_only_by_option() {
    for (text, word) in
        [("(module (func (param v128)))", "SIMD"), ("(module (func (drop (i8x16.splat (i32.const 0)))))", "SIMD")]
    {
        refused(ask_default(text), Check::Features, &[word]);
        ask(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    }
    let fill = wat::parse_str("(module (memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0))))");
    let options = GateOptions { bulk_memory: false, ..GateOptions::default() };
    refused(check(&fill.expect("valid text"), &options), Check::Features, &["bulk memory", "function 0"]);
}

#[test]
fn every_other_proposal_is_refused_with_all_options_on() {
    for text in [
        "(module (memory i64 1))",
        "(module (memory 1) (memory 1))",
        "(module (memory 1 1 shared))",
        "(module (memory 1 (pagesize 1)))",
        "(module (table 1 externref))",
        "(module (table i64 1 funcref))",
        "(module (table 1 funcref) (table 1 funcref))",
        "(module (func (param externref)))",
        "(module (func (drop (ref.null func))))",
        "(module (func (local funcref)))",
        "(module (table 1 funcref) (func (drop (table.get (i32.const 0)))))",
        "(module (table 1 funcref) (func (table.set (i32.const 0) (ref.null func))))",
        "(module (table 1 funcref) (func (drop (table.size))))",
        "(module (table 1 funcref) (func (drop (table.grow (ref.null func) (i32.const 1)))))",
        "(module (func (drop (select (result i32) (i32.const 0) (i32.const 0) (i32.const 0)))))",
        "(module (func $f (return_call $f)))",
        "(module (tag) (func (throw 0)))",
        "(module (tag))",
        "(module (func (drop (i32x4.relaxed_trunc_f32x4_s (v128.const i64x2 0 0)))))",
        "(module (func (result i64 i64) (i64.mul_wide_s (i64.const 0) (i64.const 0))))",
        "(module (type (struct)))",
        "(module (type (array i32)))",
        "(module (rec (type (func)) (type (func))))",
        "(module (type (sub (func))))",
        "(module (global i32 (i32.add (i32.const 1) (i32.const 2))))",
        "(module (func (drop (ref.i31 (i32.const 0)))))",
        "(module (func $f) (func (call_ref 0 (ref.func $f))) (export \"f\" (func $f)))",
    ] {
        let error = ask(text).expect_err(text);
        assert!(
            matches!(error.check, Check::Features | Check::Memory | Check::Table | Check::Types),
            "{text}: {error}"
        );
    }
}

#[test]
fn a_component_is_refused_at_its_header_whatever_is_behind_it() {
    // The parser may be built with the component model or without, as others in a program ask for: the check is the same.
    for behind in [&b""[..], b"\x00\x02\x01x", b"\x01\x08\0asm\x01\0\0\0", b"\xff"] {
        let component = [b"\0asm\x0d\0\x01\0", behind].concat();
        refused(check(&component, &GateOptions::default()), Check::Features, &["byte 0"]);
    }
}

#[test]
fn what_cannot_be_undone_is_refused_by_name() {
    let parts = "(memory 1) (table 1 funcref) (func)";
    for (body, name) in [
        ("(memory.init 0 (i32.const 0) (i32.const 0) (i32.const 0))", "memory.init"),
        ("(data.drop 0)", "data.drop"),
        ("(table.init 0 (i32.const 0) (i32.const 0) (i32.const 0))", "table.init"),
        ("(elem.drop 0)", "elem.drop"),
        ("(table.copy (i32.const 0) (i32.const 0) (i32.const 0))", "table.copy"),
    ] {
        let text = format!("(module {parts} (func {body}) (data (i32.const 0) \"x\") (elem (i32.const 0) 0))");
        refused(ask(&text), Check::Operators, &[name, "not allowed", "function 1", "byte "]);
    }
    refused(ask("(module (memory 1) (data \"x\"))"), Check::Data, &["not active"]);
    refused(ask("(module (table 1 funcref) (func) (elem func 0))"), Check::Elements, &["not active"]);
}

#[test]
fn an_invalid_body_is_refused_with_its_place() {
    let text = "(module (func) (func (result i32) i64.const 1))";
    refused(ask(text), Check::Features, &["type mismatch", "function 1", "byte "]);
}
