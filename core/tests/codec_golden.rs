//! The encoding is consensus: these bytes never change.

use allod_core::{Address, Args, CodecError, GasSchedule, ObjectId, Ownership, Type, Value, args, codec, tagged_value};
use allod_core::{Attributes, Function, NoAttributes, Param};

#[test]
fn integers_are_fixed_width_and_little_endian() {
    assert_eq!(codec::encode(&5u64).unwrap(), [5, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(codec::encode(&0x0102u16).unwrap(), [2, 1]);
    assert_eq!(codec::encode(&-1i32).unwrap(), [255; 4]);
}

#[test]
fn compact_integers_take_what_they_need() {
    let compact = |value: u64| {
        let mut bytes = vec![9];
        codec::encode_compact_into(&value, &mut bytes).unwrap();
        assert_eq!(codec::decode_compact::<u64>(&bytes[1..]).unwrap(), value);
        assert_eq!(bytes.remove(0), 9); // appended
        bytes
    };
    assert_eq!(compact(0), [0]);
    assert_eq!(compact(250), [250]);
    assert_eq!(compact(251), [251, 251, 0]);
    assert_eq!(compact(0x1_0000), [252, 0, 0, 1, 0]);
    assert_eq!(compact(1 << 40), [253, 0, 0, 0, 0, 0, 1, 0, 0]);
    let (mut bytes, row) = (Vec::new(), ("hi", vec![7u8], Some(300u32), Address([5; 20])));
    codec::encode_compact_into(&row, &mut bytes).unwrap();
    assert_eq!(bytes, [&[2, b'h', b'i', 1, 7, 1, 251, 44, 1, 254][..], &[5; 16], &[252, 5, 5, 5, 5]].concat());
    assert_eq!(codec::decode_compact::<(String, Vec<u8>, Option<u32>, Address)>(&bytes).unwrap().3, row.3);
    assert!(matches!(codec::decode_compact::<u8>(&[1, 2]), Err(CodecError::Trailing { left: 1 })));
    assert!(codec::decode_compact::<Vec<u64>>(&[253, 255, 255, 255, 255, 255, 255, 255, 255]).is_err());
}

#[test]
fn strings_lists_and_options_have_their_documented_bytes() {
    assert_eq!(codec::encode("hi").unwrap(), [2, 0, 0, 0, 0, 0, 0, 0, b'h', b'i']);
    assert_eq!(codec::encode(&vec![7u8, 8]).unwrap(), [2, 0, 0, 0, 0, 0, 0, 0, 7, 8]);
    assert_eq!(codec::encode(&Some(1u8)).unwrap(), [1, 1]);
    assert_eq!(codec::encode(&None::<u8>).unwrap(), [0]);
}

#[test]
fn names_are_their_bare_bytes() {
    assert_eq!(codec::encode(&Address([7; 20])).unwrap(), [7; 20]);
    assert_eq!(codec::encode(&ObjectId([8; 32])).unwrap(), [8; 32]);
    assert_eq!(codec::encode(&Ownership::Shared).unwrap(), [1, 0, 0, 0]);
    assert_eq!(codec::decode::<Address>(&[7; 20]).unwrap(), Address([7; 20]));
    assert_eq!(codec::decode::<ObjectId>(&std::array::from_fn::<u8, 32, _>(|i| i as u8)).unwrap().0[31], 31);
    assert!(codec::decode::<ObjectId>(&[8; 31]).is_err());
}

#[test]
fn trailing_and_missing_bytes_are_refused() {
    assert!(matches!(codec::decode::<u8>(&[1, 2]), Err(CodecError::Trailing { left: 1 })));
    assert!(matches!(codec::decode::<u64>(&[1, 2]), Err(CodecError::Decode { .. })));
}

#[test]
fn a_length_of_four_gibibytes_allocates_nothing() {
    let bomb = [0, 0, 0, 0, 1, 0, 0, 0];
    assert!(codec::decode::<String>(&bomb).is_err());
    assert!(codec::decode::<Vec<u64>>(&u64::MAX.to_le_bytes()).is_err());
    assert!(Value::decode(&Type::list(Type::U8), &u64::MAX.to_le_bytes()).is_err());
}

#[test]
fn values_and_the_codec_agree_on_every_plain_type() {
    assert_eq!(Value::from(5u64).encode(), codec::encode(&5u64).unwrap());
    assert_eq!(Value::from("hi").encode(), codec::encode("hi").unwrap());
    assert_eq!(Value::from(vec![1u8, 2]).encode(), codec::encode(&vec![1u8, 2]).unwrap());
    assert_eq!(Value::from(-5i128).encode(), codec::encode(&-5i128).unwrap());
    let list = Value::List(Type::U16, vec![Value::U16(1), Value::U16(2)]);
    assert_eq!(list.encode(), codec::encode(&vec![1u16, 2]).unwrap());
}

#[test]
fn a_list_of_nothing_is_refused_rather_than_counted_to_the_end() {
    let nothing = Type::structure("Unit", vec![]);
    assert!(Value::decode(&Type::list(nothing), &u64::MAX.to_le_bytes()).is_err());
}

#[test]
fn pairs_are_a_list_of_strings_and_values_in_turn() {
    let (key, value) = (Value::from("amount"), Value::from(7u64));
    let pairs = |values: &[Value]| Attributes::from_tagged(&tagged_value::encode(values));
    assert_eq!(pairs(&[]).unwrap(), []);
    assert_eq!(pairs(&[key.clone(), value.clone()]).unwrap(), [("amount".into(), value.clone())]);
    assert_eq!(pairs(&[value.clone(), key.clone()]), Err(NoAttributes::Pairs));
    assert_eq!(pairs(&[key.clone(), value, key]), Err(NoAttributes::Pairs));
    assert!(matches!(Attributes::from_tagged(&[]), Err(NoAttributes::Codec(_))));
    assert!(matches!(Attributes::from_tagged(&[0, 0]), Err(NoAttributes::Codec(CodecError::Trailing { left: 1 }))));
}

#[test]
fn tagged_values_carry_their_types() {
    let values = [Value::from(1u8), Value::from("a")];
    assert_eq!(tagged_value::encode(&values), [2, 2, 1, 12, 1, 0, 0, 0, 0, 0, 0, 0, b'a']);
    assert_eq!(tagged_value::decode(&tagged_value::encode(&values)).unwrap(), values);
}

#[test]
fn descriptors_deeper_than_eight_are_refused() {
    assert!(matches!(Type::from_descriptor(&[17; 9]), Err(CodecError::Depth { .. })));
    assert!("[[[[[[[[u8]]]]]]]]".parse::<Type>().is_err());
}

#[test]
fn text_that_is_no_name_is_an_error_and_never_a_zero() {
    for bad in ["", "0x", "0x00", "zz", &"0".repeat(41), &"g".repeat(40), " ", &format!("0x0x{}", "0".repeat(38))] {
        assert!(bad.parse::<Address>().is_err(), "{bad:?}");
    }
    let mixed: Address = "0xABcdEF0000000000000000000000000000000001".parse().unwrap();
    assert_eq!(mixed.to_string(), "abcdef0000000000000000000000000000000001");
}

#[test]
fn a_wrong_argument_is_named_by_function_position_name_wanted_and_given() {
    let function = Function {
        name: "Transfer".into(),
        inputs: vec![Param { name: "to".into(), ty: Type::Address }, Param { name: "amount".into(), ty: Type::U64 }],
        outputs: vec![],
    };
    let say = |args: Args| args.encode(&function).unwrap_err().to_string();
    assert_eq!(say(args![Address::ZERO, "five"]), "Transfer: argument 2 (amount): wanted u64, given string \"five\"");
    assert_eq!(say(args![Address::ZERO, -1]), "Transfer: argument 2 (amount): wanted u64, given i32 -1");
    assert_eq!(say(args![]), "Transfer takes 2 arguments, given 0: Transfer(to address, amount u64)");
    assert_eq!(
        say(Args::Json(serde_json::json!([Address::ZERO, 1.5]))),
        "Transfer: argument 2 (amount): wanted u64, given 1.5: a whole number in decimal digits, without separators"
    );
    assert_eq!(
        say(args! { to: Address::ZERO, sum: 5 }),
        "Transfer: argument 2 (amount) is missing: Transfer(to address, amount u64)"
    );
}

#[test]
fn arguments_by_position_name_word_and_json_encode_alike() {
    let function = Function {
        name: "f".into(),
        inputs: vec![
            Param { name: "a".into(), ty: Type::U64 },
            Param { name: "b".into(), ty: Type::option(Type::list(Type::I16)) },
        ],
        outputs: vec![],
    };
    let wanted = [9007199254740993u64.to_le_bytes().to_vec(), vec![1, 1, 0, 0, 0, 0, 0, 0, 0, 254, 255]].concat();
    let list = Value::List(Type::I64, vec![Value::I64(-2)]);
    let forms = [
        args![9007199254740993u64, &list],
        args! { b: &list, a: 9007199254740993u64 },
        Args::Cli(vec!["9007199254740993".into(), "[-2]".into()]),
        Args::Json(serde_json::json!([9007199254740993u64, [-2]])),
        Args::Json(serde_json::json!({"b": ["-2"], "a": "9007199254740993"})),
    ];
    for form in forms {
        assert_eq!(form.clone().encode(&function).unwrap(), wanted, "{form:?}");
    }
}

#[test]
fn the_default_schedule_is_pinned() {
    let standard = GasSchedule::standard();
    assert_eq!(
        standard.hash().to_string(),
        "0ab752ae837bbb4625436149aa5f19553033ad0d4e494321d75ec0e5abe1c48e",
        "nodes that have another schedule disagree over gas: a protocol change"
    );
    assert_eq!(standard.hash(), GasSchedule::default().hash());
    let other = standard.with_price(allod_core::HostOp::Sender, allod_core::Price { base: 11, per_unit: 0 });
    assert_ne!(GasSchedule::standard().hash(), other.hash());
}
