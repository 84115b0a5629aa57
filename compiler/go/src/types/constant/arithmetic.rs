//! Operators over constants.

use super::{Fraction, Value};
use crate::syntax::token::Op;
use dashu_int::IBig;
use dashu_int::ops::DivRem;
use std::cmp::Ordering;
use std::sync::Arc;

/// `op x`. For an unsigned type `unsigned_bits` says how many bits `^x` has.
pub fn unary(op: Op, x: Value, unsigned_bits: Option<usize>) -> Value {
    match (op, x) {
        (Op::Add, x @ (Value::Int(_) | Value::Float(_))) => x,
        (Op::Sub, Value::Int(value)) => Value::Int(-value),
        (Op::Sub, Value::Float(value)) => Value::Float(value.neg()),
        (Op::Not, Value::Bool(value)) => Value::Bool(!value),
        (Op::Xor, Value::Int(value)) => {
            let inverse = !value;
            Value::Int(match unsigned_bits {
                Some(bits) => inverse & ((IBig::ONE << bits) - IBig::ONE),
                None => inverse,
            })
        }
        _ => Value::Unknown,
    }
}

/// `x op y`, where `/` of two integers is that of integers if `integer` is set. Division by zero gives an unknown value.
pub fn binary(op: Op, x: Value, y: &Value, integer: bool) -> Value {
    match (x, y) {
        (Value::Bool(x), Value::Bool(y)) => match op {
            Op::LAnd => Value::Bool(x && *y),
            Op::LOr => Value::Bool(x || *y),
            _ => Value::Unknown,
        },
        (Value::String(mut x), Value::String(y)) if op == Op::Add => {
            Arc::make_mut(&mut x).extend_from_slice(y);
            Value::String(x)
        }
        (Value::Int(x), Value::Int(y)) => integers(op, x, y, integer),
        (x @ (Value::Int(_) | Value::Float(_)), y @ (Value::Int(_) | Value::Float(_))) => {
            match (x.to_fraction(), y.to_fraction()) {
                (Some(x), Some(y)) => fractions(op, &x, &y),
                _ => Value::Unknown,
            }
        }
        _ => Value::Unknown,
    }
}

fn integers(op: Op, x: IBig, y: &IBig, integer: bool) -> Value {
    let zero = *y == IBig::ZERO;
    Value::Int(match op {
        Op::Add => x + y,
        Op::Sub => x - y,
        Op::Mul => x * y,
        Op::Quo | Op::Rem if zero => return Value::Unknown,
        Op::Quo if integer => x.div_rem(y).0,
        Op::Quo => return fractions(op, &Fraction::from(x), &Fraction::from(y.clone())),
        Op::Rem => x.div_rem(y).1,
        Op::And => x & y,
        Op::Or => x | y,
        Op::Xor => x ^ y,
        Op::AndNot => x & !y.clone(),
        _ => return Value::Unknown,
    })
}

fn fractions(op: Op, x: &Fraction, y: &Fraction) -> Value {
    let result = match op {
        Op::Add => x.add(y),
        Op::Sub => x.add(&y.neg()),
        Op::Mul => x.mul(y),
        Op::Quo if y.numerator != IBig::ZERO => x.div(y),
        _ => None,
    };
    result.map_or(Value::Unknown, Value::Float)
}

/// `x << bits` or `x >> bits` of an integer.
pub fn shift(op: Op, x: IBig, bits: usize) -> Value {
    Value::Int(if op == Op::Shl { x << bits } else { x >> bits })
}

/// `x op y` of a comparison; nothing if the values can't be compared so.
pub fn compare(op: Op, x: &Value, y: &Value) -> Option<bool> {
    let order = match (x, y) {
        (Value::Bool(x), Value::Bool(y)) => x.cmp(y),
        (Value::String(x), Value::String(y)) => x.cmp(y),
        (Value::Int(x), Value::Int(y)) => x.cmp(y),
        _ => x.to_fraction()?.compare(&y.to_fraction()?),
    };
    Some(match op {
        Op::Eql => order == Ordering::Equal,
        Op::Neq => order != Ordering::Equal,
        Op::Lss => order == Ordering::Less,
        Op::Leq => order != Ordering::Greater,
        Op::Gtr => order == Ordering::Greater,
        Op::Geq => order != Ordering::Less,
        _ => return None,
    })
}
