//! Types of values.
//!
//! A type has two forms. People read text: `u64`, `[address]`, `string?`, `Info{name:string,supply:u64}`.
//! Contracts and the store use a *descriptor*: one tag byte for a plain type, a tag and what follows for
//! the others. Two types are the same exactly when their descriptors are equal bytes.

pub(crate) mod descriptor;
mod syntax;

use crate::values::primitive::{Primitive, primitives};
use crate::{Address, Hash, ObjectId};
use std::sync::Arc;

/// Types inside types, at most.
pub const MAX_DEPTH: usize = 8;
/// A descriptor's length in bytes, at most.
pub const MAX_DESCRIPTOR: usize = 1024;
/// Bytes of memory that a type takes, at most, for each byte of its descriptor. A list takes 32 for its one; a field of
/// an empty struct 104 for four.
pub const TYPE_MEMORY_PER_BYTE: usize = 32;

/// A struct's name, and its fields in order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct StructType {
    /// The name.
    pub name: String,
    /// The fields: name and type.
    pub fields: Vec<(String, Type)>,
}

/// The type of a value. Cheap to clone, whatever it holds: each of many values can carry its own. There are no
/// floating-point types: an amount is a whole number of its smallest unit.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the plain types say it themselves")]
pub enum Type {
    Bool,
    U8,
    U16,
    U32,
    U64,
    U128,
    I8,
    I16,
    I32,
    I64,
    I128,
    /// UTF-8 text.
    String,
    /// Any bytes.
    Bytes,
    Address,
    ObjectId,
    Hash,
    /// Any number of one type, `[u64]`.
    List(Arc<Type>),
    /// One or none, `u64?`.
    Option(Arc<Type>),
    /// Named fields in order, `Info{name:string}`.
    Struct(Arc<StructType>),
}

impl Type {
    /// The bytes of every value, where any so many bytes are one.
    pub fn width(&self) -> Option<usize> {
        macro_rules! width {
            ($($variant:ident($rust:ty) = $tag:literal $name:literal;)*) => {
                match self {
                    $(Self::$variant => <$rust as Primitive>::WIDTH,)*
                    Self::List(_) | Self::Option(_) | Self::Struct(_) => None,
                }
            };
        }
        primitives!(width)
    }

    /// True if it is one of the integers.
    pub(crate) fn is_integer(&self) -> bool {
        macro_rules! is_integer {
            ($($variant:ident($rust:ty) = $tag:literal $name:literal;)*) => {
                match self {
                    $(Self::$variant => <$rust as Primitive>::IS_INTEGER,)*
                    Self::List(_) | Self::Option(_) | Self::Struct(_) => false,
                }
            };
        }
        primitives!(is_integer)
    }

    /// A list of `item`.
    pub fn list(item: Type) -> Self {
        Self::List(Arc::new(item))
    }

    /// `item` or nothing.
    pub fn option(item: Type) -> Self {
        Self::Option(Arc::new(item))
    }

    /// A struct called `name`, with `fields` in order.
    pub fn structure(name: impl Into<String>, fields: Vec<(String, Type)>) -> Self {
        Self::Struct(Arc::new(StructType { name: name.into(), fields }))
    }
}
