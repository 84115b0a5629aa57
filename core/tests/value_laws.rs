//! Laws that hold for every type and value.

use allod_core::{Type, Value, tagged_value};
use proptest::prelude::*;

fn any_type() -> impl Strategy<Value = Type> {
    let plain = prop::sample::select(allod_core::PRIMITIVES.map(|row| row.2).to_vec());
    plain.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(Type::list),
            inner.clone().prop_map(Type::option),
            ("[A-Za-z_]{1,8}", prop::collection::vec(("[a-z_]{1,8}", inner), 1..4))
                .prop_map(|(name, fields)| Type::structure(name, fields)),
        ]
    })
}

proptest! {
    #[test]
    fn a_type_survives_its_descriptor_and_its_text(ty in any_type()) {
        prop_assert_eq!(&Type::from_descriptor(&ty.descriptor()).unwrap(), &ty);
        prop_assert_eq!(&ty.to_string().parse::<Type>().unwrap(), &ty);
    }

    #[test]
    fn no_bytes_make_a_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..200), ty in any_type()) {
        let _ = Type::from_descriptor(&bytes);
        let _ = tagged_value::decode(&bytes);
        if let Ok(value) = Value::decode(&ty, &bytes) {
            prop_assert_eq!(value.encode(), bytes);
            prop_assert_eq!(value.ty(), ty);
        }
    }

    #[test]
    fn no_text_makes_a_parser_panic(text in ".{0,64}", ty in any_type()) {
        let _ = text.parse::<Type>();
        let _ = Value::from_text(&ty, &text);
    }

    #[test]
    fn json_gives_every_integer_back(n in any::<u64>(), m in any::<i128>()) {
        for value in [Value::U64(n), Value::I128(m)] {
            let text = value.to_json().to_string();
            let json: serde_json::Value = serde_json::from_str(&text).unwrap();
            prop_assert_eq!(Value::from_json(&value.ty(), &json).unwrap(), value);
        }
    }
}
