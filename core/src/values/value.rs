//! A value that a contract takes, returns, stores or logs.

use crate::error::{CodecError, Error};
use crate::values::types::{StructType, Type, take};
use crate::values::walk::skip;
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

/// Writes an integer of either sign as the integer type `ty`, if it fits.
fn integer(ty: &Type, negative: Option<i128>, positive: Option<u128>) -> Option<Value> {
    fn fit<T: TryFrom<i128> + TryFrom<u128>>(negative: Option<i128>, positive: Option<u128>) -> Option<T> {
        match (negative, positive) {
            (_, Some(n)) => T::try_from(n).ok(),
            (Some(n), None) => T::try_from(n).ok(),
            (None, None) => None,
        }
    }
    Some(match ty {
        Type::U8 => Value::U8(fit(negative, positive)?),
        Type::U16 => Value::U16(fit(negative, positive)?),
        Type::U32 => Value::U32(fit(negative, positive)?),
        Type::U64 => Value::U64(fit(negative, positive)?),
        Type::U128 => Value::U128(fit(negative, positive)?),
        Type::I8 => Value::I8(fit(negative, positive)?),
        Type::I16 => Value::I16(fit(negative, positive)?),
        Type::I32 => Value::I32(fit(negative, positive)?),
        Type::I64 => Value::I64(fit(negative, positive)?),
        Type::I128 => Value::I128(fit(negative, positive)?),
        _ => return None,
    })
}

impl Value {
    /// The type of this value.
    pub fn ty(&self) -> Type {
        match self {
            Self::Bool(_) => Type::Bool,
            Self::U8(_) => Type::U8,
            Self::U16(_) => Type::U16,
            Self::U32(_) => Type::U32,
            Self::U64(_) => Type::U64,
            Self::U128(_) => Type::U128,
            Self::I8(_) => Type::I8,
            Self::I16(_) => Type::I16,
            Self::I32(_) => Type::I32,
            Self::I64(_) => Type::I64,
            Self::I128(_) => Type::I128,
            Self::String(_) => Type::String,
            Self::Bytes(_) => Type::Bytes,
            Self::Address(_) => Type::Address,
            Self::ObjectId(_) => Type::ObjectId,
            Self::Hash(_) => Type::Hash,
            Self::List(item, _) => Type::list(item.clone()),
            Self::Option(item, _) => Type::option(item.clone()),
            Self::Struct(of, _) => Type::Struct(of.clone()),
        }
    }

    /// The integer `text` (decimal, a sign only if `ty` has one) as a value of `ty`; `None` where `ty` is
    /// no integer type, the text no such number, or the number too large.
    pub fn parse_integer(ty: &Type, text: &str) -> Option<Value> {
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        integer(ty, text.parse().ok(), text.parse().ok())
    }

