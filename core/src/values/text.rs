//! Values as words on a command line: plain types as they are, the others as JSON.

use crate::error::Error;
use crate::values::types::Type;
use crate::values::value::Value;
use serde_json::Value as Json;

impl Value {
    /// The word `text` as a value of `ty`: integers in decimal, `true`/`false`, names in hex, bytes in hex,
    /// strings as they stand, everything else as JSON.
    ///
    /// # Errors
    /// As [`read_word`](Self::read_word).
    pub fn from_text(ty: &Type, text: &str) -> Result<Value, Error> {
        Self::read_word(ty, text, &|_| Ok(None))
    }
}

/// The value as a person would write it; inside lists and structs, as JSON, fields in the order of their type.
impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::String(text) => write!(f, "{text:?}"),
            Self::U128(n) => write!(f, "{n}"),
            Self::I128(n) => write!(f, "{n}"),
            Self::Bytes(bytes) => f.write_str(&hex::encode(bytes)),
            Self::Address(address) => write!(f, "{address}"),
            Self::ObjectId(id) => write!(f, "{id}"),
            Self::Hash(hash) => write!(f, "{hash}"),
            other => inside(other, f),
        }
    }
}

/// A value inside another one, as JSON.
fn inside(value: &Value, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    let comma = |at| if at == 0 { "" } else { "," };
    match value {
        Value::List(_, items) => {
            f.write_str("[")?;
            items.iter().enumerate().try_for_each(|(at, item)| {
                f.write_str(comma(at))?;
                inside(item, f)
            })?;
            f.write_str("]")
        }
        Value::Struct(of, values) => {
            f.write_str("{")?;
            of.fields.iter().zip(values).enumerate().try_for_each(|(at, ((name, _), value))| {
                write!(f, "{}{}:", comma(at), Json::from(name.as_str()))?;
                inside(value, f)
            })?;
            f.write_str("}")
        }
        Value::Option(_, Some(value)) => inside(value, f),
        plain => write!(f, "{}", plain.to_json()),
    }
}
