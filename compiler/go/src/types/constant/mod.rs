//! Constants: exact values and what Go's operators make of them.
//!
//! Integers are exact. Everything else is a fraction, exact while its parts stay below [`limits::CONSTANT_BITS`] and
//! rounded to [`limits::CONSTANT_MANTISSA_BITS`] beyond: Go asks for 256. Nothing depends on the machine's own
//! floating-point unit.

mod arithmetic;
mod fraction;
mod literal;
mod represent;
mod show;

pub use arithmetic::{binary, compare, shift, unary};
pub use fraction::Fraction;
pub use literal::{Radix, number};
pub use represent::{fits, round_float};
pub use show::quote;

use dashu_int::IBig;
use std::sync::Arc;

#[cfg(doc)]
use crate::limits;

/// A constant's value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Not known, because of a mistake that has been reported, or because it is complex.
    Unknown,
    /// A boolean.
    Bool(bool),
    /// The bytes of a string.
    String(Arc<Vec<u8>>),
    /// An integer.
    Int(IBig),
    /// A number that need not be an integer.
    Float(Fraction),
}

impl Value {
    /// An integer.
    pub fn int(value: impl Into<IBig>) -> Self {
        Value::Int(value.into())
    }

    /// A string.
    pub fn string(bytes: impl Into<Vec<u8>>) -> Self {
        Value::String(Arc::new(bytes.into()))
    }

    /// The integer this is, also where it was written as a floating-point number.
    pub fn to_int(&self) -> Option<IBig> {
        match self {
            Value::Int(value) => Some(value.clone()),
            Value::Float(fraction) => fraction.to_int(),
            _ => None,
        }
    }

    /// The number this is.
    pub fn to_fraction(&self) -> Option<Fraction> {
        match self {
            Value::Int(value) => Some(Fraction::from(value.clone())),
            Value::Float(fraction) => Some(fraction.clone()),
            _ => None,
        }
    }

    /// The integer this is, if it fits.
    pub fn to_i64(&self) -> Option<i64> {
        self.to_int().and_then(|value| i64::try_from(value).ok())
    }

    /// −1, 0 or 1 for numbers; 1 for what has no sign.
    pub fn sign(&self) -> i32 {
        match self {
            Value::Int(value) => sign_of(value),
            Value::Float(fraction) => sign_of(&fraction.numerator),
            _ => 1,
        }
    }

    /// The value is not known.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Value::Unknown)
    }
}

fn sign_of(value: &IBig) -> i32 {
    match value.cmp(&IBig::ZERO) {
        std::cmp::Ordering::Less => -1,
        std::cmp::Ordering::Equal => 0,
        std::cmp::Ordering::Greater => 1,
    }
}

impl Value {
    /// Bits of an integer's magnitude; 0 for everything else.
    pub fn int_bits(&self) -> usize {
        use dashu_int::ops::BitTest;
        match self {
            Value::Int(value) => value.clone().into_parts().1.bit_len(),
            _ => 0,
        }
    }
}
