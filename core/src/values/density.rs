//! Density of values: the memory that a byte of one may stand for.
//!
//! A value is made of parts: itself, its items, its fields, and theirs. Each part is a [`Value`] in memory, whatever it
//! takes in bytes: a list of structs of 255 empty structs would have 256 parts for no byte. So the items of a list, of
//! which there may be any number, have at most [`PARTS_PER_BYTE`] parts for each byte they take.

use crate::values::types::Type;
use crate::values::value::Value;

/// Parts that an item of a list has for each of its bytes, at most. A byte in a struct in a struct in a struct is four.
pub const PARTS_PER_BYTE: usize = 4;

/// Bytes of memory that a value takes, at most, for each byte of its encoding and of its type's descriptor.
pub const MEMORY_PER_BYTE: usize = PARTS_PER_BYTE * size_of::<Value>();

impl Type {
    /// True if every value's memory is in proportion to its bytes and the type's own: whether the items of every list
    /// in it have few enough parts.
    pub fn is_dense(&self) -> bool {
        self.excess().is_some()
    }

    /// The parts that a value has, at most, beyond [`PARTS_PER_BYTE`] for each of its bytes. `None` where a list has
    /// no bound of them.
    fn excess(&self) -> Option<i64> {
        const EACH: i64 = PARTS_PER_BYTE as i64;
        /// The length of a text or a list.
        const LENGTH: i64 = 8;
        match self {
            Self::String | Self::Bytes => Some(1 - EACH * LENGTH),
            Self::List(item) => item.excess().filter(|excess| *excess <= 0).map(|_| 1 - EACH * LENGTH),
            Self::Option(item) => item.excess().map(|excess| 1 - EACH + excess.max(0)),
            Self::Struct(of) => of.fields.iter().try_fold(1, |sum, (_, ty)| Some(sum + ty.excess()?)),
            plain => Some(1 - EACH * plain.width().unwrap_or(1) as i64),
        }
    }
}
