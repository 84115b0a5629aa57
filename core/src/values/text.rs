//! Values as words on a command line: plain types as they are, the others as JSON.

use crate::error::Error;
use crate::values::types::Type;
use crate::values::value::Value;

impl Value {
    /// The word `text` as a value of `ty`: integers in decimal, `true`/`false`, names in hex, bytes in hex,
    /// strings as they stand, everything else as JSON.
    ///
    /// # Errors
    /// [`Error::Mismatch`] naming the type and the text, or the reason a name can't be read.
    pub fn from_text(ty: &Type, text: &str) -> Result<Value, Error> {
        let mismatch = || {
            let cut: String = text.chars().take(60).collect();
            Error::Mismatch { wanted: ty.to_string(), given: format!("\"{cut}\"") }
        };
        match ty {
            Type::Bool => text.parse().map(Self::Bool).map_err(|_| mismatch()),
            Type::String => Ok(Self::String(text.to_owned())),
            Type::Bytes => {
                hex::decode(text.strip_prefix("0x").unwrap_or(text)).map(Self::Bytes).map_err(|_| mismatch())
            }
            Type::Address => text.parse().map(Self::Address),
            Type::ObjectId => text.parse().map(Self::ObjectId),
            Type::Hash => text.parse().map(Self::Hash),
            Type::List(_) | Type::Struct(_) => {
                let json = serde_json::from_str(text).map_err(|_| mismatch())?;
                Self::from_json(ty, &json)
            }
            Type::Option(item) if text == "null" => Ok(Self::Option((**item).clone(), None)),
            Type::Option(item) => Ok(Self::Option((**item).clone(), Some(Box::new(Self::from_text(item, text)?)))),
            integer => Self::parse_integer(integer, text).ok_or_else(mismatch),
        }
    }
}

/// The value as a person would write it; inside lists and structs, as JSON.
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
            other => write!(f, "{}", other.to_json()),
        }
    }
}
