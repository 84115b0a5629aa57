//! Which values a basic type can hold, and as what.

use super::Value;
use crate::types::basic::{Basic, Info};
use dashu_int::IBig;

/// The value as one of type `basic`: an integer where that is one, rounded where it is a floating-point type. Nothing
/// if the type can't hold it.
pub fn fits(value: &Value, basic: Basic) -> Option<Value> {
    if value.is_unknown() {
        return Some(Value::Unknown);
    }
    let info = basic.info();
    if info.has(Info::INTEGER) {
        let int = value.to_int()?;
        if let Some((bits, signed)) = basic.width() {
            let (low, high) = match signed {
                true => (-(IBig::ONE << (bits - 1)), (IBig::ONE << (bits - 1)) - IBig::ONE),
                false => (IBig::ZERO, (IBig::ONE << bits) - IBig::ONE),
            };
            if int < low || int > high {
                return None;
            }
        }
        Some(Value::Int(int))
    } else if info.has(Info::FLOAT) {
        round_float(value, basic)
    } else if info.has(Info::COMPLEX) {
        value.to_fraction().map(|_| Value::Unknown)
    } else if info.has(Info::STRING) {
        matches!(value, Value::String(_)).then(|| value.clone())
    } else if info.has(Info::BOOLEAN) {
        matches!(value, Value::Bool(_)).then(|| value.clone())
    } else {
        None
    }
}

/// The number rounded to a floating-point type; nothing if it is too large for it.
pub fn round_float(value: &Value, basic: Basic) -> Option<Value> {
    let fraction = value.to_fraction()?;
    let rounded = match basic {
        Basic::Float32 => fraction.round(24, -149, 128)?,
        Basic::Float64 => fraction.round(53, -1074, 1024)?,
        _ => fraction,
    };
    Some(Value::Float(rounded))
}
