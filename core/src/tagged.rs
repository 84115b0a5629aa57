//! Values that carry their own type, for the places where nobody else knows it: the arguments of a call
//! from one contract to another, the attributes of an event, a field in the store.
//!
//! A list of tagged values is a count (one byte) and then, for each, its type's descriptor and its bytes.

use crate::error::CodecError;
use crate::name::Name;
use crate::types::{Type, take};
use crate::value::{Value, counted};

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
/// [`CodecError`] where they are not such a list.
pub fn decode(bytes: &[u8]) -> Result<Vec<Value>, CodecError> {
    let mut left = bytes;
    let count = take(&mut left, 1)?[0];
    let values = (0..count).map(|_| decode_one(&mut left)).collect::<Result<_, _>>()?;
    match left.len() {
        0 => Ok(values),
        left => Err(CodecError::Trailing { left }),
    }
}

/// What [`decode`] gives where the values are strings and any values in turn: pairs. `None` for anything else, and for
/// bytes that are no list.
pub fn decode_pairs(bytes: &[u8]) -> Option<Vec<(Name, Value)>> {
    let mut left = bytes;
    let count = usize::from(take(&mut left, 1).ok()?[0]);
    if count % 2 > 0 {
        return None;
    }
    let mut pairs = Vec::with_capacity(count / 2);
    for _ in 0..count / 2 {
        let key = match Type::read_descriptor(&mut left).ok()? {
            Type::String => Name::from_utf8(counted(&mut left).ok()?).ok()?,
            _ => return None,
        };
        pairs.push((key, decode_one(&mut left).ok()?));
    }
    left.is_empty().then_some(pairs)
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
