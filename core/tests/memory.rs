//! Memory that types and values take, counted at the allocator: in proportion to their bytes, whoever chose them.

use allod_core::PRIMITIVES;
use allod_core::density::{MEMORY_PER_BYTE, PARTS_PER_BYTE};
use allod_core::types::{MAX_DESCRIPTOR, TYPE_MEMORY_PER_BYTE};
use allod_core::{Attributes, CodecError, Function, Param, Reason, Type, Value, tagged_value};
use proptest::prelude::*;

/// What `act` answers, and the most memory it had at once.
fn peak<T>(act: impl FnOnce() -> T) -> (T, usize) {
    let mut answer = None;
    let counted = allocation_counter::measure(|| answer = Some(act()));
    (answer.unwrap(), counted.bytes_max as usize)
}

/// A struct of `fields`, with the shortest names there are.
fn descriptor(fields: &[&[u8]]) -> Vec<u8> {
    let mut out = vec![19, 0, fields.len() as u8];
    fields.iter().for_each(|field| {
        out.push(0);
        out.extend_from_slice(field);
    });
    out
}

const EMPTY: &[u8] = &[19, 0, 0];

/// Types made to have much memory for few bytes.
fn greedy() -> Vec<Vec<u8>> {
    let nothing = descriptor(&vec![EMPTY; 254]);
    let deep = |inner: &[u8], levels: usize| (0..levels).fold(inner.to_vec(), |ty, _| descriptor(&[&ty]));
    let mut types = vec![
        EMPTY.to_vec(),
        nothing.clone(),
        descriptor(&vec![&[2][..]; 255]),
        descriptor(&vec![&[17, 17, 17, 17, 17, 17, 2][..]; 127]),
        descriptor(&vec![&[18, 18, 18, 18, 18, 18, 19, 0, 0][..]; 100]),
        descriptor(&[EMPTY, &[5], EMPTY]),
        descriptor(&[&[18, 19, 0, 1, 0, 18, 1], EMPTY]),
    ];
    types.extend((1..7).map(|levels| deep(&[2], levels)));
    types.extend((1..7).map(|levels| deep(EMPTY, levels)));
    types.extend((1..7).map(|levels| deep(&[18, 1], levels)));
    types.push([&nothing[..2], &[255], &nothing[3..], &[0, 2]].concat());
    let mut all = types.clone();
    all.extend(types.iter().map(|ty| [&[17][..], ty].concat()));
    all.extend(types.iter().map(|ty| [&[18][..], ty].concat()));
    all.extend(types.iter().map(|ty| [&[17, 18][..], ty].concat()));
    all.extend(types.iter().map(|ty| [&[17, 17][..], ty].concat()));
    all
}

fn type_stays_in_proportion(descriptor: &[u8]) -> Option<Type> {
    let (ty, memory) = peak(|| Type::from_descriptor(descriptor));
    let most = match ty {
        Ok(_) | Err(CodecError::Sparse | CodecError::Trailing { .. }) => {
            TYPE_MEMORY_PER_BYTE * descriptor.len().min(MAX_DESCRIPTOR)
        }
        Err(_) => 0,
    };
    assert!(memory <= most, "{memory} bytes for {descriptor:?}");
    ty.ok()
}

fn value_stays_in_proportion(ty: &Type, bytes: &[u8]) -> bool {
    let (checked, memory) = peak(|| Value::check(ty, bytes));
    assert_eq!(memory, 0, "a check takes no memory: {ty}");
    let (value, memory) = peak(|| Value::decode(ty, bytes));
    assert_eq!(value.is_ok(), checked.is_ok(), "{ty}");
    let most = if checked.is_ok() { MEMORY_PER_BYTE * (bytes.len() + ty.descriptor().len()) } else { 0 };
    assert!(memory <= most, "{memory} bytes for {} of {ty}", bytes.len());
    checked.is_ok()
}

#[test]
fn a_types_memory_is_in_proportion_to_its_descriptor() {
    let read: Vec<_> = greedy().iter().filter_map(|ty| type_stays_in_proportion(ty)).collect();
    assert!(read.len() > 40, "{} types are types", read.len());
    // Longer than a descriptor may be: no more than that is read.
    let long = descriptor(&vec![&descriptor(&vec![EMPTY; 255])[..]; 255]);
    assert!(long.len() > 100 * MAX_DESCRIPTOR);
    let (ty, memory) = peak(|| Type::from_descriptor(&long));
    assert!(matches!(ty, Err(CodecError::TooLong { .. })), "{ty:?}");
    assert_eq!(memory, 0);
}

