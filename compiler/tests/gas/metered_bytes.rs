//! The bytes that metering writes are what nodes agree on: they change with its version and never without.

use allod_compiler::instrument::{Granularity, InstrumentOptions, METERING_VERSION, instrument_with};
use allod_compiler::instrument::{WasmiLimits, legalize_wasmi};
use allod_core::GasSchedule;

/// Modules that between them meet every way of metering.
const MODULES: &[&str] = &[
    // A recursion, a callee that diverges, and a chain that is not counted.
    "(func $f (export \"f\") (param i32) (result i32)
        (if (i32.eqz (local.get 0)) (then (call $panic) unreachable))
        (i32.add (call $f (i32.sub (local.get 0) (i32.const 1))) (call $leaf (local.get 0))))
    (func $leaf (param i32) (result i32) (i32.mul (local.get 0) (i32.const 3)))
    (func $panic (drop (call $f (i32.const 1))))",
    // Loops with and without calls, branches out of them, a table of branches, an arm without an else.
    "(func (export \"f\") (param $n i32) (result i32) (local $i i32)
        (loop $again
            (if (i32.and (local.get $n) (i32.const 1)) (then (local.set $i (i32.add (local.get $i) (i32.const 2)))))
            (br_if $again (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
        (block $out (loop $calls (call $g) (br_if $out (i32.eqz (local.get $i)))
            (local.set $i (i32.sub (local.get $i) (i32.const 1))) (br $calls)))
        (block $c (block $b (block $a (br_table $a $b $c (local.get $n))) (return (i32.const 1))) (return (i32.const 2)))
        (i32.const 3))
    (func $g)",
    // Bulk operators, growth, several results, indirect calls.
    "(memory (export \"memory\") 1)
    (table 2 funcref) (elem (i32.const 0) $two $two)
    (type $pair (func (param i64) (result i64 i32)))
    (func $two (type $pair) (local.get 0) (i32.const 7))
    (func (export \"f\") (param i64) (result i64 i32)
        (memory.fill (i32.const 0) (i32.const 1) (i32.const 100))
        (memory.copy (i32.const 0) (i32.const 64) (i32.const 64))
        (drop (memory.grow (i32.const 1)))
        (call_indirect (type $pair) (local.get 0) (i32.const 1)))",
    // Floats whose NaN is made canonical, and those whose NaN does not matter; an immutable global.
    "(global $half f64 (f64.const 0.5))
    (func (export \"f\") (param f32 f64) (result f64)
        (f64.promote_f32 (f32.sqrt (f32.add (local.get 0) (f32.const 1.5))))
        (f64.mul (local.get 1) (global.get $half)) (f64.div) (f64.copysign (local.get 1)))",
    // Vectors.
    "(func (export \"f\") (param i32) (result i32)
        (f32x4.mul (f32x4.splat (f32.convert_i32_s (local.get 0))) (v128.const f32x4 1 2 3 4))
        (i8x16.shuffle 0 1 2 3 20 21 22 23 8 9 10 11 28 29 30 31 (v128.const i64x2 5 6))
        (i32x4.extract_lane 2))",
];

/// The digest of everything metering makes of the modules.
fn digest() -> String {
    let mut all = blake3::Hasher::new();
    for code in MODULES {
        let wasm = wat::parse_str(format!("(module {code})")).expect("a module");
        for granularity in [Granularity::Region, Granularity::Block, Granularity::Operator] {
            let options = InstrumentOptions { granularity };
            let metered = instrument_with(&wasm, &GasSchedule::standard(), options).expect("metered");
            for limits in [(1, 0), (1, 1 << 20), (512, i16::MAX as usize)] {
                let limits = WasmiLimits { constants: limits.0, branch_reach: limits.1 };
                all.update(&legalize_wasmi(&metered.wasm, &limits).expect("within the limits"));
            }
            all.update(&metered.wasm);
            all.update(
                format!("{:?}", metered.functions.iter().map(|f| (f.frame_bytes, f.stack_cost)).collect::<Vec<_>>())
                    .as_bytes(),
            );
        }
    }
    all.finalize().to_hex().to_string()
}

#[test]
fn the_bytes_of_metered_modules_change_with_the_version_of_metering_alone() {
    let wanted = (3, "7d6d2d8f54d486f40d5c1f449b411ff879a3981c18f4807313448d674d82c6d6");
    assert_eq!((METERING_VERSION, digest().as_str()), wanted, "other bytes want another METERING_VERSION");
}
