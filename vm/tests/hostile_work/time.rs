//! Floods of one kind of instruction: no mix buys much more time for its gas than another.

use allod_core::{Status, args};
use allod_testing::hostile::{deploy, timed, with_gas};
use allod_testing::world::{ALICE, memory_engine};
use std::time::{Duration, Instant};

/// Nanoseconds that one gas may buy; one is meant, the rest is room for a machine with other work.
const MOST_NS: f64 = 8.0;
const GAS: u64 = 5_000_000;

/// What a loop does over and over: `$i` counts, `$x` and `$f` hold what was computed last.
const FLOODS: [(&str, &str); 18] = [
    ("arithmetic", "(local.set $x (i64.add (local.get $x) (i64.const 3)))"),
    (
        "a branch that is hard to foresee",
        "(local.set $x (i64.mul (i64.xor (local.get $x) (i64.const 0x5851f42d)) (i64.const 0x2545f4914f6cdd1d))) (if (i64.lt_s (local.get $x) (i64.const 0)) (then (local.set $i (i32.add (local.get $i) (i32.const 1)))))",
    ),
    (
        "branch flood",
        "(block (br_if 0 (i32.const 0))) (block (br_if 0 (i32.const 1))) (block (br_if 0 (i32.and (local.get $i) (i32.const 1))))",
    ),
    ("br_table", "(block (block (block (br_table 0 1 2 (i32.and (local.get $i) (i32.const 3))))))"),
    (
        "signed division of 64 bits",
        "(local.set $x (i64.div_s (i64.const 0x7fffffffffffffff) (i64.or (local.get $x) (i64.const 3))))",
    ),
    ("remainder of 64 bits", "(local.set $x (i64.rem_u (i64.const -1) (i64.or (local.get $x) (i64.const 3))))"),
    ("popcnt, clz, ctz", "(local.set $x (i64.popcnt (i64.clz (i64.ctz (local.get $x)))))"),
    ("square root", "(local.set $f (f64.sqrt (f64.add (local.get $f) (f64.const 1e300))))"),
    ("float division", "(local.set $f (f64.div (f64.const 1.1) (f64.add (local.get $f) (f64.const 3))))"),
    (
        "numbers too small to be normal",
        "(local.set $f (f64.mul (f64.add (local.get $f) (f64.const 4e-324)) (f64.const 0.5)))",
    ),
    ("rounding", "(local.set $f (f64.nearest (f64.ceil (f64.floor (f64.trunc (local.get $f))))))"),
    ("conversion", "(local.set $x (i64.trunc_sat_f64_u (f64.convert_i64_u (local.get $x))))"),
    (
        "loads all over the memory",
        "(local.set $x (i64.load (i32.and (i32.mul (local.get $i) (i32.const 1103515245)) (i32.const 0xfffff8))))",
    ),
    (
        "stores across pages",
        "(i64.store (i32.and (i32.mul (local.get $i) (i32.const 4093)) (i32.const 0xffffff)) (local.get $x))",
    ),
    ("small copies", "(memory.copy (i32.const 1) (i32.const 100000) (i32.const 1))"),
    ("large copies", "(memory.copy (i32.const 1) (i32.const 100000) (i32.const 100000))"),
    ("large fills", "(memory.fill (i32.const 0) (i32.const 7) (i32.const 1000000))"),
    ("indirect calls", "(call_indirect (i32.and (local.get $i) (i32.const 1)))"),
];

#[test]
fn instruction_flood_time_is_in_proportion_to_gas_for_every_kind() {
    let engine = memory_engine();
    let mut slow = Vec::new();
    for (what, body) in FLOODS {
        let wat = format!(
            r#"(module (memory 257) (table 2 funcref) (elem (i32.const 0) $a $b) (func $a) (func $b (drop (i32.const 1)))
                (func (export "f") (local $i i32) (local $x i64) (local $f f64)
                  (loop {body} {body} {body} {body} (local.set $i (i32.add (local.get $i) (i32.const 1))) (br 0))))"#
        );
        let contract = deploy(&engine, &wat);
        let run = || {
            let started = Instant::now();
            let receipt = engine.simulate(contract, "f", args![], with_gas(ALICE, GAS)).unwrap();
            assert_eq!((receipt.status, receipt.gas.used), (Status::OutOfGas, GAS), "{what}");
            started.elapsed()
        };
        let best: Duration = (0..3).map(|_| run()).min().unwrap();
        let each = best.as_nanos() as f64 / GAS as f64;
        println!("{each:6.2} ns a gas  {what}");
        if each > MOST_NS {
            slow.push(format!("{what}: {each:.1} ns a gas"));
        }
    }
    assert!(slow.is_empty() || !timed(), "{slow:?}");
}
