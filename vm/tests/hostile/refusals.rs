//! Refused transactions and calls: their receipts are short, in words of our own, however long a contract makes its names.

use allod_core::reason::MOST;
use allod_core::{Address, ObjectId, Status, Type, Value, args, codec, tagged_value};
use allod_testing::hostile::{calling, deploy, deploying, with_gas};
use allod_testing::world::{ALICE, BOB, block, by, call, contract, memory_engine, puppet};
use allod_vm::{DeployTerms, Engine, ExecuteOptions, WasiOptions};

/// Bytes that a receipt may have beside one for each gas.
const RECEIPT: usize = 4_096;

fn stored(engine: &Engine) -> usize {
    engine.storage().scan(b"r", usize::MAX).unwrap().iter().map(|(key, value)| key.len() + value.len()).sum()
}

/// The longest of everything that a refusal could repeat: a contract of 400 functions with long names.
fn talkative(engine: &Engine) -> Address {
    let name = |n: usize| format!("{n:03}{}", "n".repeat(200));
    let functions: String = (0..400).map(|n| format!("(func (export \"{}\"))", name(n))).collect();
    deploy(engine, &format!("(module (memory (export \"memory\") 1) {functions})"))
}

#[test]
fn refused_transactions_leave_short_receipts_in_words_of_our_own() {
    let engine = memory_engine();
    let (talkative, puppet) = (talkative(&engine), puppet(&engine));
    let wat = |text: &str| wat::parse_str(text).unwrap();
    let with_section = |json: &[u8]| {
        let mut module = wat(r#"(module (func (export "f")))"#);
        let body = [b"\x09allod.abi".as_slice(), json].concat();
        module.push(0);
        let mut len = body.len();
        while len >= 0x80 {
            module.push((len & 0x7f) as u8 | 0x80);
            len >>= 7;
        }
        module.push(len as u8);
        module.extend(body);
        module
    };
    let long = "n".repeat(60_000);
    let offers = |function: &str| format!(r#"{{"package_name":"x","functions":[{function}]}}"#).into_bytes();
    let many = vec![r#"{"name":"f"}"#; 1_100].join(",");
    let many_inputs = vec![r#"{"name":"","type":"u8"}"#; 70].join(",");
    let modules: Vec<(Vec<u8>, u16)> = vec![
        (b"".to_vec(), 20),
        (b"\0asm".to_vec(), 20),
        (b"\0asm\x01\0\0\0\xff\xff\xff\xff\xff".to_vec(), 20),
        (wat(&format!(r#"(module (import "{long}" "{long}" (func)))"#)), 20),
        (wat(&format!(r#"(module (import "allod" "{long}" (func)))"#)), 20),
        (wat(r#"(module (import "allod" "call" (func)))"#), 20),
        (wat(&format!(r#"(module (func (export "allod.{long}")))"#)), 20),
        (wat(r#"(module (memory 1 2 shared))"#), 20),
        (wat(r#"(module (func $f) (start $f))"#), 20),
        (wat(r#"(module (table 1 funcref) (elem (i32.const 1) $f) (func $f (export "f")))"#), 20),
        (with_section(b"{"), 23),
        (with_section(format!("[\"{long}\"]").as_bytes()), 23),
        (with_section(format!("{{\"{long}\":1}}").as_bytes()), 23),
        (with_section(&offers(&format!(r#"{{"name":"f","inputs":[{{"name":"a","type":"{long}"}}]}}"#))), 23),
        (with_section(&vec![b' '; 1_100_000]), 23),
        (with_section(&offers(&format!(r#"{{"name":"{long}"}}"#))), 24),
        (with_section(&offers(r#"{"name":"\u001b[2J"}"#)), 24),
        (
            with_section(&offers(
                r#"{"name":"f","inputs":[{"name":"a","type":"u8"}],"outputs":[{"name":"","type":"u64"}]}"#,
            )),
            0,
        ),
        (with_section(&offers(&many)), 24),
        (with_section(&offers(&format!(r#"{{"name":"f","inputs":[{many_inputs}]}}"#))), 24),
    ];
    let mut wanted: Vec<u16> = modules.iter().map(|row| row.1).collect();
    let mut transactions: Vec<_> =
        modules.into_iter().map(|(module, _)| deploying(ALICE, module, DeployTerms::default())).collect();
    let mut add = |transaction, code| {
        transactions.push(transaction);
        wanted.push(code);
    };
    let terms = |wasi| DeployTerms { wasi, ..DeployTerms::default() };
    let usual = WasiOptions::default;
    add(deploying(ALICE, wat("(module)"), terms(WasiOptions { stack_size: 1, ..usual() })), 26);
    add(deploying(ALICE, vec![0; (8 << 20) + 1], terms(usual())), 6);
    let salted = || DeployTerms { salt: Some(allod_vm::Hash([7; 32])), ..DeployTerms::default() };
    add(deploying(ALICE, wat("(module)"), salted()), 0);
    add(deploying(ALICE, wat("(module)"), salted()), 25);
    add(calling(ALICE, BOB, "f", vec![], 1_000_000), 1);
    add(calling(ALICE, talkative, "nothing", vec![], 1_000_000), 2);
    add(calling(ALICE, talkative, &"n".repeat(256), vec![], 1_000_000), 2);
    add(calling(ALICE, talkative, "\u{1b}[2J\u{9b}", vec![], 1_000_000), 2);
    add(calling(ALICE, talkative, &long, vec![], 1_000_000), 6);
    add(calling(ALICE, puppet, "Sender", vec![0; (1 << 20) + 1], 1_000_000), 6);
    let before = stored(&engine);
    let count = transactions.len();
    let receipts = engine.execute_block(&block(9, 9), transactions).unwrap();
    for (at, (receipt, code)) in receipts.iter().zip(&wanted).enumerate() {
        let bytes = codec::encode(receipt).unwrap().len();
        assert!(bytes <= RECEIPT, "{at}: {bytes} bytes for {} gas: {}", receipt.gas.used, receipt.status);
        match &receipt.status {
            Status::Refused { reason } => {
                assert_eq!(reason.code(), *code, "{at}: {reason}");
                let text = reason.to_string();
                assert!(text.len() <= MOST, "{at}: {text}");
                assert!(!text.contains(|c: char| c.is_control()), "{at}: {text:?}");
            }
            status => assert_eq!(*code, 0, "{at}: {status}"),
        }
    }
    let grown = stored(&engine) - before;
    assert!(grown <= count * RECEIPT, "{grown} bytes");
    // Whoever asks by hand is told which functions there are.
    let told = engine.execute(talkative, "nothing", args![], by(ALICE)).unwrap_err().to_string();
    assert!(told.contains("the contract offers 000nnn"), "{}", &told[..200]);

    let again = (0..400).map(|_| calling(ALICE, talkative, "nothing", vec![], 1_000_000)).collect();
    let before = stored(&engine);
    engine.execute_block(&block(10, 10), again).unwrap();
    let grown = stored(&engine) - before;
    assert!(grown <= 400 * 256, "{grown} bytes of receipts that cost nothing");
}

#[test]
fn the_words_of_a_refused_call_are_short_however_long_its_types() {
    let engine = memory_engine();
    let field = |n: usize| format!("{}{n}:u64", "f".repeat(20));
    let taken = format!("T{{{}}}", (0..120).map(field).collect::<Vec<_>>().join(","));
    let target = contract(
        &engine,
        r#"(module (memory (export "memory") 1) (func (export "g")))"#,
        &[("g", &[("a", &taken)], "")],
    );
    let given: Type = format!("S{{{}}}", (0..20).map(field).collect::<Vec<_>>().join(",")).parse().unwrap();
    let value = Value::decode(&given, &[0; 160]).unwrap();
    let relay = puppet(&engine);
    for (values, wanted) in [
        (vec![], "g takes 1 argument, given 0"),
        (vec![value.clone()], "g: argument 1 (a): wanted T{fffffffffffffffffff"),
        (vec![Value::from("a"), value], "g takes 1 argument, given 2"),
    ] {
        let nested = args![target, 0u64, "g", tagged_value::encode(&values)];
        let receipt = engine.execute(relay, "RelayOrFail", nested, by(ALICE)).unwrap();
        let Status::Reverted { message, .. } = &receipt.status else { panic!("{}", receipt.status) };
        assert!(message.starts_with(wanted), "{message}");
        assert!(message.len() <= MOST, "{message}");
    }
}

#[test]
fn a_native_contract_gives_values_and_a_bounded_text() {
    let engine = memory_engine();
    let at = Address([9; 20]);
    let run =
        |values: Vec<Value>| engine.execute_native(at, "f", ExecuteOptions::default(), move |_| Ok(values)).unwrap();
    let values = vec![Value::U64(7), Value::from("seven")];
    let receipt = run(values.clone());
    assert_eq!(receipt.values().unwrap(), values);
    assert_eq!(receipt.result_json(), serde_json::json!([7, "seven"]));
    assert_eq!(engine.receipt(receipt.hash).unwrap().unwrap().values().unwrap(), values);
    assert_eq!(run(vec![Value::U64(7)]).result_json(), serde_json::json!(7));
    assert_eq!(run(vec![]).result_json(), serde_json::Value::Null);

    let long = "long ".repeat(100_000);
    let receipt = engine
        .execute_native(at, "f", ExecuteOptions::default(), |_| Err(allod_vm::NativeError::Revert(long)))
        .unwrap();
    let bytes = codec::encode(&receipt).unwrap().len();
    assert!(bytes <= RECEIPT, "{bytes} bytes");
}

#[test]
fn every_status_is_short_in_a_receipt() {
    let engine = memory_engine();
    let (contract, relay) = (puppet(&engine), puppet(&engine));
    let object: ObjectId = call(&engine, ALICE, contract, "Create", args![]).decode().unwrap();
    let failing =
        ["FailRevert", "FailAssert", "FailTrap", "FailDivide", "FailMemory", "FailPointer", "FailLoop", "FailIndirect"];
    for function in failing {
        let receipt = engine.execute(contract, function, args![object], with_gas(ALICE, 1_000_000)).unwrap();
        let nested = args![contract, 1_000_000u64, function, tagged_value::encode(&[Value::from(object)])];
        let through = engine.execute(relay, "RelayOrFail", nested, by(ALICE)).unwrap();
        for receipt in [receipt, through] {
            let bytes = codec::encode(&receipt).unwrap().len();
            assert!(!receipt.is_success() && bytes <= RECEIPT, "{function}: {bytes} bytes");
        }
    }
}
