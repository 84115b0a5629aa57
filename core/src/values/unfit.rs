//! Reasons that what was given is not what was wanted, in words that say what may be written instead.

use crate::error::Error;
use crate::values::types::{StructType, Type};

/// Letters of what was given that a message repeats.
const SHOWN: usize = 60;

/// The word `given` is no `ty`.
pub(crate) fn word(ty: &Type, given: &str) -> Error {
    error(ty, format!("\"{}\"", cut(given)), given)
}

/// The JSON `given` is no `ty`.
pub(crate) fn json(ty: &Type, given: &str) -> Error {
    error(ty, cut(given), given)
}

/// A struct that lacks the field `name`.
pub(crate) fn missing(of: &StructType, name: &str) -> Error {
    Error::Field { what: "is missing", name: name.to_owned(), of: cut(&Type::Struct(of.clone().into()).to_string()) }
}

/// A struct that has no field `name`.
pub(crate) fn unknown(of: &StructType, name: &str) -> Error {
    Error::Field { what: "is not known", name: cut(name), of: cut(&Type::Struct(of.clone().into()).to_string()) }
}

fn error(ty: &Type, given: String, text: &str) -> Error {
    let wanted = cut(&ty.to_string());
    match why(ty, text) {
        Some(why) => Error::Unfit { wanted, given, why },
        None => Error::Mismatch { wanted, given },
    }
}

/// The forms that may be written, or the fault of the one that was.
fn why(ty: &Type, text: &str) -> Option<String> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match (range(ty), ty) {
        (Some((least, _)), _) if text.strip_prefix('-').is_some_and(digits) => Some(match least.as_str() {
            "0" => "it can't be negative".to_owned(),
            least => format!("too small, the least is {least}"),
        }),
        (Some((_, most)), _) if digits(text) => Some(format!("too large, the greatest is {most}")),
        (Some(_), _) => Some("a whole number in decimal digits, without separators".to_owned()),
        (None, Type::Bool) => Some("true or false".to_owned()),
        (None, Type::Bytes) => Some("hex, two digits a byte, 0x before them or not".to_owned()),
        (None, Type::List(_)) => Some("a list in JSON, [ … ]".to_owned()),
        (None, Type::Struct(_)) => Some("an object in JSON, { … }".to_owned()),
        (None, Type::String) => Some("text in quotes".to_owned()),
        _ => None,
    }
}

/// The least and the greatest number of an integer type.
fn range(ty: &Type) -> Option<(String, String)> {
    macro_rules! of {
        ($int:ty) => {
            (<$int>::MIN.to_string(), <$int>::MAX.to_string())
        };
    }
    Some(match ty {
        Type::U8 => of!(u8),
        Type::U16 => of!(u16),
        Type::U32 => of!(u32),
        Type::U64 => of!(u64),
        Type::U128 => of!(u128),
        Type::I8 => of!(i8),
        Type::I16 => of!(i16),
        Type::I32 => of!(i32),
        Type::I64 => of!(i64),
        Type::I128 => of!(i128),
        _ => return None,
    })
}

fn cut(text: &str) -> String {
    let cut: String = text.chars().take(SHOWN).collect();
    let more = if cut.len() < text.len() { "…" } else { "" };
    format!("{cut}{more}")
}