#[test]
fn a_values_memory_is_in_proportion_to_its_bytes() {
    let mut accepted = 0;
    for descriptor in greedy() {
        let Ok(ty) = Type::from_descriptor(&descriptor) else { continue };
        // A count that the bytes bear out, one that they don't, and marks of options everywhere.
        for items in [0_u64, 1, 255, 4000, u64::MAX] {
            for fill in [0_u8, 1] {
                for len in [0, 1, 7, 255, 4000, 8000, 12_000] {
                    let list = [&items.to_le_bytes()[..], &vec![fill; len]].concat();
                    accepted += usize::from(value_stays_in_proportion(&ty, &list));
                    accepted += usize::from(value_stays_in_proportion(&ty, &[&[1][..], &list].concat()));
                    accepted += usize::from(value_stays_in_proportion(&ty, &vec![fill; len]));
                }
            }
        }
    }
    assert!(accepted > 100, "{accepted} values are values");
}

#[test]
fn lists_of_what_takes_too_few_bytes_are_no_types() {
    let refused = |text: &str| {
        assert!(text.parse::<Type>().is_err(), "{text}");
    };
    let nothings = vec!["e:E{}"; 254].join(",");
    refused("[E{}]");
    refused(&format!("[T{{{nothings},n:u8}}]"));
    refused(&format!("[T{{{nothings}}}?]"));
    refused(&format!("[[T{{{nothings},n:u8}}]]"));
    refused("[A{a:B{b:C{c:D{d:u8}}}}]");
    // What contracts have.
    for text in [
        "E{}",
        "T{e:E{},n:u64}",
        "[T{e:E{},n:u64}]",
        "[u8]",
        "[bool?]",
        "[A{a:B{b:C{c:bool}}}]",
        "[Item{id:ID{value:u8},open:bool,names:[string]}]",
        "[[[[u8]]]]",
    ] {
        let ty: Type = text.parse().unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(Type::from_descriptor(&ty.descriptor()).unwrap(), ty);
    }
    assert_eq!(PARTS_PER_BYTE, 4);
    assert_eq!(MEMORY_PER_BYTE, 192);
    assert!(!Type::list(Type::structure("E", vec![])).is_dense(), "nor where Rust makes it");
}

#[test]
fn a_byte_of_a_list_stands_for_four_values_at_most() {
    let ty: Type = "[A{a:B{b:C{c:bool}}}]".parse().unwrap();
    let bytes = [&100_000_u64.to_le_bytes()[..], &vec![1; 100_000]].concat();
    let (value, memory) = peak(|| Value::decode(&ty, &bytes).unwrap());
    assert!((100_000 * MEMORY_PER_BYTE).abs_diff(memory) < 10_000, "the bound is met: {memory}");
    drop(value);
}

#[test]
fn tagged_values_and_attributes_are_checked_without_making_any() {
    let list = |n: u64| [&[17, 2][..], &n.to_le_bytes(), &vec![7; n as usize]].concat();
    let arguments = [&[2][..], &list(60_000), &list(10)].concat();
    let (count, memory) = peak(|| tagged_value::check(&arguments).unwrap());
    assert_eq!(count, 2);
    // The type `[u8]` is there for a moment.
    assert!(memory <= 2 * TYPE_MEMORY_PER_BYTE, "{memory}");

    let event = [&[2, 12, 1, 0, 0, 0, 0, 0, 0, 0, b'k'][..], &list(60_000)].concat();
    let (attributes, memory) = peak(|| Attributes::from_tagged(&event).unwrap());
    assert!(memory <= event.len() + 2 * TYPE_MEMORY_PER_BYTE, "{memory} for {}", event.len());
    let (items, memory) = peak(|| attributes.iter().filter(|(_, value)| matches!(value, Value::List(..))).count());
    assert_eq!(items, 1);
    assert!(memory <= 2 * MEMORY_PER_BYTE * event.len(), "{memory}");
}

