//! Coercion of values: an integer to another width, a value to an option of it, fields to another order.

use super::primitive::{AnyInteger, Primitive, primitives};
use super::types::Type;
use super::value::Value;
use crate::error::Error;

impl Value {
    /// This value as one of `ty`: itself, or the same integer in another width, or `Some` of it.
    ///
    /// # Errors
    /// [`Error::Mismatch`] naming both.
    pub fn coerce(self, ty: &Type) -> Result<Value, Error> {
        let mismatch = |given: &Value| Error::Mismatch { wanted: ty.to_string(), given: given.summary() };
        match (self, ty) {
            (Self::List(_, items), Type::List(item)) => {
                let items = items.into_iter().map(|v| v.coerce(item)).collect::<Result<_, _>>()?;
                Ok(Self::List((**item).clone(), items))
            }
            (Self::Option(_, value), Type::Option(item)) => {
                let value = value.map(|v| v.coerce(item).map(Box::new)).transpose()?;
                Ok(Self::Option((**item).clone(), value))
            }
            (value, Type::Option(item)) => Ok(Self::Option((**item).clone(), Some(Box::new(value.coerce(item)?)))),
            (Self::Struct(given, values), Type::Struct(wanted)) => {
                let names = given.fields.iter().map(|(name, _)| name.as_str());
                let mut left: Vec<_> = names.zip(values.iter()).collect();
                let mut out = Vec::with_capacity(wanted.fields.len());
                for (field, ty) in &wanted.fields {
                    let at = left.iter().position(|(name, _)| name == field);
                    let at = at.ok_or_else(|| mismatch(&Self::Struct(given.clone(), values.clone())))?;
                    out.push(left.swap_remove(at).1.clone().coerce(ty)?);
                }
                match left.is_empty() {
                    true => Ok(Self::Struct(wanted.clone(), out)),
                    false => Err(mismatch(&Self::Struct(given.clone(), values.clone()))),
                }
            }
            (value, ty) if value.ty() == *ty => Ok(value),
            (value, ty) => Self::from_integer(ty, value.to_integer()).ok_or_else(|| mismatch(&value)),
        }
    }

    /// The integer `text` (decimal, a sign only if `ty` has one) as a value of `ty`; `None` where `ty` is
    /// no integer type, the text no such number, or the number too large.
    pub fn parse_integer(ty: &Type, text: &str) -> Option<Value> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        Self::from_integer(ty, (text.parse().ok(), text.parse().ok()))
    }

    /// The value of type `ty` that is `integer`; `None` where `ty` is no integer type or too narrow.
    fn from_integer(ty: &Type, integer: AnyInteger) -> Option<Value> {
        macro_rules! from_integer {
            ($($variant:ident($rust:ty) = $tag:literal $name:literal;)*) => {
                match ty {
                    $(Type::$variant => <$rust as Primitive>::from_integer(integer).map(Self::$variant),)*
                    Type::List(_) | Type::Option(_) | Type::Struct(_) => None,
                }
            };
        }
        use crate::{Address, Hash, ObjectId};
        primitives!(from_integer)
    }

    fn to_integer(&self) -> AnyInteger {
        macro_rules! to_integer {
            ($($variant:ident($rust:ty) = $tag:literal $name:literal;)*) => {
                match self {
                    $(Self::$variant(value) => Primitive::to_integer(value),)*
                    Self::List(..) | Self::Option(..) | Self::Struct(..) => (None, None),
                }
            };
        }
        primitives!(to_integer)
    }
}
