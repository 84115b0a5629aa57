//! Number literals to values.

use super::{Fraction, Value};
use crate::limits;
use dashu_int::{IBig, UBig};

/// The rules by which the digits of a literal count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Radix {
    /// An integer.
    Int,
    /// A floating-point number.
    Float,
}

/// The value of a number literal, which the scanner has found well-formed. Nothing if its exponent is beyond
/// [`limits::CONSTANT_EXPONENT`].
pub fn number(text: &str, radix: Radix) -> Option<Value> {
    let digits: String = text.chars().filter(|ch| *ch != '_').collect();
    match radix {
        Radix::Int => integer(&digits).map(|value| Value::Int(IBig::from(value))),
        Radix::Float => float(&digits.to_ascii_lowercase()),
    }
}

fn integer(digits: &str) -> Option<UBig> {
    let (base, digits) = match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    };
    UBig::from_str_radix(digits, base).ok()
}

fn float(digits: &str) -> Option<Value> {
    let (base, mark, power, digits) = match digits.strip_prefix("0x") {
        Some(rest) => (16, 'p', 2u8, rest),
        None => (10, 'e', 10, digits),
    };
    let (mantissa, exponent) = digits.split_once(mark).unwrap_or((digits, "0"));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all: String = [whole, part].concat();
    let mantissa = if all.is_empty() { UBig::ZERO } else { UBig::from_str_radix(&all, base).ok()? };
    if mantissa == UBig::ZERO {
        return Some(Value::Float(Fraction::from(IBig::ZERO)));
    }
    let exponent: i64 = exponent.parse().ok()?;
    let places = part.len() as i64 * if base == 16 { 4 } else { 1 };
    let exponent = exponent.checked_sub(places)?;
    let steps = usize::try_from(exponent.unsigned_abs()).ok().filter(|steps| *steps <= limits::CONSTANT_EXPONENT)?;
    let power = if power == 2 { UBig::ONE << steps } else { UBig::from(power).pow(steps) };
    let fraction = if exponent < 0 {
        Fraction::new(IBig::from(mantissa), power)
    } else {
        Fraction::new(IBig::from(mantissa * power), UBig::ONE)
    };
    fraction.map(Value::Float)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, radix: Radix) -> String {
        number(text, radix).map_or("none".into(), |value| value.to_string())
    }

    #[test]
    fn literals_of_every_base_are_their_value() {
        let ints = [("0", "0"), ("017", "15"), ("0o17", "15"), ("0b101", "5"), ("0xFf", "255"), ("1_000", "1000")];
        for (text, value) in ints {
            assert_eq!(shown(text, Radix::Int), value);
        }
        let floats =
            [("1.5", "1.5"), (".25", "0.25"), ("1e3", "1000"), ("0x1p-2", "0.25"), ("0x.8p1", "1"), ("07.5", "7.5")];
        for (text, value) in floats {
            assert_eq!(shown(text, Radix::Float), value);
        }
    }

    #[test]
    fn an_exponent_beyond_the_limit_has_no_value_and_takes_no_time() {
        assert_eq!(shown("1e999999999999999999999", Radix::Float), "none");
        assert_eq!(shown("1e-9999999", Radix::Float), "none");
        assert_eq!(shown("0e9999999999", Radix::Float), "0");
    }
}
