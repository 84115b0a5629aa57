//! Arithmetic makes one NaN, whatever it is made of and wherever it goes.

use crate::metered::{Metered, PLENTY};
use allod_compiler::instrument::{CANONICAL_NAN_32, CANONICAL_NAN_64, instrument};
use allod_core::GasSchedule;

/// NaNs of odd bits, which machines hand on.
const ODD_32: &str = "(f32.reinterpret_i32 (i32.const 0xffa12345))";
const ODD_64: &str = "(f64.reinterpret_i64 (i64.const 0xfff4123456789abc))";

/// Operators that make a NaN, applied to a NaN.
fn sources(ty: &str) -> Vec<String> {
    let odd = if ty == "f32" { ODD_32 } else { ODD_64 };
    let unary = ["sqrt", "ceil", "floor", "trunc", "nearest"].map(|op| format!("({ty}.{op} {odd})"));
    let binary = ["add", "sub", "mul", "div", "min", "max"];
    let left = binary.map(|op| format!("({ty}.{op} {odd} ({ty}.const 1))"));
    let right = binary.map(|op| format!("({ty}.{op} ({ty}.const 1) {odd})"));
    let fresh = [
        format!("({ty}.div ({ty}.const 0) ({ty}.const 0))"),
        format!("({ty}.sub ({ty}.const inf) ({ty}.const inf))"),
        format!("({ty}.sqrt ({ty}.const -1))"),
        // Left as it is in the middle, made canonical at the end.
        format!("({ty}.add ({ty}.const 1) ({ty}.mul {odd} ({ty}.const 2)))"),
    ];
    let convert = match ty {
        "f32" => format!("(f32.demote_f64 {ODD_64})"),
        _ => format!("(f64.promote_f32 {ODD_32})"),
    };
    unary.into_iter().chain(left).chain(right).chain(fresh).chain([convert]).collect()
}

/// Ways a float's bits come to light, each with whether the sign is turned on the way.
const SINKS: &[(&str, bool)] = &[
    ("(BITS (SOURCE))", false),
    ("(FLOAT.store (i32.const 0) (SOURCE)) (INT.load (i32.const 0))", false),
    ("(global.set $g (SOURCE)) (BITS (global.get $g))", false),
    ("(local.set $l (SOURCE)) (BITS (local.get $l))", false),
    ("(BITS (local.tee $l (SOURCE)))", false),
    ("(BITS (call $same (SOURCE)))", false),
    ("(BITS (block (result FLOAT) (SOURCE)))", false),
    ("(BITS (block (result FLOAT) (br 0 (SOURCE))))", false),
    ("(BITS (if (result FLOAT) (i32.const 1) (then (SOURCE)) (else (FLOAT.const 0))))", false),
    ("(BITS (select (SOURCE) (FLOAT.const 0) (i32.const 1)))", false),
    ("(BITS (FLOAT.neg (FLOAT.abs (SOURCE))))", true),
    ("(BITS (FLOAT.neg (SOURCE)))", true),
    ("(BITS (FLOAT.copysign (SOURCE) (FLOAT.const -1)))", true),
    ("(return (BITS (SOURCE)))", false),
];

fn module(ty: &str, source: &str, sink: &str) -> String {
    let (int, bits) = match ty {
        "f32" => ("i32", "i32.reinterpret_f32"),
        _ => ("i64", "i64.reinterpret_f64"),
    };
    let body = sink.replace("(SOURCE)", source).replace("BITS", bits).replace("FLOAT", ty).replace("INT", int);
    format!(
        "(module (memory 1) (global $g (mut {ty}) ({ty}.const 0)) (func $same (param {ty}) (result {ty}) local.get 0)
            (func (export \"f\") (result {int}) (local $l {ty}) {body}))"
    )
}

#[test]
fn every_operator_gives_the_canonical_nan_to_every_sink() {
    for (ty, canonical, sign) in [("f32", u64::from(CANONICAL_NAN_32), 1 << 31), ("f64", CANONICAL_NAN_64, 1u64 << 63)]
    {
        for source in sources(ty) {
            for (sink, turned) in SINKS {
                let run = Metered::new(&module(ty, &source, sink)).run("f", &[], PLENTY);
                let wanted = if *turned { canonical | sign } else { canonical };
                assert_eq!(run.result(), wanted, "{source} to {sink}: {:#x}", run.result());
            }
        }
    }
}

#[test]
fn the_machine_would_have_handed_on_the_odd_bits() {
    let plain = Metered::plain(module("f64", &sources("f64")[5], SINKS[0].0).as_bytes());
    assert_ne!(plain.run("f", &[], PLENTY).result(), CANONICAL_NAN_64);
}

#[test]
fn operators_that_move_bits_leave_them_alone() {
    let moves = [
        ("(i32.reinterpret_f32 (f32.neg (f32.reinterpret_i32 (i32.const 0xffa12345))))", 0x7fa1_2345),
        ("(i32.reinterpret_f32 (f32.abs (f32.reinterpret_i32 (i32.const 0xffa12345))))", 0x7fa1_2345),
        (
            "(f32.store (i32.const 0) (f32.reinterpret_i32 (i32.const 0xffa12345))) (i32.load (i32.const 0))",
            0xffa1_2345,
        ),
    ];
    for (body, wanted) in moves {
        let code = format!("(module (memory 1) (func (export \"f\") (result i32) {body}))");
        assert_eq!(Metered::new(&code).run("f", &[], PLENTY).result(), wanted, "{body}");
    }
}

#[test]
fn numbers_that_are_no_nan_are_left_alone() {
    for (body, wanted) in [
        ("(f64.add (f64.const 1) (f64.const 2))", 3.0f64),
        ("(f64.mul (f64.const -0.5) (f64.const 0))", -0.0),
        ("(f64.div (f64.const 1) (f64.const 0))", f64::INFINITY),
        ("(f64.sqrt (f64.const 2))", std::f64::consts::SQRT_2),
        ("(f64.add (f64.const 1) (f64.mul (f64.const 3) (f64.const 4)))", 13.0),
    ] {
        let run = Metered::new(&module("f64", body, SINKS[0].0)).run("f", &[], PLENTY);
        assert_eq!(run.result(), wanted.to_bits(), "{body}");
    }
}

#[test]
fn vectors_are_instrumented_lane_by_lane() {
    for op in ["f32x4.add", "f64x2.div", "f32x4.max", "f64x2.mul"] {
        let code = format!("(module (func (param v128 v128) (result v128) ({op} (local.get 0) (local.get 1))))");
        let wasm = wat::parse_str(code).expect("valid text");
        let metered = instrument(&wasm, &GasSchedule::standard()).expect("instrumentable");
        let text = format!("{:?}", metered.wasm);
        // v128.bitselect
        assert!(text.contains("253, 82"), "{op}");
        // Slots of 16 bytes: two parameters, one more local, two operands and three.
        assert_eq!(metered.functions[0].frame_bytes, 80 + 16 * (2 + 1 + 2 + 3), "{op}");
    }
}
