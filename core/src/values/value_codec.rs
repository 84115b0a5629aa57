//! Encoding of values as bytes, without their types. The same bytes that [`crate::codec`] gives the corresponding Rust value.

use super::primitive::{Primitive, primitives, read_flag, read_length};
use super::types::Type;
use super::value::Value;
use super::walk::skip;
use crate::error::CodecError;

impl Value {
    /// The value alone as bytes, without its type. The same bytes that [`crate::codec`] gives the
    /// corresponding Rust value.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        macro_rules! write {
            ($($variant:ident($rust:ty) = $tag:literal $name:literal;)*) => {
                match self {
                    $(Self::$variant(value) => Primitive::write(value, out),)*
                    Self::List(_, items) => {
                        out.extend((items.len() as u64).to_le_bytes());
                        items.iter().for_each(|item| item.write(out));
                    }
                    Self::Option(_, value) => {
                        out.push(u8::from(value.is_some()));
                        value.iter().for_each(|value| value.write(out));
                    }
                    Self::Struct(_, fields) => fields.iter().for_each(|value| value.write(out)),
                }
            };
        }
        primitives!(write)
    }

    /// The value of `ty` that `bytes` encode, all of them.
    ///
    /// # Errors
    /// As [`read`](Self::read), and where some bytes are left over.
    pub fn decode(ty: &Type, bytes: &[u8]) -> Result<Value, CodecError> {
        Self::check(ty, bytes)?;
        let mut left = bytes;
        Self::read(ty, &mut left)
    }

    /// Takes one value of `ty` off the front of `bytes`. It takes [`MEMORY_PER_BYTE`](crate::values::density::MEMORY_PER_BYTE)
    /// for each byte of it and of the type's descriptor, at most, and none where the bytes are not such a value.
    ///
    /// # Errors
    /// [`CodecError`] where the bytes are not such a value, [`CodecError::Sparse`] where the type has no such bound.
    pub fn read(ty: &Type, bytes: &mut &[u8]) -> Result<Value, CodecError> {
        if !ty.is_dense() {
            return Err(CodecError::Sparse);
        }
        let mut ahead = *bytes;
        skip(ty, &mut ahead)?;
        Self::build(ty, bytes)
    }

    /// As [`read`](Self::read), of bytes that were checked.
    pub(crate) fn build(ty: &Type, bytes: &mut &[u8]) -> Result<Value, CodecError> {
        macro_rules! build {
            ($($variant:ident($rust:ty) = $tag:literal $name:literal;)*) => {
                Ok(match ty {
                    $(Type::$variant => Self::$variant(Primitive::read(bytes)?),)*
                    Type::List(item) => {
                        let count = read_length(bytes)?.min(bytes.len() as u64) as usize;
                        let mut items = Vec::with_capacity(count);
                        for _ in 0..count {
                            items.push(Self::build(item, bytes)?);
                        }
                        Self::List((**item).clone(), items)
                    }
                    Type::Option(item) => {
                        let value = match read_flag(bytes, "option")? {
                            true => Some(Box::new(Self::build(item, bytes)?)),
                            false => None,
                        };
                        Self::Option((**item).clone(), value)
                    }
                    Type::Struct(of) => {
                        let mut values = Vec::with_capacity(of.fields.len());
                        for (_, ty) in &of.fields {
                            values.push(Self::build(ty, bytes)?);
                        }
                        Self::Struct(of.clone(), values)
                    }
                })
            };
        }
        primitives!(build)
    }

    /// Checks that `bytes` encode a value of `ty`, all of them. Makes no value, and so takes no memory.
    ///
    /// # Errors
    /// As [`decode`](Self::decode).
    pub fn check(ty: &Type, bytes: &[u8]) -> Result<(), CodecError> {
        let mut left = bytes;
        skip(ty, &mut left)?;
        match left.len() {
            0 => Ok(()),
            left => Err(CodecError::Trailing { left }),
        }
    }
}
