//! Values that carry their own type, for the places where nobody else knows it: the arguments of a call
//! from one contract to another, the attributes of an event, a field in the store.
//!
//! A list of tagged values is a count (one byte) and then, for each, its type's descriptor and its bytes.

use crate::error::CodecError;
use crate::values::primitive::take;
use crate::values::types::Type;
use crate::values::value::Value;
use crate::values::walk::skip;
use serde::{Deserialize, Serialize};
use std::cell::Cell;

/// Room for a value with its type, in bytes: most fit.
const USUAL: usize = 40;

/// `values` with their types. At most 255 are written.
pub fn encode(values: &[Value]) -> Vec<u8> {
    let count = values.len().min(255);
    let mut out = vec![count as u8];
    for value in &values[..count] {
        value.ty().describe(&mut out);
        value.write(&mut out);
    }
    out
}

/// The values that `bytes` hold, all of them.
///
/// # Errors
/// [`CodecError`] where they are not such a list; no value was made then.
pub fn decode(bytes: &[u8]) -> Result<Vec<Value>, CodecError> {
    let mut left = bytes;
    let count = usize::from(check(bytes)?);
    take(&mut left, 1)?;
    let mut values = Vec::with_capacity(count);
    for _ in 0..count {
        let ty = Type::read_descriptor(&mut left)?;
        values.push(Value::build(&ty, &mut left)?);
    }
    Ok(values)
}

/// Checks that `bytes` hold values and nothing else, and counts them. Makes none.
///
/// # Errors
/// As [`decode`].
pub fn check(bytes: &[u8]) -> Result<u8, CodecError> {
    let mut left = bytes;
    let count = take(&mut left, 1)?[0];
    for _ in 0..count {
        skip_one(&mut left)?;
    }
    match left.len() {
        0 => Ok(count),
        left => Err(CodecError::Trailing { left }),
    }
}

/// Takes one type and its value off the front of `bytes`, and gives the type.
pub(crate) fn skip_one(bytes: &mut &[u8]) -> Result<Type, CodecError> {
    let ty = Type::read_descriptor(bytes)?;
    skip(&ty, bytes)?;
    Ok(ty)
}

/// `value` with its type.
pub fn encode_one(value: &Value) -> Vec<u8> {
    let mut out = Vec::with_capacity(USUAL);
    encode_one_into(value, &mut out);
    out
}

/// Appends `value` with its type to `out`.
pub(crate) fn encode_one_into(value: &Value, out: &mut Vec<u8>) {
    value.ty().describe(out);
    value.write(out);
}

/// Takes one type and its value off the front of `bytes`.
///
/// # Errors
/// [`CodecError`] where they are not such a pair.
pub fn decode_one(bytes: &mut &[u8]) -> Result<Value, CodecError> {
    let ty = Type::read_descriptor(bytes)?;
    Value::read(&ty, bytes)
}

/// Bytes that a thread keeps the room for, to encode values in.
const MOST_ROOM: usize = 4096;

thread_local! {
    static ROOM: Cell<Vec<u8>> = const { Cell::new(Vec::new()) };
}

/// The type and the value, as [`encode_one`] has them: a list names its type once and not with every item.
impl Serialize for Value {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A receipt holds many. A thread that is ending has no room any more, and makes some.
        let mut bytes = ROOM.try_with(Cell::take).unwrap_or_default();
        bytes.clear();
        encode_one_into(self, &mut bytes);
        let done = serde_bytes::serialize(&bytes, serializer);
        bytes.shrink_to(MOST_ROOM);
        let _ = ROOM.try_with(|room| room.set(bytes));
        done
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes: Vec<u8> = serde_bytes::deserialize(deserializer)?;
        let mut left = bytes.as_slice();
        match decode_one(&mut left) {
            Ok(value) if left.is_empty() => Ok(value),
            Ok(_) => Err(serde::de::Error::custom("bytes left over after the value")),
            Err(error) => Err(serde::de::Error::custom(error)),
        }
    }
}
