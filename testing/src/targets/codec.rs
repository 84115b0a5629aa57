//! Any bytes as values and types.

use allod_core::{Type, Value, tagged_value};

/// Values and types as bytes and text. What is read must be written as it was.
pub fn codec(data: &[u8]) {
    if let Ok(values) = tagged_value::decode(data) {
        assert_eq!(tagged_value::encode(&values), data, "tagged values come back as they were");
    }
    if let Ok(ty) = Type::from_descriptor(data) {
        assert_eq!(ty.descriptor(), data, "a descriptor comes back as it was");
    }
    if let Some(Ok(ty)) = std::str::from_utf8(data).ok().map(str::parse::<Type>) {
        assert_eq!(ty.to_string().parse::<Type>().ok(), Some(ty), "a type is read as it is written");
    }
    let Some((len, rest)) = data.split_first() else { return };
    let (ty, bytes) = rest.split_at(usize::from(*len).min(rest.len()));
    if let Ok(ty) = Type::from_descriptor(ty)
        && let Ok(value) = Value::decode(&ty, bytes)
    {
        assert_eq!(value.encode(), bytes, "a value comes back as it was");
        assert_eq!(value.ty(), ty, "a value is of the type it was read as");
        let json = value.to_json();
        assert!(!value.summary().is_empty(), "whatever it is, it can be shown");
        if let Ok(again) = Value::from_json(&ty, &json) {
            assert_eq!(again.to_json(), json, "JSON comes back as it was");
        }
    }
}
