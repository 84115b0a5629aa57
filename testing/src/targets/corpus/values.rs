//! Values and types in the forms that bytes, people and programs give them.

use allod_core::{Abi, Function, Param, Type, Value, tagged_value};

/// Types, each with a value as JSON.
const VALUES: [(&str, &str); 30] = [
    ("bool", "true"),
    ("u8", "255"),
    ("u16", "65535"),
    ("u32", "4294967295"),
    ("u64", "18446744073709551615"),
    ("u128", "\"340282366920938463463374607431768211455\""),
    ("i8", "-128"),
    ("i16", "-32768"),
    ("i32", "-2147483648"),
    ("i64", "-9223372036854775808"),
    ("i128", "\"-170141183460469231731687303715884105728\""),
    ("string", "\"é\\\"\\n\\u0000\""),
    ("bytes", "\"0x00ff\""),
    ("address", "\"0x1111111111111111111111111111111111111111\""),
    ("object_id", "\"2222222222222222222222222222222222222222222222222222222222222222\""),
    ("hash", "\"0x3333333333333333333333333333333333333333333333333333333333333333\""),
    ("[u64]", "[]"),
    ("[string]", "[\"\",\"a\"]"),
    ("[[u8]]", "[[1],[],[2,3]]"),
    ("u64?", "7"),
    ("string?", "null"),
    ("bool??", "false"),
    ("[address?]", "[null,\"0x1111111111111111111111111111111111111111\"]"),
    ("Info{name:string,supply:u128}", "{\"name\":\"x\",\"supply\":1}"),
    ("Out{in:In{a:[In{b:bool}],c:bytes?}}", "{\"in\":{\"a\":[{\"b\":true}],\"c\":\"00\"}}"),
    ("Empty{}", "{}"),
    // As much memory for a byte as there can be.
    ("[A{b:B{c:C{d:bool}}}]", "[{\"b\":{\"c\":{\"d\":true}}}]"),
    ("[[bytes]]", "[[],[\"\"]]"),
    ("[bool?]", "[null,true]"),
    ("[A{a:u8?,b:u8?}]", "[{\"a\":null,\"b\":1}]"),
];

/// Repetitions of the items of a list stand in its long form.
const LONG: usize = 60;

/// The number of inputs [`encoded`] and [`called`] each have: each value in four forms, and the same with long lists.
pub(super) const COUNT: usize = 2 * 4 * VALUES.len();

fn value(number: usize) -> Value {
    let (ty, json) = VALUES[number % VALUES.len()];
    let ty = ty.parse().expect("a type");
    let mut json: serde_json::Value = json.parse().expect("JSON");
    if let (Some(items), 1) = (json.as_array_mut(), number / VALUES.len() % 2) {
        *items = std::iter::repeat_n(items.clone(), LONG).flatten().collect();
    }
    Value::from_json(&ty, &json).expect("a value of that type")
}

/// Values in one of the forms that the codec reads.
pub(super) fn encoded(number: usize) -> Vec<u8> {
    let (form, number) = (number % 4, number / 4);
    let value = value(number);
    let ty = value.ty();
    match form {
        0 => tagged_value::encode(&(number..number + number % 5).map(self::value).chain([value]).collect::<Vec<_>>()),
        1 => ty.descriptor(),
        2 => ty.to_string().into_bytes(),
        _ => {
            let descriptor = ty.descriptor();
            [&[descriptor.len() as u8], &descriptor[..], &value.encode()].concat()
        }
    }
}

/// An ABI with a function of up to four parameters.
pub(super) fn abi(number: usize) -> Abi {
    let param = |i: usize| Param { name: format!("p{i}"), ty: value(number + i).ty() };
    let inputs = (0..=number % 4).map(param).collect();
    let function = Function { name: "f".to_owned(), inputs, outputs: vec![param(5)] };
    Abi { package_name: "p".to_owned(), functions: vec![function], ..Abi::default() }
}

/// An ABI, and arguments for its function in one of the forms that people give.
pub(super) fn called(number: usize) -> Vec<u8> {
    let (form, number) = (number % 4, number / 4);
    let abi = abi(number);
    let values: Vec<_> = (0..abi.functions[0].inputs.len()).map(|i| value(number + i)).collect();
    let json = values.iter().map(|value| value.to_json().to_string());
    let given = match form {
        0 => format!("[{}]", json.collect::<Vec<_>>().join(",")).into_bytes(),
        1 => {
            let fields = json.enumerate().map(|(i, json)| format!("\"p{i}\":{json}"));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(",")).into_bytes()
        }
        2 => values.iter().zip(json).map(|(value, json)| word(value, json) + "\n").collect::<String>().into_bytes(),
        _ => tagged_value::encode(&values),
    };
    [abi.to_json().as_bytes(), b"\0", &given].concat()
}

/// A value as a word on a command line.
fn word(value: &Value, json: String) -> String {
    match value.ty() {
        Type::List(_) | Type::Struct(_) => json,
        _ => json.trim_matches('"').to_owned(),
    }
}