    /// Whether `ty` is a plain type, and this is a value of it.
    pub(crate) fn is_plainly(&self, ty: &Type) -> bool {
        matches!(
            (self, ty),
            (Self::Bool(_), Type::Bool)
                | (Self::U8(_), Type::U8)
                | (Self::U16(_), Type::U16)
                | (Self::U32(_), Type::U32)
                | (Self::U64(_), Type::U64)
                | (Self::U128(_), Type::U128)
                | (Self::I8(_), Type::I8)
                | (Self::I16(_), Type::I16)
                | (Self::I32(_), Type::I32)
                | (Self::I64(_), Type::I64)
                | (Self::I128(_), Type::I128)
                | (Self::String(_), Type::String)
                | (Self::Bytes(_), Type::Bytes)
                | (Self::Address(_), Type::Address)
                | (Self::ObjectId(_), Type::ObjectId)
                | (Self::Hash(_), Type::Hash)
        )
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

    /// This value as one of `ty`: itself, or the same integer in another width, or `Some` of it.
    ///
    /// # Errors
    /// [`Error::Mismatch`] naming both.
    pub fn conform(self, ty: &Type) -> Result<Value, Error> {
        let mismatch = |given: &Value| Error::Mismatch { wanted: ty.to_string(), given: given.summary() };
        match (self, ty) {
            (Self::List(_, items), Type::List(item)) => {
                let items = items.into_iter().map(|v| v.conform(item)).collect::<Result<_, _>>()?;
                Ok(Self::List((**item).clone(), items))
            }
            (Self::Option(_, value), Type::Option(item)) => {
                let value = value.map(|v| v.conform(item).map(Box::new)).transpose()?;
                Ok(Self::Option((**item).clone(), value))
            }
            (value, Type::Option(item)) => Ok(Self::Option((**item).clone(), Some(Box::new(value.conform(item)?)))),
            (Self::Struct(given, values), Type::Struct(wanted)) => {
                let names = given.fields.iter().map(|(name, _)| name.as_str());
                let mut left: Vec<_> = names.zip(values.iter()).collect();
                let mut out = Vec::with_capacity(wanted.fields.len());
                for (field, ty) in &wanted.fields {
                    let at = left.iter().position(|(name, _)| name == field);
                    let at = at.ok_or_else(|| mismatch(&Self::Struct(given.clone(), values.clone())))?;
                    out.push(left.swap_remove(at).1.clone().conform(ty)?);
                }
                match left.is_empty() {
                    true => Ok(Self::Struct(wanted.clone(), out)),
                    false => Err(mismatch(&Self::Struct(given.clone(), values.clone()))),
                }
            }
            (value, ty) if value.ty() == *ty => Ok(value),
            (value, ty) => {
                let (negative, positive) = value.as_integer();
                integer(ty, negative, positive).ok_or_else(|| mismatch(&value))
            }
        }
    }

    fn as_integer(&self) -> (Option<i128>, Option<u128>) {
        match *self {
            Self::U8(n) => (None, Some(n.into())),
            Self::U16(n) => (None, Some(n.into())),
            Self::U32(n) => (None, Some(n.into())),
            Self::U64(n) => (None, Some(n.into())),
            Self::U128(n) => (None, Some(n)),
            Self::I8(n) => (Some(n.into()), None),
            Self::I16(n) => (Some(n.into()), None),
            Self::I32(n) => (Some(n.into()), None),
            Self::I64(n) => (Some(n.into()), None),
            Self::I128(n) => (Some(n), None),
            _ => (None, None),
        }
    }

    /// The value and its type in a few words, for messages: `u64 5`, `string "five"`.
    pub fn summary(&self) -> String {
        let text: String = self.to_string();
        let cut: String = text.chars().take(60).collect();
        let more = if cut.len() < text.len() { "…" } else { "" };
        format!("{} {cut}{more}", self.ty())
    }

    /// The value alone as bytes, without its type. The same bytes that [`crate::codec`] gives the
    /// corresponding Rust value.
    pub fn encode(&self) -> Vec<u8> {
        let mut out = Vec::new();
        self.write(&mut out);
        out
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Bool(b) => out.push(u8::from(*b)),
            Self::U8(n) => out.push(*n),
            Self::U16(n) => out.extend(n.to_le_bytes()),
            Self::U32(n) => out.extend(n.to_le_bytes()),
            Self::U64(n) => out.extend(n.to_le_bytes()),
            Self::U128(n) => out.extend(n.to_le_bytes()),
            Self::I8(n) => out.extend(n.to_le_bytes()),
            Self::I16(n) => out.extend(n.to_le_bytes()),
            Self::I32(n) => out.extend(n.to_le_bytes()),
            Self::I64(n) => out.extend(n.to_le_bytes()),
            Self::I128(n) => out.extend(n.to_le_bytes()),
            Self::String(s) => write_bytes(s.as_bytes(), out),
            Self::Bytes(b) => write_bytes(b, out),
            Self::Address(a) => out.extend(a.0),
            Self::ObjectId(id) => out.extend(id.0),
            Self::Hash(h) => out.extend(h.0),
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
        fn array<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], CodecError> {
            let mut out = [0; N];
            out.copy_from_slice(take(bytes, N)?);
            Ok(out)
        }
        Ok(match ty {
            Type::Bool => Self::Bool(flag(bytes, "bool")?),
            Type::U8 => Self::U8(u8::from_le_bytes(array(bytes)?)),
            Type::U16 => Self::U16(u16::from_le_bytes(array(bytes)?)),
            Type::U32 => Self::U32(u32::from_le_bytes(array(bytes)?)),
            Type::U64 => Self::U64(u64::from_le_bytes(array(bytes)?)),
            Type::U128 => Self::U128(u128::from_le_bytes(array(bytes)?)),
            Type::I8 => Self::I8(i8::from_le_bytes(array(bytes)?)),
            Type::I16 => Self::I16(i16::from_le_bytes(array(bytes)?)),
            Type::I32 => Self::I32(i32::from_le_bytes(array(bytes)?)),
            Type::I64 => Self::I64(i64::from_le_bytes(array(bytes)?)),
            Type::I128 => Self::I128(i128::from_le_bytes(array(bytes)?)),
            Type::String => {
                let text = std::str::from_utf8(counted(bytes)?).map_err(|_| CodecError::Utf8)?;
                Self::String(text.to_owned())
            }
            Type::Bytes => Self::Bytes(counted(bytes)?.to_vec()),
            Type::Address => Self::Address(Address(array(bytes)?)),
            Type::ObjectId => Self::ObjectId(ObjectId(array(bytes)?)),
            Type::Hash => Self::Hash(Hash(array(bytes)?)),
            Type::List(item) => {
                let count = u64::from_le_bytes(array(bytes)?).min(bytes.len() as u64) as usize;
                let mut items = Vec::with_capacity(count);
                for _ in 0..count {
                    items.push(Self::build(item, bytes)?);
                }
                Self::List((**item).clone(), items)
            }
            Type::Option(item) => {
                let value = match flag(bytes, "option")? {
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
    }
}

fn write_bytes(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend((bytes.len() as u64).to_le_bytes());
    out.extend(bytes);
}

pub(crate) fn flag(bytes: &mut &[u8], what: &'static str) -> Result<bool, CodecError> {
    match take(bytes, 1)?[0] {
        0 => Ok(false),
        1 => Ok(true),
        byte => Err(CodecError::Tag { byte, what }),
    }
}

/// Takes a length and that many bytes off the front of `bytes`.
pub(crate) fn counted<'b>(bytes: &mut &'b [u8]) -> Result<&'b [u8], CodecError> {
    let mut len = [0; 8];
    len.copy_from_slice(take(bytes, 8)?);
    let wanted = u64::from_le_bytes(len);
    match usize::try_from(wanted) {
        Ok(len) if len <= bytes.len() => take(bytes, len),
        _ => Err(CodecError::Short { wanted, left: bytes.len() as u64 }),
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