#[test]
fn arguments_are_put_into_another_form_in_the_memory_of_that_form() {
    let function = |ty: &str| Function {
        name: "f".into(),
        inputs: vec![Param { name: "a".into(), ty: ty.parse().unwrap() }],
        outputs: vec![],
    };
    let count = 50_000_u64;
    let given = [&[1, 17, 2][..], &count.to_le_bytes(), &vec![7; count as usize]].concat();
    for (ty, width) in [("[u8]", 1), ("[u128]", 16), ("[u16?]?", 3)] {
        let function = function(ty);
        let encode = |most| allod_core::args::encode_tagged(&function, &given, Vec::new(), most);
        let (input, memory) = peak(|| encode(u64::MAX).unwrap());
        assert!(input.len() as u64 >= 8 + width * count);
        // A list that grows has twice its memory for a moment, and half again.
        assert!(memory <= 3 * input.len() + 256, "{memory} for {}", input.len());
        let (refused, memory) = peak(|| encode(1_000).unwrap_err());
        assert!(matches!(refused, Reason::Limit { limit: 1_000, .. }), "{refused}");
        assert!(memory <= 3 * (given.len() + 1_000), "{memory}");
    }
    let (refused, memory) = peak(|| {
        let function = function("[string]");
        allod_core::args::encode_tagged(&function, &given, Vec::new(), u64::MAX).unwrap_err()
    });
    assert!(matches!(refused, Reason::Argument { .. }), "{refused}");
    assert!(memory < 1_000, "{memory}");
}

fn any_descriptor() -> impl Strategy<Value = Vec<u8>> {
    let plain = prop::sample::select(PRIMITIVES.map(|row| vec![row.0]).to_vec());
    let leaf = prop_oneof![plain, Just(EMPTY.to_vec())];
    leaf.prop_recursive(7, 300, 40, |inner| {
        prop_oneof![
            inner.clone().prop_map(|ty| [&[17][..], &ty].concat()),
            inner.clone().prop_map(|ty| [&[18][..], &ty].concat()),
            prop::collection::vec(inner, 0..40)
                .prop_map(|fields| { descriptor(&fields.iter().map(Vec::as_slice).collect::<Vec<_>>()) }),
        ]
    })
}

/// Bytes with small counts and marks among them, so that many are values.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        (0_u64..600).prop_map(|n| n.to_le_bytes().to_vec()),
        prop::collection::vec(0_u8..2, 0..600),
        prop::collection::vec(any::<u8>(), 0..20),
    ];
    prop::collection::vec(part, 0..6).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn whatever_the_bytes_are_memory_is_in_proportion(descriptor in any_descriptor(), bytes in any_bytes()) {
        if let Some(ty) = type_stays_in_proportion(&descriptor) {
            value_stays_in_proportion(&ty, &bytes);
            value_stays_in_proportion(&Type::list(ty.clone()), &bytes);
            let tagged = [&[1][..], &descriptor, &bytes].concat();
            let (decoded, memory) = peak(|| tagged_value::decode(&tagged));
            let most = (MEMORY_PER_BYTE + TYPE_MEMORY_PER_BYTE) * tagged.len();
            prop_assert!(memory <= most, "{} of {}", memory, tagged.len());
            prop_assert_eq!(decoded.is_ok(), tagged_value::check(&tagged).is_ok());
        }
        type_stays_in_proportion(&bytes);
    }

    #[test]
    fn tagged_arguments_become_what_their_values_would(n in any::<u8>(), m in any::<i16>(), list in prop::collection::vec(any::<u16>(), 0..9)) {
        let values = [
            Value::U8(n),
            Value::I16(m),
            Value::List(Type::U16, list.iter().map(|n| Value::U16(*n)).collect()),
            Value::Option(Type::U8, None),
        ];
        for types in [["u8", "i16", "[u16]", "u8?"], ["i128", "i64?", "[u32?]", "u64?"], ["u16", "u8", "[u8]", "i8?"], ["string", "i8", "[i16]?", "u8??"]] {
            let inputs = types.iter().map(|ty| Param { name: "p".into(), ty: ty.parse().unwrap() }).collect();
            let function = Function { name: "f".into(), inputs, outputs: vec![] };
            let made = allod_core::Args::Positional(values.to_vec()).encode(&function);
            let walked = allod_core::args::encode_tagged(&function, &tagged_value::encode(&values), Vec::new(), u64::MAX);
            prop_assert_eq!(walked.ok(), made.ok());
        }
    }
}
