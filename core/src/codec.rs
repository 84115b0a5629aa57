//! Codec of Rust values.
//!
//! bincode 2.0.1 with fixed-width little-endian integers: a `u64` is 8 bytes, a string or list is its
//! length as `u64` and then its items, an option is one byte and then its value, a struct is its fields
//! in order. Decoding takes every byte or fails, and never allocates more than [`LIMIT`].
//!
//! This is the only file that names the encoding library.

use crate::error::CodecError;
use bincode::config::{Config, Configuration, Fixint, Limit, LittleEndian, Varint};
use bincode::enc::write::Writer;
use bincode::error::EncodeError;
use serde::{Serialize, de::DeserializeOwned};

/// The most that one value may take, in bytes: above the largest module and the largest call result.
pub const LIMIT: usize = 32 << 20;

/// Room for an encoding to begin with, in bytes: most receipts and transactions fit.
const USUAL: usize = 1024;

const CONFIG: Configuration<LittleEndian, Fixint, Limit<LIMIT>> =
    bincode::config::standard().with_little_endian().with_fixed_int_encoding().with_limit();

const COMPACT: Configuration<LittleEndian, Varint, Limit<LIMIT>> = CONFIG.with_variable_int_encoding();

/// `value` as bytes.
///
/// # Errors
/// [`CodecError::Encode`] for a value serde can't give a length to, or one above [`LIMIT`].
pub fn encode<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, CodecError> {
    let mut bytes = Vec::with_capacity(USUAL);
    encode_into(value, &mut bytes)?;
    Ok(bytes)
}

/// Appends `value` to `bytes`, which may be memory that is used again and again.
///
/// # Errors
/// As [`encode`]; what was appended until then is left there.
pub fn encode_into<T: Serialize + ?Sized>(value: &T, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
    append(value, bytes, CONFIG)
}

/// As [`encode_into`], with integers in as few bytes as they need: one below 251, else one more than the 2, 4, 8 or 16
/// that hold them, little-endian. Names are integers of 16 and 4 bytes here. For what is written often and read seldom.
///
/// # Errors
/// As [`encode`]; what was appended until then is left there.
pub fn encode_compact_into<T: Serialize + ?Sized>(value: &T, bytes: &mut Vec<u8>) -> Result<(), CodecError> {
    append(value, bytes, COMPACT)
}

fn append<T: Serialize + ?Sized>(value: &T, bytes: &mut Vec<u8>, config: impl Config) -> Result<(), CodecError> {
    let before = bytes.len();
    bincode::serde::encode_into_writer(value, Appender(bytes), config)
        .map_err(|e| CodecError::Encode(e.to_string()))?;
    match bytes.len() - before {
        given if given > LIMIT => Err(CodecError::TooLong { given: given as u64, limit: LIMIT as u64 }),
        _ => Ok(()),
    }
}

/// Writes to the end of a list.
struct Appender<'b>(&'b mut Vec<u8>);

impl Writer for Appender<'_> {
    #[inline]
    fn write(&mut self, bytes: &[u8]) -> Result<(), EncodeError> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}

/// The value that `bytes` encode, all of them.
///
/// # Errors
/// [`CodecError::Decode`] where the bytes are not such a value, [`CodecError::Trailing`] where some are left.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
    read(bytes, CONFIG)
}

/// The value that `bytes` encode as [`encode_compact_into`] does, all of them.
///
/// # Errors
/// As [`decode`].
pub fn decode_compact<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, CodecError> {
    read(bytes, COMPACT)
}

/// The value at the beginning of `bytes`, which it takes off. The value is encoded as [`encode_compact_into`] does.
///
/// # Errors
/// [`CodecError::Decode`] where no such value begins there; nothing is taken off then.
pub fn decode_compact_first<T: DeserializeOwned>(bytes: &mut &[u8]) -> Result<T, CodecError> {
    let (value, read) = first(bytes, COMPACT)?;
    *bytes = &bytes[read..];
    Ok(value)
}

fn read<T: DeserializeOwned>(bytes: &[u8], config: impl Config) -> Result<T, CodecError> {
    let (value, read) = first(bytes, config)?;
    match bytes.len() - read {
        0 => Ok(value),
        left => Err(CodecError::Trailing { left }),
    }
}

fn first<T: DeserializeOwned>(bytes: &[u8], config: impl Config) -> Result<(T, usize), CodecError> {
    bincode::serde::decode_from_slice(bytes, config)
        .map_err(|e| CodecError::Decode { what: std::any::type_name::<T>(), why: e.to_string() })
}
