//! What a value may be.
//!
//! A type has two forms. People read text: `u64`, `[address]`, `string?`, `Info{name:string,supply:u64}`.
//! Contracts and the store use a *descriptor*: one tag byte for a plain type, a tag and what follows for
//! the others. Two types are the same exactly when their descriptors are equal bytes.

use crate::error::{CodecError, Error};
use crate::{Address, Hash, ObjectId};
use serde::{Deserialize, Serialize};
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

/// What a value may be. Cheap to clone, whatever it holds: each of many values can carry its own. There are no
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

/// The plain types: tag in a descriptor, name in text.
pub const PLAIN: [(u8, &str, Type); 16] = [
    (1, "bool", Type::Bool),
    (2, "u8", Type::U8),
    (3, "u16", Type::U16),
    (4, "u32", Type::U32),
    (5, "u64", Type::U64),
    (6, "u128", Type::U128),
    (7, "i8", Type::I8),
    (8, "i16", Type::I16),
    (9, "i32", Type::I32),
    (10, "i64", Type::I64),
    (11, "i128", Type::I128),
    (12, "string", Type::String),
    (13, "bytes", Type::Bytes),
    (14, "address", Type::Address),
    (15, "object_id", Type::ObjectId),
    (16, "hash", Type::Hash),
];
const LIST: u8 = 17;
const OPTION: u8 = 18;
const STRUCT: u8 = 19;

impl Type {
    /// How many bytes every value takes, where any so many bytes are one.
    pub fn width(&self) -> Option<usize> {
        Some(match self {
            Self::U8 | Self::I8 => 1,
            Self::U16 | Self::I16 => 2,
            Self::U32 | Self::I32 => 4,
            Self::U64 | Self::I64 => 8,
            Self::U128 | Self::I128 => 16,
            Self::Address => Address::LEN,
            Self::ObjectId => ObjectId::LEN,
            Self::Hash => Hash::LEN,
            Self::Bool | Self::String | Self::Bytes | Self::List(_) | Self::Option(_) | Self::Struct(_) => return None,
        })
    }

    /// Whether it is one of the integers.
    pub(crate) fn is_integer(&self) -> bool {
        let width = self.width().is_some();
        width && !matches!(self, Self::Address | Self::ObjectId | Self::Hash)
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
            plain => out.extend(PLAIN.iter().find(|row| row.2 == *plain).map(|row| row.0)),
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

    /// Takes one descriptor off the front of `bytes`. The type takes [`TYPE_MEMORY_PER_BYTE`] for each byte of it, at
    /// most.
    ///
    /// # Errors
    /// [`CodecError`] for an unknown tag, a cut, or too deep or too long a type, and [`CodecError::Sparse`] for a list
    /// of what takes too few bytes.
    pub fn read_descriptor(bytes: &mut &[u8]) -> Result<Self, CodecError> {
        if let Some((plain, rest)) = bytes.split_first().and_then(|(tag, rest)| Some((plain(*tag)?, rest))) {
            *bytes = rest;
            return Ok(plain);
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
            tag => plain(tag).map(drop).ok_or(CodecError::Tag { byte: tag, what: "type" }),
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
            tag => plain(tag).ok_or(CodecError::Tag { byte: tag, what: "type" }),
        }
    }
}

/// The plain type whose descriptor is `tag`.
fn plain(tag: u8) -> Option<Type> {
    let row = PLAIN.get(usize::from(tag).wrapping_sub(1))?;
    Some(row.2.clone())
}

// A plain type is found by its tag.
const _: () = {
    let mut row = 0;
    while row < PLAIN.len() {
        assert!(PLAIN[row].0 as usize == row + 1);
        row += 1;
    }
};

/// Takes `count` bytes off the front of `bytes`.
pub(crate) fn take<'b>(bytes: &mut &'b [u8], count: usize) -> Result<&'b [u8], CodecError> {
    let cut = CodecError::Short { wanted: count as u64, left: bytes.len() as u64 };
    let (front, rest) = bytes.split_at_checked(count).ok_or(cut)?;
    *bytes = rest;
    Ok(front)
}

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

impl std::fmt::Display for Type {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::List(item) => write!(f, "[{item}]"),
            Self::Option(item) => write!(f, "{item}?"),
            Self::Struct(of) => {
                write!(f, "{}{{", of.name)?;
                for (i, (field, ty)) in of.fields.iter().enumerate() {
                    write!(f, "{}{field}:{ty}", if i == 0 { "" } else { "," })?;
                }
                f.write_str("}")
            }
            plain => f.write_str(PLAIN.iter().find(|row| row.2 == *plain).map_or("?", |row| row.1)),
        }
    }
}

impl std::str::FromStr for Type {
    type Err = Error;
    fn from_str(text: &str) -> Result<Self, Error> {
        let mut reader = TypeReader { text, at: 0 };
        let ty = reader.read(0)?;
        match reader.rest().is_empty() {
            true if !ty.is_dense() => Err(reader.error("the items of a list take too few bytes for their parts")),
            true => Ok(ty),
            false => Err(reader.error("something follows the type")),
        }
    }
}

/// Reads type text from left to right.
struct TypeReader<'t> {
    text: &'t str,
    at: usize,
}

impl TypeReader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn error(&self, why: &'static str) -> Error {
        Error::Type { text: self.text.chars().take(96).collect(), why, at: self.at }
    }

    fn accept(&mut self, mark: char) -> bool {
        let found = self.rest().starts_with(mark);
        self.at += if found { mark.len_utf8() } else { 0 };
        found
    }

    fn expect(&mut self, mark: char, why: &'static str) -> Result<(), Error> {
        if self.accept(mark) { Ok(()) } else { Err(self.error(why)) }
    }

    fn word(&mut self) -> Result<String, Error> {
        let end = self.rest().find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(self.rest().len());
        if end == 0 || end > 255 {
            return Err(self.error("a name of 1 to 255 bytes is wanted"));
        }
        let word = self.rest()[..end].to_owned();
        self.at += end;
        Ok(word)
    }

    fn read(&mut self, depth: usize) -> Result<Type, Error> {
        if depth >= MAX_DEPTH {
            return Err(self.error("types are nested too deep"));
        }
        let mut ty = if self.accept('[') {
            let item = self.read(depth + 1)?;
            self.expect(']', "] is wanted")?;
            Type::list(item)
        } else {
            self.named(depth)?
        };
        let mut depth = depth;
        while self.accept('?') {
            depth += 1;
            if depth >= MAX_DEPTH {
                return Err(self.error("types are nested too deep"));
            }
            ty = Type::option(ty);
        }
        Ok(ty)
    }

    fn named(&mut self, depth: usize) -> Result<Type, Error> {
        let start = self.at;
        let name = self.word()?;
        if !self.accept('{') {
            let plain = PLAIN.iter().find(|row| row.1 == name);
            self.at = if plain.is_some() { self.at } else { start };
            return plain.map(|row| row.2.clone()).ok_or_else(|| self.error("no such type"));
        }
        let mut fields = Vec::new();
        while !self.accept('}') {
            if !fields.is_empty() {
                self.expect(',', ", or } is wanted")?;
            }
            let field = self.word()?;
            self.expect(':', ": is wanted")?;
            fields.push((field, self.read(depth + 1)?));
            if fields.len() > 255 {
                return Err(self.error("a struct has at most 255 fields"));
            }
        }
        fields.shrink_to_fit();
        Ok(Type::structure(name, fields))
    }
}

/// Text, everywhere.
impl Serialize for Type {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Type {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}
