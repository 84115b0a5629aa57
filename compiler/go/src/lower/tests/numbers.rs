//! Numbers: width, division, shifts, conversions.

use super::build::{Build, Fun};
use crate::ir::*;

/// The result of an operator on two parameters of types, as an `int`.
fn binary(op: BinaryOp, left: (u8, bool), right: (u8, bool), a: i64, c: i64) -> Result<i64, String> {
    let mut b = Build::new();
    let (left, right) = (b.num(left.0, left.1), b.num(right.0, right.1));
    let mut fun = Fun::default();
    let (x, y) = (fun.param(left), fun.param(right));
    let value = b.bin(op, b.get(&fun, x), b.get(&fun, y));
    fun.results = vec![value.ty];
    let body = vec![b.give(value)];
    let id = b.function(fun, body);
    b.export("f", id);
    b.run("f", &[a, c])
}

#[test]
fn integers_wrap_at_their_width() {
    use BinaryOp::*;
    assert_eq!(binary(Add, (8, false), (8, false), 200, 100), Ok(44));
    assert_eq!(binary(Add, (8, true), (8, true), 100, 100), Ok(-56));
    assert_eq!(binary(Sub, (16, false), (16, false), 0, 1), Ok(65_535));
    assert_eq!(binary(Mul, (16, true), (16, true), 300, 300), Ok(90_000 - 65_536));
    assert_eq!(binary(Add, (32, true), (32, true), i64::from(i32::MAX), 1), Ok(i64::from(i32::MIN)));
    assert_eq!(binary(Mul, (64, true), (64, true), i64::MAX, 2), Ok(-2));
    assert_eq!(binary(AndNot, (8, false), (8, false), 0xff, 0x0f), Ok(0xf0));
}

#[test]
fn division_is_as_in_go() {
    use BinaryOp::*;
    assert_eq!(binary(Div, (64, true), (64, true), -7, 2), Ok(-3));
    assert_eq!(binary(Rem, (64, true), (64, true), -7, 2), Ok(-1));
    for (bits, least) in [(8, i64::from(i8::MIN)), (16, i64::from(i16::MIN)), (32, i64::from(i32::MIN)), (64, i64::MIN)]
    {
        assert_eq!(binary(Div, (bits, true), (bits, true), least, -1), Ok(least), "{bits}");
        assert_eq!(binary(Rem, (bits, true), (bits, true), least, -1), Ok(0), "{bits}");
        assert_eq!(binary(Div, (bits, true), (bits, true), 1, 0), Err("3 0 0".into()), "{bits}");
        assert_eq!(binary(Rem, (bits, false), (bits, false), 1, 0), Err("3 0 0".into()), "{bits}");
    }
    assert_eq!(binary(Div, (64, false), (64, false), -1, 2), Ok(i64::MAX));
}

#[test]
fn shifts_take_any_count_but_a_negative_one() {
    use BinaryOp::*;
    for by in [(8, false), (32, false), (64, false), (64, true), (32, true)] {
        for bits in [8u8, 16, 32, 64] {
            for count in 0i64..100 {
                let all = u64::MAX >> (64 - bits);
                let wanted = if count < 64 { (5u64 << count) & all } else { 0 };
                assert_eq!(
                    binary(Shl, (bits, false), by, 5, count).map(|v| v as u64 & all),
                    Ok(wanted),
                    "{bits} {by:?} {count}"
                );
                assert_eq!(binary(Shr, (bits, true), by, -5, count), Ok(-5 >> count.min(63)), "{bits} {by:?} {count}");
            }
        }
    }
    assert_eq!(binary(Shl, (64, true), (64, true), 1, -1), Err("4 0 0".into()));
    assert_eq!(binary(Shr, (8, true), (8, true), 1, -1), Err("4 0 0".into()));
    assert_eq!(binary(Shr, (64, false), (64, false), -1, i64::MIN), Ok(0));
}

/// The same with a right operand that is known.
fn by_constant(op: BinaryOp, ty: (u8, bool), a: i64, c: i64) -> Result<i64, String> {
    let mut b = Build::new();
    let ty = b.num(ty.0, ty.1);
    let mut fun = Fun::default();
    let x = fun.param(ty);
    let value = b.bin(op, b.get(&fun, x), b.const_of(ty, c));
    fun.results = vec![value.ty];
    let body = vec![b.give(value)];
    let id = b.function(fun, body);
    b.export("f", id);
    b.run("f", &[a])
}

