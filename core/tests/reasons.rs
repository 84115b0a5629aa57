//! The words and bytes of every reason: nodes agree on them, so these never change.

use allod_core::reason::{AbiFault, Check, Flaw, LimitKind, MOST, NAME, WriteTarget};
use allod_core::{Address, CodecError, ObjectId, Reason, Status, Type, codec, reason};
use std::collections::BTreeSet;

/// Each reason, with the longest of what it may name.
fn all() -> Vec<Reason> {
    let name = || reason::name(&[b'n'; 300]);
    let (address, object) = (Address([0xAB; 20]), ObjectId([0xCD; 32]));
    let operation = || "change owner".into();
    let flaw = Flaw::Short { wanted: u64::MAX, left: u64::MAX };
    let (given, limit) = (u64::MAX, u64::MAX);
    let (has, wanted) = (given, limit);
    vec![
        Reason::NoContract { address },
        Reason::NoFunction { function: name() },
        Reason::Arguments { function: name(), flaw },
        Reason::ArgumentCount { function: name(), wanted: u32::MAX, given: u32::MAX },
        Reason::Argument { function: name(), position: u32::MAX, parameter: name(), wanted: name(), given: name() },
        Reason::Limit { what: LimitKind::Events, given, limit },
        Reason::Depth { depth: given, limit },
        Reason::Calls { call: given, limit },
        Reason::Reentered { contract: address },
        Reason::Gate { check: Check::Custom },
        Reason::NotMetered,
        Reason::NotCompiled,
        Reason::AbiUnreadable,
        Reason::Abi { function: name(), fault: AbiFault::Long { takes: true, given, limit } },
        Reason::AddressTaken { address },
        Reason::Option { option: "max_execution_time".into(), value: given, min: 1, max: limit },
        Reason::Chain { given, wanted },
        Reason::Nonce { account: address, given, wanted },
        Reason::GasPrice { given, least: limit },
        Reason::IntrinsicGas { limit, intrinsic: given },
        Reason::Funds { account: address, has, gas_limit: limit, gas_price: given, value: given },
        Reason::Query { operation: operation(), subject: WriteTarget::None },
        Reason::Query { operation: operation(), subject: WriteTarget::Object { object } },
        Reason::Query { operation: operation(), subject: WriteTarget::Field { object, field: name() } },
        Reason::Query { operation: operation(), subject: WriteTarget::Event { event: name() } },
        Reason::Query { operation: operation(), subject: WriteTarget::Amount { amount: given } },
        Reason::NoObject { object },
        Reason::OwnsNone { owner: address, contract: address },
        Reason::NoHandle { handle: u64::MAX },
        Reason::NoField { object, field: name() },
        Reason::OtherType { object, field: name(), holds: name(), asked: name() },
        Reason::Field { field: name(), flaw },
        Reason::Descriptor { given, limit },
        Reason::ForeignContract { operation: operation(), object, asked_by: address, wanted: address },
        Reason::Shared { operation: operation(), object, asked_by: address },
        Reason::Immutable { operation: operation(), object, asked_by: address },
        Reason::DefaultObject { operation: operation(), object, asked_by: address },
        Reason::NoConsent {
            operation: operation(),
            object,
            asked_by: address,
            sender: address,
            owner: address,
            not_brought: true,
        },
        Reason::EventName,
        Reason::Event { event: name(), flaw },
        Reason::EventPairs { event: name() },
        Reason::Attached { amount: given, attached: limit },
        Reason::Balance { account: address, has, wanted },
        Reason::BalanceOverflow { account: address, has, added: wanted },
        Reason::CallTerms { given },
        Reason::Input { function: name(), position: u32::MAX, parameter: name(), wanted: name(), flaw },
        Reason::InputShort { given },
        Reason::InputLeft { left: given },
        Reason::Exit { code: u32::MAX },
        Reason::Engine,
    ]
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn the_words_and_bytes_of_every_reason_never_change() {
    let mut lines = String::new();
    for reason in all() {
        let mut bytes = Vec::new();
        codec::encode_compact_into(&reason, &mut bytes).unwrap();
        assert_eq!(codec::decode_compact::<Reason>(&bytes).unwrap(), reason);
        lines += &format!("{} {reason}\n  {}\n", reason.code(), hex(&bytes));
    }
    for limited in LimitKind::ALL {
        lines += &format!("limited {} {} {}\n", *limited as u32, limited, limited.unit());
    }
    for check in Check::ALL {
        lines += &format!("check {} {check}\n", *check as u32);
    }
    let golden = include_str!("golden/reasons.txt");
    if lines != golden {
        let made = std::env::temp_dir().join("reasons.txt");
        std::fs::write(&made, &lines).unwrap();
        panic!("reasons changed; what they are now is in {}", made.display());
    }
}

#[test]
fn the_words_and_bytes_of_every_flaw_and_fault_never_change() {
    let flaws = [
        (Flaw::Trailing { left: 1 }, "0001 1 bytes left over after the value"),
        (Flaw::Short { wanted: 2, left: 1 }, "010201 cut short: 2 more bytes wanted, 1 left"),
        (Flaw::TooLong { given: 2, limit: 1 }, "020201 too long: 2 bytes, the limit is 1"),
        (Flaw::Tag { byte: 9 }, "0309 9 is no type, no bool and no option's mark"),
        (Flaw::Utf8, "04 a string that is not UTF-8"),
        (Flaw::Depth { limit: 8 }, "0508 nested deeper than 8"),
        (Flaw::Sparse, "06 the items of a list take too few bytes for their parts"),
        (Flaw::NoValue, "07 no value"),
    ];
    let (given, limit) = (2, 1);
    let faults = [
        (AbiFault::NotExported, "00 the module exports no such function"),
        (AbiFault::OtherNumbers, "01 the module exports it with other numbers"),
        (AbiFault::Functions { given, limit }, "020201 there may be 1 functions, and there are 2"),
        (AbiFault::Params { given, limit }, "030201 it may have 1 inputs and outputs, and has 2"),
        (AbiFault::Name { given, limit }, "040201 its name may have 1 bytes, and has 2"),
        (AbiFault::All { given, limit }, "050201 all it offers may have 1 bytes as JSON, and has 2"),
        (AbiFault::Long { takes: true, given, limit }, "06010201 what it takes may have 1 bytes as text, and has 2"),
        (AbiFault::Long { takes: false, given, limit }, "06000201 what it gives may have 1 bytes as text, and has 2"),
    ];
    fn line(value: &(impl serde::Serialize + std::fmt::Display)) -> String {
        let mut bytes = Vec::new();
        codec::encode_compact_into(value, &mut bytes).unwrap();
        format!("{} {value}", hex(&bytes))
    }
    flaws.iter().for_each(|(flaw, wanted)| assert_eq!(line(flaw), *wanted));
    faults.iter().for_each(|(fault, wanted)| assert_eq!(line(fault), *wanted));
}

#[test]
fn every_reason_has_a_code_of_its_own_and_a_bound() {
    let codes: BTreeSet<_> = all().iter().map(Reason::code).collect();
    let kinds: BTreeSet<_> = all().iter().map(|reason| format!("{:?}", std::mem::discriminant(reason))).collect();
    assert_eq!(codes.len(), kinds.len());
    for reason in all() {
        let bytes = codec::encode(&reason).unwrap();
        assert!(reason.to_string().len() <= MOST && bytes.len() <= MOST, "{reason}: {} bytes", bytes.len());
        let status = Status::Refused { reason: Box::new(reason.clone()) };
        assert_eq!(status.to_string(), format!("refused: {reason}"));
        assert_eq!(codec::decode::<Status>(&codec::encode(&status).unwrap()).unwrap(), status);
        let json = serde_json::to_string(&status).unwrap();
        assert_eq!(serde_json::from_str::<Status>(&json).unwrap(), status, "{json}");
    }
}

#[test]
fn names_and_types_are_cut_and_steer_no_terminal() {
    assert_eq!(reason::name(b"Transfer"), "Transfer");
    assert_eq!(reason::name(&[b'a'; 1000]).len(), NAME);
    let letters = "é".repeat(100);
    assert_eq!(reason::name(letters.as_bytes()), letters[..NAME]);
    assert_eq!(reason::name(b"a\x1b[2J\nb\xff"), "a\u{fffd}[2J\u{fffd}b\u{fffd}");
    assert_eq!(reason::name("a\u{9b}b".as_bytes()), "a\u{fffd}b");
    let long = Type::structure("T", (0..255).map(|n| (format!("field{n}"), Type::U64)).collect());
    assert_eq!(reason::type_name(&long), long.to_string()[..NAME]);
    assert_eq!(reason::type_name(&Type::list(Type::U8)), "[u8]");
}

#[test]
fn no_library_has_a_word_in_a_reason() {
    for error in [
        CodecError::Encode("the library's words".into()),
        CodecError::Decode { what: "thing", why: "the library's words".into() },
    ] {
        assert_eq!(Flaw::from(&error).to_string(), "no value");
    }
}
