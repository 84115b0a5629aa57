//! Primitives: the sixteen types without parts, in one table.
//!
//! [`primitives!`] hands the table to a macro, which makes an arm or a row of each. A new primitive is a variant of [`Type`],
//! one of [`Value`], a row here, and [`Primitive`] for its Rust type.
//!
//! [`Type`]: super::types::Type
//! [`Value`]: super::value::Value

use crate::error::CodecError;
use crate::{Address, Hash, ObjectId};

/// Calls `$table!` with a row for each primitive: variant, Rust type, tag in a descriptor, name in text. Tags count from 1.
macro_rules! primitives {
    ($table:ident) => {
        $table! {
            Bool(bool) = 1 "bool";
            U8(u8) = 2 "u8";
            U16(u16) = 3 "u16";
            U32(u32) = 4 "u32";
            U64(u64) = 5 "u64";
            U128(u128) = 6 "u128";
            I8(i8) = 7 "i8";
            I16(i16) = 8 "i16";
            I32(i32) = 9 "i32";
            I64(i64) = 10 "i64";
            I128(i128) = 11 "i128";
            String(String) = 12 "string";
            Bytes(Vec<u8>) = 13 "bytes";
            Address(Address) = 14 "address";
            ObjectId(ObjectId) = 15 "object_id";
            Hash(Hash) = 16 "hash";
        }
    };
}
pub(crate) use primitives;

/// An integer of any width: as a signed one, as an unsigned one, or neither.
pub(crate) type AnyInteger = (Option<i128>, Option<u128>);

/// The encoding of a primitive's Rust type.
pub(crate) trait Primitive: Sized {
    /// The bytes of every value, where any so many bytes are one.
    const WIDTH: Option<usize> = None;
    /// True if it is an integer.
    const IS_INTEGER: bool = false;

    /// Appends the value to `out`.
    fn write(&self, out: &mut Vec<u8>);

    /// Takes a value off the front of `bytes`.
    fn read(bytes: &mut &[u8]) -> Result<Self, CodecError>;

    /// The value as an integer of any width, if it is one.
    fn to_integer(&self) -> AnyInteger {
        (None, None)
    }

    /// The value that is `integer`, if it fits.
    fn from_integer(_integer: AnyInteger) -> Option<Self> {
        None
    }
}

/// Takes `count` bytes off the front of `bytes`.
pub(crate) fn take<'b>(bytes: &mut &'b [u8], count: usize) -> Result<&'b [u8], CodecError> {
    let cut = CodecError::Short { wanted: count as u64, left: bytes.len() as u64 };
    let (front, rest) = bytes.split_at_checked(count).ok_or(cut)?;
    *bytes = rest;
    Ok(front)
}

/// Takes a byte that is 0 or 1 off the front of `bytes`; `what` it marks is named in the error.
pub(crate) fn read_flag(bytes: &mut &[u8], what: &'static str) -> Result<bool, CodecError> {
    match take(bytes, 1)?[0] {
        0 => Ok(false),
        1 => Ok(true),
        byte => Err(CodecError::Tag { byte, what }),
    }
}

/// Takes a length of 8 bytes off the front of `bytes`.
pub(crate) fn read_length(bytes: &mut &[u8]) -> Result<u64, CodecError> {
    read_array(bytes).map(u64::from_le_bytes)
}

/// Takes a length and that many bytes off the front of `bytes`.
pub(crate) fn read_length_prefixed<'b>(bytes: &mut &'b [u8]) -> Result<&'b [u8], CodecError> {
    let wanted = read_length(bytes)?;
    match usize::try_from(wanted) {
        Ok(len) if len <= bytes.len() => take(bytes, len),
        _ => Err(CodecError::Short { wanted, left: bytes.len() as u64 }),
    }
}

fn write_length_prefixed(bytes: &[u8], out: &mut Vec<u8>) {
    out.extend((bytes.len() as u64).to_le_bytes());
    out.extend(bytes);
}

fn read_array<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], CodecError> {
    let mut out = [0; N];
    out.copy_from_slice(take(bytes, N)?);
    Ok(out)
}

impl Primitive for bool {
    fn write(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn read(bytes: &mut &[u8]) -> Result<Self, CodecError> {
        read_flag(bytes, "bool")
    }
}

macro_rules! integers {
    ($($rust:ident $to:expr;)*) => {$(
        impl Primitive for $rust {
            const WIDTH: Option<usize> = Some(size_of::<$rust>());
            const IS_INTEGER: bool = true;

            fn write(&self, out: &mut Vec<u8>) {
                out.extend(self.to_le_bytes());
            }

            fn read(bytes: &mut &[u8]) -> Result<Self, CodecError> {
                read_array(bytes).map(Self::from_le_bytes)
            }

            fn to_integer(&self) -> AnyInteger {
                let to: fn($rust) -> AnyInteger = $to;
                to(*self)
            }

            fn from_integer(integer: AnyInteger) -> Option<Self> {
                match integer {
                    (_, Some(n)) => Self::try_from(n).ok(),
                    (Some(n), None) => Self::try_from(n).ok(),
                    (None, None) => None,
                }
            }
        }
    )*};
}
integers! {
    u8 |n| (None, Some(n.into()));
    u16 |n| (None, Some(n.into()));
    u32 |n| (None, Some(n.into()));
    u64 |n| (None, Some(n.into()));
    u128 |n| (None, Some(n));
    i8 |n| (Some(n.into()), None);
    i16 |n| (Some(n.into()), None);
    i32 |n| (Some(n.into()), None);
    i64 |n| (Some(n.into()), None);
    i128 |n| (Some(n), None);
}

impl Primitive for String {
    fn write(&self, out: &mut Vec<u8>) {
        write_length_prefixed(self.as_bytes(), out);
    }

    fn read(bytes: &mut &[u8]) -> Result<Self, CodecError> {
        let text = std::str::from_utf8(read_length_prefixed(bytes)?).map_err(|_| CodecError::Utf8)?;
        Ok(text.to_owned())
    }
}

impl Primitive for Vec<u8> {
    fn write(&self, out: &mut Vec<u8>) {
        write_length_prefixed(self, out);
    }

    fn read(bytes: &mut &[u8]) -> Result<Self, CodecError> {
        read_length_prefixed(bytes).map(<[u8]>::to_vec)
    }
}

macro_rules! ids {
    ($($rust:ident)*) => {$(
        impl Primitive for $rust {
            const WIDTH: Option<usize> = Some($rust::LEN);

            fn write(&self, out: &mut Vec<u8>) {
                out.extend(self.0);
            }

            fn read(bytes: &mut &[u8]) -> Result<Self, CodecError> {
                read_array(bytes).map(Self)
            }
        }
    )*};
}
ids! { Address ObjectId Hash }
