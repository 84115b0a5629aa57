//! Values as Go shows them in messages.

use super::{Fraction, Value};
use std::fmt;

/// Characters shown of a string.
const SHOWN: usize = 72;

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Unknown => f.write_str("unknown"),
            Value::Bool(value) => write!(f, "{value}"),
            Value::Int(value) => write!(f, "{value}"),
            Value::Float(value) => f.write_str(&float(value)),
            Value::String(bytes) => {
                let quoted = quote(&bytes[..bytes.len().min(4 * SHOWN)]);
                if quoted.chars().count() > SHOWN {
                    let start: String = quoted.chars().take(SHOWN - 3).collect();
                    write!(f, "{start}...")
                } else {
                    f.write_str(&quoted)
                }
            }
        }
    }
}

/// A string in quotes, with the escapes Go uses.
pub fn quote(bytes: &[u8]) -> String {
    let mut text = String::from("\"");
    for chunk in bytes.utf8_chunks() {
        for ch in chunk.valid().chars() {
            match ch {
                '"' => text.push_str("\\\""),
                '\\' => text.push_str("\\\\"),
                '\n' => text.push_str("\\n"),
                '\t' => text.push_str("\\t"),
                '\r' => text.push_str("\\r"),
                '\u{7}' => text.push_str("\\a"),
                '\u{8}' => text.push_str("\\b"),
                '\u{b}' => text.push_str("\\v"),
                '\u{c}' => text.push_str("\\f"),
                ch if u32::from(ch) < 0x80 && ch.is_control() => text.push_str(&format!("\\x{:02x}", u32::from(ch))),
                ch if ch.is_control() => text.push_str(&format!("\\u{:04x}", u32::from(ch))),
                ch => text.push(ch),
            }
        }
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text.push('"');
    text
}

fn float(fraction: &Fraction) -> String {
    let value = fraction.to_f64();
    let (_, up, down) = fraction.sign_parts();
    if value.is_infinite() || value == 0.0 && up != 0 {
        return beyond(fraction, up, down);
    }
    let short = general(value, Some(6));
    let is_int = fraction.to_int().is_some();
    if !is_int && !short.contains('.') { general(value, None) } else { short }
}

/// A number that f64 can't hold, as `%.6ge%+d`: mantissa and power of ten by way of the power of two.
fn beyond(fraction: &Fraction, up: usize, down: usize) -> String {
    let (numerator, denominator) = (fraction.numerator.clone(), fraction.denominator.clone());
    let between = match up.checked_sub(down) {
        Some(more) => Fraction::new(numerator, denominator << more),
        None => Fraction::new(numerator << (down - up), denominator),
    };
    let tens = (up as f64 - down as f64) * std::f64::consts::LOG10_2;
    let (mut mantissa, mut exponent) = (between.map_or(0.0, |one| one.to_f64()), tens as i64);
    mantissa *= 10f64.powf(tens - exponent as f64);
    match mantissa.abs() {
        size if size < 1.0 - 0.5e-6 => (mantissa, exponent) = (mantissa * 10.0, exponent - 1),
        size if size >= 10.0 => (mantissa, exponent) = (mantissa / 10.0, exponent + 1),
        _ => {}
    }
    format!("{}e{exponent:+}", general(mantissa, Some(6)))
}

/// `%.Ng` of C and Go; without `digits` Go's `%g`, the fewest that read back as the same number.
fn general(value: f64, digits: Option<usize>) -> String {
    if value == 0.0 {
        return "0".into();
    }
    let scientific = match digits {
        Some(digits) => format!("{value:.*e}", digits - 1),
        None => format!("{value:e}"),
    };
    // Go decides as for six digits where it takes the fewest.
    let deciding = digits.unwrap_or(6) as i32;
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let trim = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    if exponent < -4 || exponent >= deciding {
        let sign = if exponent < 0 { '-' } else { '+' };
        return format!("{}e{sign}{:02}", trim(mantissa), exponent.abs());
    }
    if digits.is_none() {
        return value.to_string();
    }
    let decimals = usize::try_from(deciding - 1 - exponent).unwrap_or(0);
    trim(&format!("{value:.decimals$}"))
}

#[cfg(test)]
mod tests {
    use super::super::{Radix, number};
    use super::*;

    #[test]
    fn floats_are_shown_with_six_digits() {
        for (text, shown) in [
            ("1.0", "1"),
            ("3.14159265", "3.14159"),
            ("1e100", "1e+100"),
            ("1e-9", "1e-09"),
            ("0.1", "0.1"),
            ("1e400", "1e+400"),
            ("2.5e-400", "2.5e-400"),
        ] {
            assert_eq!(number(text, Radix::Float).unwrap().to_string(), shown);
        }
    }

    #[test]
    fn strings_are_quoted_and_cut() {
        assert_eq!(Value::string(*b"a\"\n\xff").to_string(), "\"a\\\"\\n\\xff\"");
        assert_eq!(Value::string(vec![b'x'; 100]).to_string().len(), 72);
    }
}
