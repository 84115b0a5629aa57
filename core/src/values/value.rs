//! Value: what a contract takes, returns, stores or logs.

use super::primitive::primitives;
use super::types::{StructType, Type};
use crate::{Address, Hash, ObjectId};
use std::sync::Arc;

/// A value of some [`Type`]. Numbers are exact, to 128 bits.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are those of `Type`")]
pub enum Value {
    Bool(bool),
    U8(u8),
    U16(u16),
    U32(u32),
    U64(u64),
    U128(u128),
    I8(i8),
    I16(i16),
    I32(i32),
    I64(i64),
    I128(i128),
    String(String),
    Bytes(Vec<u8>),
    Address(Address),
    ObjectId(ObjectId),
    Hash(Hash),
    /// The items, and the type they all have.
    List(Type, Vec<Value>),
    /// The value if there is one, and the type it has.
    Option(Type, Option<Box<Value>>),
    /// The type, and its fields' values in order.
    Struct(Arc<StructType>, Vec<Value>),
}

impl Value {
    /// The type of this value.
    pub fn ty(&self) -> Type {
        macro_rules! type_of {
            ($($variant:ident($rust:ty) = $tag:literal $name:literal;)*) => {
                match self {
                    $(Self::$variant(_) => Type::$variant,)*
                    Self::List(item, _) => Type::list(item.clone()),
                    Self::Option(item, _) => Type::option(item.clone()),
                    Self::Struct(of, _) => Type::Struct(of.clone()),
                }
            };
        }
        primitives!(type_of)
    }

    /// True if `ty` is a primitive, and this is a value of it.
    pub(crate) fn is_primitive_of(&self, ty: &Type) -> bool {
        macro_rules! same_primitive {
            ($($variant:ident($rust:ty) = $tag:literal $name:literal;)*) => {
                matches!((self, ty), $((Self::$variant(_), Type::$variant))|*)
            };
        }
        primitives!(same_primitive)
    }

    /// The value and its type in a few words, for messages: `u64 5`, `string "five"`.
    pub fn summary(&self) -> String {
        let text: String = self.to_string();
        let cut: String = text.chars().take(60).collect();
        let more = if cut.len() < text.len() { "…" } else { "" };
        format!("{} {cut}{more}", self.ty())
    }
}

macro_rules! value_from {
    ($($rust:ty => $variant:ident),* $(,)?) => {$(
        impl From<$rust> for Value {
            fn from(value: $rust) -> Self {
                Self::$variant(value.into())
            }
        }
    )*};
}
value_from! {
    bool => Bool, u8 => U8, u16 => U16, u32 => U32, u64 => U64, u128 => U128,
    i8 => I8, i16 => I16, i32 => I32, i64 => I64, i128 => I128,
    &str => String, String => String, &[u8] => Bytes, Vec<u8> => Bytes,
    Address => Address, ObjectId => ObjectId, Hash => Hash,
}

impl From<&Value> for Value {
    fn from(value: &Value) -> Self {
        value.clone()
    }
}
