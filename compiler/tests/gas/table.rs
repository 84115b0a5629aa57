//! What small programs cost, one rule each. A change of one unit of gas shows here.

use crate::metered::{Metered, PLENTY};
use wasmi::Val;

struct Row {
    rule: &'static str,
    code: &'static str,
    /// The argument of `f`, if it takes one.
    argument: Option<i32>,
    gas: i64,
    /// Whether the program ends in a trap.
    traps: bool,
}

const fn row(rule: &'static str, gas: i64, code: &'static str) -> Row {
    Row { rule, code, argument: None, gas, traps: false }
}

const fn with(rule: &'static str, argument: i32, gas: i64, code: &'static str) -> Row {
    Row { rule, code, argument: Some(argument), gas, traps: false }
}

const fn trap(rule: &'static str, gas: i64, code: &'static str) -> Row {
    Row { rule, code, argument: None, gas, traps: true }
}

const ROWS: &[Row] = &[
    row("a function ends", 1, "(func (export \"f\"))"),
    row("simple operators cost 1, arithmetic 1", 5, "(func (export \"f\") i32.const 1 i32.const 2 i32.add drop)"),
    row("multiplication costs 2", 6, "(func (export \"f\") i32.const 1 i32.const 2 i32.mul drop)"),
    row("division costs 16", 20, "(func (export \"f\") i64.const 1 i64.const 2 i64.div_s drop)"),
    row("a declared local costs 1", 4, "(func (export \"f\") (local i32 i64 f64))"),
    with("a parameter costs nothing", 7, 1, "(func (export \"f\") (param i32))"),
    row("a store costs 2", 5, "(memory 1) (func (export \"f\") i32.const 0 i32.const 7 i32.store)"),
    row("a global costs 1", 3, "(global $g (mut i32) (i32.const 0)) (func (export \"f\") global.get $g global.set $g)"),
    row("a block and its end cost 1 each", 3, "(func (export \"f\") block end)"),
    row("a branch costs 2 and skips the end", 4, "(func (export \"f\") block br 0 end)"),
    row("a branch that is not taken costs 2", 6, "(func (export \"f\") block i32.const 0 br_if 0 end)"),
    with("an arm taken pays for itself", 1, 7, "(func (export \"f\") (param i32) local.get 0 if nop nop else nop end)"),
    with(
        "the other arm pays for itself",
        0,
        6,
        "(func (export \"f\") (param i32) local.get 0 if nop nop else nop end)",
    ),
    with("an if without else, taken", 1, 6, "(func (export \"f\") (param i32) local.get 0 if nop end)"),
    with("an if without else, not taken", 0, 4, "(func (export \"f\") (param i32) local.get 0 if nop end)"),
    with(
        "a loop pays for each round",
        3,
        1 + 3 * 6 + 2,
        "(func (export \"f\") (param i32)
            loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end)",
    ),
    row("a branch table costs 4", 7, "(func (export \"f\") block i32.const 0 br_table 0 0 end)"),
    row("a call costs 8", 10, "(func $g) (func (export \"f\") call $g)"),
    row(
        "an indirect call costs 12",
        15,
        "(table 1 funcref) (elem (i32.const 0) $g) (func $g)
        (func (export \"f\") i32.const 0 call_indirect)",
    ),
    row("a return costs 2 and skips the end", 3, "(func (export \"f\") nop return)"),
    row("floats cost 4", 8, "(func (export \"f\") f64.const 1 f64.const 2 f64.add drop)"),
    row("float division costs 12", 16, "(func (export \"f\") f64.const 1 f64.const 2 f64.div drop)"),
    row("conversion costs 8", 11, "(func (export \"f\") i32.const 1 f64.convert_i32_s drop)"),
    row(
        "a fill costs 16, and 4 for each 64 bytes begun",
        3 + 16 + 2 * 4 + 1,
        "(memory 1) (func (export \"f\") i32.const 0 i32.const 0 i32.const 65 memory.fill)",
    ),
    row(
        "a copy of nothing costs 16 and 32 lines",
        3 + 16 + 32 * 4 + 1,
        "(memory 1) (func (export \"f\") i32.const 0 i32.const 0 i32.const 0 memory.copy)",
    ),
    row(
        "a page costs 8,000 and 20 at all",
        1 + 20 + 8_000 + 2,
        "(memory 1) (func (export \"f\") i32.const 1 memory.grow drop)",
    ),
    row(
        "pages that are not given cost the same",
        1 + 20 + 3 * 8_000 + 2,
        "(memory 1 2) (func (export \"f\") i32.const 3 memory.grow drop)",
    ),
    row("code after a branch that is never reached costs nothing", 2, "(func (export \"f\") return nop nop nop)"),
    trap("unreachable costs 2", 4, "(func (export \"f\") nop nop unreachable)"),
    trap(
        "what stands after a trap in the same region is paid",
        3 + 16 + 1 + 1,
        "(func (export \"f\") i32.const 1 i32.const 0 i32.div_u drop nop)",
    ),
];

#[test]
fn each_rule_costs_what_the_table_says() {
    for row in ROWS {
        let metered = Metered::new(&format!("(module {})", row.code));
        let args: Vec<Val> = row.argument.map(Val::I32).into_iter().collect();
        let run = metered.run("f", &args, PLENTY);
        assert_eq!(run.used, row.gas, "{}", row.rule);
        assert_eq!(run.results.is_err(), row.traps, "{}: {:?}", row.rule, run.results);
    }
}

#[test]
fn the_gas_used_is_the_least_that_suffices() {
    for row in ROWS.iter().filter(|row| !row.traps) {
        let metered = Metered::new(&format!("(module {})", row.code));
        let args: Vec<Val> = row.argument.map(Val::I32).into_iter().collect();
        let enough = metered.run("f", &args, row.gas);
        assert_eq!((enough.results.is_ok(), enough.used), (true, row.gas), "{}", row.rule);
        let short = metered.run("f", &args, row.gas - 1);
        assert!(short.used > row.gas - 1, "{}: the gas left must be below zero", row.rule);
    }
}
