//! Each limit lets in what is at it, refuses what is one above it, and names both numbers.

use crate::gated::refused;
use allod_compiler::gate::{Check, GateLimits, GateOptions, check};
use allod_compiler::instrument::instrument;
use allod_core::GasSchedule;

/// A limit: where it is checked, its number, the least step above it, and a module of a given size.
struct Row {
    check: Check,
    what: &'static str,
    limit: u64,
    step: u64,
    module: fn(u64) -> String,
}

fn times(n: u64, text: &str) -> String {
    text.repeat(n as usize)
}

const L: GateLimits = GateLimits::CURRENT;

const fn row(check: Check, what: &'static str, limit: u64, module: fn(u64) -> String) -> Row {
    Row { check, what, limit, step: 1, module }
}

const ROWS: &[Row] = &[
    row(Check::Types, "signatures", L.types, |n| times(n, "(type (func))")),
    row(Check::Types, "parameters", L.params, |n| format!("(type (func (param {})))", times(n, "i32 "))),
    row(Check::Types, "results", L.results, |n| format!("(type (func (result {})))", times(n, "i64 "))),
    row(Check::Functions, "values that a block takes", L.block_params, |n| {
        let (consts, drops) = (times(n, "i32.const 0 "), times(n, "drop "));
        format!("(func {consts} block (param {}) {drops} end)", times(n, "i32 "))
    }),
    row(Check::Imports, "imports", L.imports, |n| {
        format!("{} (memory (export \"memory\") 1)", times(n, "(import \"allod\" \"chain_id\" (func (result i64)))"))
    }),
    row(Check::Functions, "functions", L.functions, |n| times(n, "(func)")),
    row(Check::Functions, "bytes of one body", L.body_bytes, |n| {
        // No locals and the end take two bytes, a long constant with its drop takes twelve.
        let (long, short) = ((n - 2) / 12, (n - 2) % 12);
        format!("(func {} {})", times(long, "i64.const -9223372036854775808 drop "), times(short, "nop "))
    }),
    row(Check::Functions, "operators of one body", L.operators, |n| format!("(func {})", times(n - 1, "nop "))),
    row(Check::Functions, "locals", L.locals, |n| format!("(func (param i32) (local {}))", times(n - 1, "i64 "))),
    row(Check::Functions, "locals in all functions", L.all_locals, |n| {
        let full = format!("(func (local {}))", times(4_000, "i64 "));
        format!("{} (func (local {}))", times(n / 4_000, &full), times(n % 4_000, "i32 "))
    }),
    Row {
        check: Check::Functions,
        what: "locals times blocks",
        limit: L.locals_by_blocks,
        step: 2_000,
        module: |n| format!("(func (local {}) {})", times(2_000, "i64 "), times(n / 2_000, "block end ")),
    },
    row(Check::Functions, "loops in one function", L.loops, |n| format!("(func {})", times(n, "loop end "))),
    row(Check::Functions, "blocks within blocks", L.nesting, |n| {
        format!("(func {} {})", times(n, "block "), times(n, "end "))
    }),
    row(Check::Functions, "loops within loops", L.loop_nesting, |n| {
        format!("(func {} {})", times(n, "block loop "), times(n, "end end "))
    }),
    row(Check::Functions, "operands at once", L.operands, |n| {
        format!("(func {} {})", times(n, "i32.const 0 "), times(n, "drop "))
    }),
    row(Check::Functions, "targets of a br_table", L.branch_targets, |n| {
        format!("(func i32.const 0 br_table {} 0)", times(n, "0 "))
    }),
    Row {
        check: Check::Functions,
        what: "operands moved by calls and branches",
        limit: L.moved_operands,
        step: 64,
        module: |n| format!("(func (param {})) (func unreachable {})", times(64, "i32 "), times(n / 64, "call 0 ")),
    },
    row(Check::Globals, "globals", L.globals, |n| times(n, "(global i32 (i32.const 0))")),
    row(Check::Exports, "exports", L.exports, |n| {
        let exports = (0..n).map(|i| format!("(export \"f{i}\" (func 0))"));
        format!("(func) {}", exports.collect::<String>())
    }),
    row(Check::Exports, "bytes of a name", L.name_bytes, |n| format!("(func (export \"{}\"))", times(n, "x"))),
    row(Check::Elements, "entries in all segments", L.elements, |n| {
        let segment = |n| format!("(elem (i32.const 0) func {})", times(n, "0 "));
        format!("(table 60000 funcref) (func) {} {}", times(n / 60_000, &segment(60_000)), segment(n % 60_000))
    }),
    row(Check::Elements, "segments", L.element_segments, |n| {
        format!("(table 1 funcref) (func) {}", times(n, "(elem (i32.const 0) 0)"))
    }),
    row(Check::Data, "segments", L.data_segments, |n| format!("(memory 1) {}", times(n, "(data (i32.const 0))"))),
    row(Check::Custom, "bytes", L.custom_bytes, |n| format!("(@custom \"c\" \"{}\")", times(n, "x"))),
];

#[test]
fn each_limit_is_exact_and_named() {
    for row in ROWS {
        let module = |n| wat::parse_str(format!("(module {})", (row.module)(n))).expect("valid text");
        let within = module(row.limit);
        let options = GateOptions::default();
        check(&within, &options).unwrap_or_else(|e| panic!("{} {}: {e}", row.limit, row.what));
        let above = row.limit + row.step;
        let words = [&format!("{above} {}", row.what), &format!("the limit is {}", row.limit)[..]];
        refused(check(&module(above), &options), row.check, &words);
        // What is let in can be metered.
        instrument(&within, &GasSchedule::standard()).unwrap_or_else(|e| panic!("{} {}: {e}", row.limit, row.what));
    }
}

#[test]
fn the_widest_function_of_a_go_program_fits_many_times_over() {
    // From `GateLimits`: one loop around a nest of blocks that a branch table enters.
    let (nesting, targets, operators) = (1_076, 1_913, 28_493);
    let body = format!(
        "(func (param i32) (result i32) (local {}) loop {} local.get 0 br_table {} 0 {} end i32.const 0 {})",
        times(17, "i64 "),
        times(nesting, "block "),
        times(targets, "7 "),
        times(nesting, "end "),
        times(operators, "nop "),
    );
    let module = format!("(module {})", times(20, &body));
    let shape = check(&wat::parse_str(module).expect("valid text"), &GateOptions::default()).expect("let in");
    assert_eq!((shape.heaviest.nesting, shape.heaviest.branch_targets), (nesting + 1, targets));
}
