//! Descriptors: types as bytes. One tag for a primitive, a tag and what follows for the others.

use super::{MAX_DEPTH, MAX_DESCRIPTOR, Type};
use crate::error::CodecError;
use crate::values::primitive::{primitives, take};

macro_rules! rows {
    ($($variant:ident($rust:ty) = $tag:literal $name:literal;)*) => {
        /// The primitives, in order of their tags: tag in a descriptor, name in text.
        pub const PRIMITIVES: [(u8, &str, Type); 16] = [$(($tag, $name, Type::$variant)),*];
    };
}
primitives!(rows);

const LIST: u8 = 17;
const OPTION: u8 = 18;
const STRUCT: u8 = 19;

impl Type {
    /// The type as bytes.
    pub fn descriptor(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(1);
        self.describe(&mut out);
        out
    }

    pub(crate) fn describe(&self, out: &mut Vec<u8>) {
        match self {
            Self::List(item) => {
                out.push(LIST);
                item.describe(out);
            }
            Self::Option(item) => {
                out.push(OPTION);
                item.describe(out);
            }
            Self::Struct(of) => {
                out.push(STRUCT);
                short_text(&of.name, out);
                out.push(of.fields.len() as u8);
                for (name, ty) in &of.fields {
                    short_text(name, out);
                    ty.describe(out);
                }
            }
            primitive => out.extend(PRIMITIVES.iter().find(|row| row.2 == *primitive).map(|row| row.0)),
        }
    }

    /// The type that `bytes` describe, all of them.
    ///
    /// # Errors
    /// [`CodecError`] for an unknown tag, too deep or too long a type, or bytes left over.
    pub fn from_descriptor(bytes: &[u8]) -> Result<Self, CodecError> {
        let mut left = bytes;
        let ty = Self::read_descriptor(&mut left)?;
        match left.len() {
            0 => Ok(ty),
            left => Err(CodecError::Trailing { left }),
        }
    }

    /// Takes one descriptor off the front of `bytes`. The type takes `TYPE_MEMORY_PER_BYTE` for each byte of it, at
    /// most.
    ///
    /// # Errors
    /// [`CodecError`] for an unknown tag, a cut, or too deep or too long a type, and [`CodecError::Sparse`] for a list
    /// of what takes too few bytes.
    pub fn read_descriptor(bytes: &mut &[u8]) -> Result<Self, CodecError> {
        if let Some((ty, rest)) = bytes.split_first().and_then(|(tag, rest)| Some((primitive(*tag)?, rest))) {
            *bytes = rest;
            return Ok(ty);
        }
        // No further than a type may be long, and no memory before it is known to be one.
        let most = &bytes[..bytes.len().min(MAX_DESCRIPTOR)];
        let mut ahead = most;
        Self::skip_at(&mut ahead, 0).map_err(|error| match error {
            CodecError::Short { .. } if most.len() < bytes.len() => {
                CodecError::TooLong { given: bytes.len() as u64, limit: MAX_DESCRIPTOR as u64 }
            }
            error => error,
        })?;
        let ty = Self::read_at(bytes)?;
        if ty.is_dense() { Ok(ty) } else { Err(CodecError::Sparse) }
    }

    /// Takes one descriptor off the front of `bytes`, and makes nothing of it.
    fn skip_at(bytes: &mut &[u8], depth: usize) -> Result<(), CodecError> {
        if depth >= MAX_DEPTH {
            return Err(CodecError::Depth { limit: MAX_DEPTH });
        }
        match take(bytes, 1)?[0] {
            LIST | OPTION => Self::skip_at(bytes, depth + 1),
            STRUCT => {
                skip_short_text(bytes)?;
                for _ in 0..take(bytes, 1)?[0] {
                    skip_short_text(bytes)?;
                    Self::skip_at(bytes, depth + 1)?;
                }
                Ok(())
            }
            tag => primitive(tag).map(drop).ok_or(CodecError::Tag { byte: tag, what: "type" }),
        }
    }

    /// As [`read_descriptor`](Self::read_descriptor), of bytes that were checked.
    fn read_at(bytes: &mut &[u8]) -> Result<Self, CodecError> {
        match take(bytes, 1)?[0] {
            LIST => Ok(Self::list(Self::read_at(bytes)?)),
            OPTION => Ok(Self::option(Self::read_at(bytes)?)),
            STRUCT => {
                let name = read_short_text(bytes)?;
                let count = usize::from(take(bytes, 1)?[0]);
                let mut fields = Vec::with_capacity(count);
                for _ in 0..count {
                    fields.push((read_short_text(bytes)?, Self::read_at(bytes)?));
                }
                Ok(Self::structure(name, fields))
            }
            tag => primitive(tag).ok_or(CodecError::Tag { byte: tag, what: "type" }),
        }
    }
}

/// The primitive whose descriptor is `tag`.
fn primitive(tag: u8) -> Option<Type> {
    let row = PRIMITIVES.get(usize::from(tag).wrapping_sub(1))?;
    Some(row.2.clone())
}

// A primitive is found by its tag.
const _: () = {
    let mut row = 0;
    while row < PRIMITIVES.len() {
        assert!(PRIMITIVES[row].0 as usize == row + 1);
        row += 1;
    }
};

fn short_text(text: &str, out: &mut Vec<u8>) {
    out.push(text.len() as u8);
    out.extend(text.as_bytes());
}

fn skip_short_text<'b>(bytes: &mut &'b [u8]) -> Result<&'b str, CodecError> {
    let len = take(bytes, 1)?[0] as usize;
    std::str::from_utf8(take(bytes, len)?).map_err(|_| CodecError::Utf8)
}

fn read_short_text(bytes: &mut &[u8]) -> Result<String, CodecError> {
    skip_short_text(bytes).map(str::to_owned)
}
