//! Any bytes as types and values: what checks them without building them says what building them says, and what is built
//! takes memory in proportion to its bytes.

use super::HeapMeter;
use allod_core::density::MEMORY_PER_BYTE;
use allod_core::types::{MAX_DESCRIPTOR, TYPE_MEMORY_PER_BYTE};
use allod_core::{CodecError, Type, Value, tagged_value};

/// Bytes of memory that may be taken whatever there is to read: the text of an error, the first room of a vector.
const ROOM: u64 = 1 << 10;

/// A type as descriptor and as text, tagged values, and a value behind its type, whose length stands before it.
pub fn values(data: &[u8], heap: HeapMeter) {
    let given = data.len() as u64;
    let (ty, bytes_taken) = taken(heap, || Type::from_descriptor(data));
    within("a descriptor", bytes_taken, TYPE_MEMORY_PER_BYTE as u64 * given);
    assert!(ty.as_ref().map_or(true, |ty| ty.descriptor() == data), "a descriptor comes back as it was");
    if let Ok(text) = std::str::from_utf8(data) {
        let (ty, bytes_taken) = taken(heap, || text.parse::<Type>());
        // Names stand in the type and in what is read of the text.
        within("a type in words", bytes_taken, 2 * TYPE_MEMORY_PER_BYTE as u64 * given);
        assert!(ty.map_or(true, |ty| ty.to_string().parse().ok() == Some(ty)), "a type is read as it is written");
    }

    let (checked, taken_to_check) = taken(heap, || tagged_value::check(data));
    within("a check of tagged values", taken_to_check, (TYPE_MEMORY_PER_BYTE * MAX_DESCRIPTOR) as u64);
    let (decoded, bytes_taken) = taken(heap, || tagged_value::decode(data));
    within("tagged values", bytes_taken, MEMORY_PER_BYTE as u64 * given);
    assert_eq!(checked.map(usize::from), decoded.as_ref().map(Vec::len).map_err(CodecError::clone));
    if let Ok(values) = decoded {
        assert_eq!(tagged_value::encode(&values), data, "tagged values come back as they were");
    }

    let Some((len, rest)) = data.split_first() else { return };
    let (ty, bytes) = rest.split_at(usize::from(*len).min(rest.len()));
    let Ok(ty) = Type::from_descriptor(ty) else { return };
    let (checked, taken_to_check) = taken(heap, || Value::check(&ty, bytes));
    within("a check of a value", taken_to_check, 0);
    let (decoded, bytes_taken) = taken(heap, || Value::decode(&ty, bytes));
    within("a value", bytes_taken, MEMORY_PER_BYTE as u64 * given);
    assert_eq!(checked, decoded.as_ref().map(drop).map_err(CodecError::clone));
    if let Ok(value) = decoded {
        assert_eq!((value.encode(), value.ty()), (bytes.to_vec(), ty), "a value comes back as it was");
    }
}

/// The answer of `act`, and the most bytes of memory it had at once.
fn taken<T>(heap: HeapMeter, mut act: impl FnMut() -> T) -> (T, u64) {
    let mut given = None;
    let bytes = heap(&mut || given = Some(act()));
    (given.expect("it was done"), bytes)
}

fn within(what: &str, taken: u64, most: u64) {
    assert!(taken <= most + ROOM, "{what} took {taken} bytes of memory, and may take {most}");
}