#[test]
fn operators_with_a_known_operand_agree_with_those_without() {
    use BinaryOp::*;
    for ty in [(8, true), (8, false), (16, true), (32, true), (32, false), (64, true), (64, false)] {
        let cut = |value: i64| {
            let shift = 64 - u32::from(ty.0);
            if ty.1 { value << shift >> shift } else { (((value as u64) << shift) >> shift) as i64 }
        };
        for op in [Add, Mul, Div, Rem, Shl, Shr, And, AndNot, Eq, Ne] {
            for a in [0, 1, -1, 7, -7, 100, i64::MIN, i64::MAX] {
                for c in [1, 2, 3, 8, 64, 100, -1, -8] {
                    let (a, c) = (cut(a), cut(c));
                    assert_eq!(by_constant(op, ty, a, c), binary(op, ty, ty, a, c), "{a} {op:?} {c} of {ty:?}");
                }
            }
        }
    }
}

fn converted(how: Convert, from: Shape, to: Shape, value: i64) -> i64 {
    let mut b = Build::new();
    let (bits, from, to) = (b.num(64, true), b.ty(from), b.ty(to));
    let floats = [FloatWidth::F32, FloatWidth::F64].map(|width| b.ty(Shape::Float(width)));
    let mut fun = Fun { results: vec![to], ..Fun::default() };
    // Floats come by their bits.
    let x = fun.param(if floats.contains(&from) { bits } else { from });
    let mut value_of = b.get(&fun, x);
    if floats.contains(&from) {
        value_of = b.expr(
            ExprKind::Intrinsic { intrinsic: Intrinsic::Float64Of, types: vec![], args: vec![value_of] },
            floats[1],
        );
        if from == floats[0] {
            value_of = b.convert(Convert::FloatToFloat, value_of, from);
        }
    }
    let value_of = b.convert(how, value_of, to);
    let body = vec![b.give(value_of)];
    let id = b.function(fun, body);
    b.export("f", id);
    b.run("f", &[value]).expect("no conversion panics")
}

#[test]
fn integers_are_cut_and_extended_by_the_sign_of_their_type() {
    let int = |bits, signed| Shape::Int(IntType { bits, signed });
    let cut = |value: i64, bits: u8, signed: bool| {
        let shift = 64 - u32::from(bits);
        if signed { value << shift >> shift } else { (((value as u64) << shift) >> shift) as i64 }
    };
    let types = [(8, true), (8, false), (16, true), (16, false), (32, true), (32, false), (64, true), (64, false)];
    for from in types {
        for to in types {
            for value in [0, 1, -1, 127, 128, 200, 40_000, 3_000_000_000, i64::MIN] {
                let value = cut(value, from.0, from.1);
                let got = converted(Convert::IntToInt, int(from.0, from.1), int(to.0, to.1), value);
                assert_eq!(cut(got, to.0, to.1), cut(value, to.0, to.1), "{value} {from:?} {to:?}");
            }
        }
    }
}

#[test]
fn floats_beyond_integers_become_the_least_of_them() {
    let int = |bits, signed| Shape::Int(IntType { bits, signed });
    for width in [FloatWidth::F32, FloatWidth::F64] {
        let to = |float: f64, shape| converted(Convert::FloatToInt, Shape::Float(width), shape, float.to_bits() as i64);
        assert_eq!(to(-1.9, int(64, true)), -1);
        assert_eq!(to(f64::NAN, int(64, true)), i64::MIN);
        assert_eq!(to(1e19, int(64, true)), i64::MIN);
        assert_eq!(to(f64::NEG_INFINITY, int(64, true)), i64::MIN);
        assert_eq!(to(9_223_372_036_854_775_808.0, int(64, false)), i64::MIN);
        assert_eq!(to(-1.0, int(64, false)), -1);
        assert_eq!(to(1e20, int(64, false)), i64::MIN);
        assert_eq!(to(300.0, int(8, false)), 44);
        assert_eq!(to(-1.0, int(8, false)), 255);
        assert_eq!(to(f64::NAN, int(32, true)), i64::from(i32::MIN));
        assert_eq!(to(3e9, int(32, true)), i64::from(i32::MIN));
        assert_eq!(to(3e9, int(32, false)) as u32, 3_000_000_000);
        assert_eq!(to(3e9 + 256.0, int(16, true)), 0);
    }
}
