//! Values, types and ABIs made to take much memory or many bytes for little gas.
//!
//! A program of its own, because every allocation in it is counted.

use allod_core::abi::Abi;
use allod_core::reason::AbiFault;
use allod_core::{Address, HostStatus, ObjectId, Status, Value, args, codec};
use allod_testing::hostile::{calling, deploy, module, with_gas};
use allod_testing::world::{ALICE, BOB, CAROL, block, config, contract, memory_engine};
use allod_vm::{DeployOptions, Engine, EngineError, Receipt};

/// What `act` answers, the most memory it had at once, and what is left of it. The linear memory of contracts is not in it.
fn memory<T>(act: impl FnOnce() -> T) -> (T, usize, usize) {
    let mut answer = None;
    let counted = allocation_counter::measure(|| answer = Some(act()));
    (answer.unwrap(), counted.bytes_max as usize, counted.bytes_current.max(0) as usize)
}

/// Bytes that a receipt may have beside one for each gas.
const RECEIPT: usize = 4_096;

fn escaped(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("\\{b:02x}")).collect()
}

/// A struct of 254 empty structs and one byte: a byte that would be 255 values.
fn bomb() -> Vec<u8> {
    let mut ty = vec![19, 0, 255];
    for _ in 0..254 {
        ty.extend([0, 19, 0, 0]);
    }
    ty.extend([0, 2]);
    ty
}

/// A list of `count` items of type `item`, tagged, all of whose bytes are 0.
fn list(item: &[u8], count: u64) -> Vec<u8> {
    [&[17], item, &count.to_le_bytes(), &vec![0; count as usize]].concat()
}

/// A contract whose `f` does `body` with `data` at 64, and answers what the host said. Address 8 is a contract, 0 is `g`.
fn teller(engine: &Engine, names: &[&str], data: &[u8], at_8: &[u8], body: &str) -> Address {
    let body = format!(
        r#"(data (i32.const 0) "g") (data (i32.const 8) "{}") (data (i32.const 64) "{}")
           (func (export "f") (result i32) {body})"#,
        escaped(at_8),
        escaped(data)
    );
    deploy(engine, &module(names, &body).replace("\"memory\") 16", "\"memory\") 20"))
}

/// Calls `f` with all the gas there may be, and gives the status the host told it.
fn told(engine: &Engine, contract: Address) -> (HostStatus, Receipt) {
    let receipt = engine.execute(contract, "f", args![], with_gas(ALICE, 100_000_000)).unwrap();
    assert!(receipt.is_success(), "{}", receipt.status);
    (HostStatus::ALL[receipt.decode::<u32>().unwrap() as usize], receipt)
}

fn logger(engine: &Engine, attributes: &[u8]) -> Address {
    let len = attributes.len();
    let body = format!("(call $log (i32.const 0) (i32.const 1) (i32.const 64) (i32.const {len}))");
    teller(engine, &["log"], attributes, &[], &body)
}

/// A contract that calls `g` of `target` with `arguments`.
fn caller(engine: &Engine, target: &Address, arguments: &[u8]) -> Address {
    let len = arguments.len();
    let call = format!(
        "(call $call (i32.const 8) (i32.const 0) (i32.const 1) (i32.const 64) (i32.const {len}) (i64.const 0) (i32.const 0) (i32.const 0))"
    );
    teller(engine, &["call"], arguments, &target.0, &format!("(i32.wrap_i64 (i64.shr_u {call} (i64.const 32)))"))
}

const KEY: &[u8] = &[12, 1, 0, 0, 0, 0, 0, 0, 0, b'k'];

/// Bytes that are allocated for an instance: nothing for machine code, whose memory is mapped; 16 pages and the
/// interpreter's own stack where a tier is named that interprets.
fn instance() -> usize {
    if std::env::var_os("ALLOD_TIER").is_some() { 3 << 19 } else { 0 }
}

#[test]
fn value_bomb_in_an_event_is_no_value() {
    let engine = memory_engine();
    let shapes = [
        list(&bomb(), 60_000),
        list(&[19, 0, 0], 60_000),
        list(&[&[18][..], &bomb()].concat(), 60_000),
        [&[17][..], &list(&bomb(), 60_000)].concat(),
    ];
    for shape in shapes {
        let contract = logger(&engine, &[&[2][..], KEY, &shape].concat());
        let ((status, receipt), peak, _) = memory(|| told(&engine, contract));
        assert_eq!((status, receipt.events.len()), (HostStatus::Invalid, 0));
        assert!(peak < (1 << 20) + instance(), "{peak} bytes");
        assert!(receipt.gas.used > shape.len() as u64);
    }
}

#[test]
fn value_bomb_in_a_receipt_takes_memory_by_its_bytes() {
    let engine = memory_engine();
    // The most values that bytes may stand for: a byte in three structs, four for each.
    let dense = [19, 0, 1, 0, 19, 0, 1, 0, 19, 0, 1, 0, 2];
    for item in [&[2][..], &[1], &dense] {
        let attributes = [&[2][..], KEY, &list(item, 60_000)].concat();
        let contract = logger(&engine, &attributes);
        told(&engine, contract);
        let ((status, receipt), peak, held) = memory(|| told(&engine, contract));
        assert_eq!((status, receipt.events.len()), (HostStatus::Ok, 1));
        println!("{} bytes of attributes: {peak} bytes at most, {held} held", attributes.len());
        assert!(peak < 6 * attributes.len() + (64 << 10) + instance(), "{peak} bytes");
        // The receipt holds them, and so does the journal of an engine in memory.
        assert!(held < 4 * attributes.len() + (64 << 10), "{held} bytes");
        // Whoever looks at them has the values.
        let (items, peak, _) = memory(|| match &receipt.events[0].attributes[0] {
            (key, Value::List(_, items)) if key == "k" => items.len(),
            other => panic!("{other:?}"),
        });
        assert_eq!(items, 60_000);
        assert!(peak <= allod_core::density::MEMORY_PER_BYTE * attributes.len(), "{peak} bytes");
    }
}

#[test]
fn value_bomb_in_arguments_is_no_value_and_is_paid_for() {
    let engine = memory_engine();
    for (item, status) in [(bomb(), HostStatus::CallRefused), (vec![2], HostStatus::CallRefused)] {
        let arguments = [&[1][..], &list(&item, 1_000_000)].concat();
        let contract = caller(&engine, &BOB, &arguments);
        // For the gas of a call alone nothing is read.
        let (poor, peak, _) = memory(|| engine.execute(contract, "f", args![], with_gas(ALICE, 11_000)).unwrap());
        assert_eq!((poor.status, poor.gas.used), (Status::OutOfGas, 11_000));
        assert!(peak < (1 << 20) + instance(), "{peak} bytes");
        let ((refused, receipt), peak, _) = memory(|| told(&engine, contract));
        assert_eq!(refused, status);
        assert!(receipt.gas.used > 10_000 + arguments.len() as u64);
        assert!(peak < (1 << 20) + instance(), "{peak} bytes");
    }
}

#[test]
fn value_bomb_in_a_field_is_no_value() {
    let engine = memory_engine();
    let value = [&100_000_u64.to_le_bytes()[..], &vec![0; 100_000]].concat();
    let setter = |ty: &[u8]| {
        let body = format!(
            r#"(call $object_set (i32.wrap_i64 (call $get_object (i32.const 32))) (i32.const 0) (i32.const 1)
               (i32.const 64) (i32.const {}) (i32.const {}) (i32.const {}))"#,
            ty.len(),
            64 + ty.len(),
            value.len()
        );
        teller(&engine, &["get_object", "object_set"], &[ty, &value].concat(), &[], &body)
    };
    let bomb = setter(&[&[17][..], &bomb()].concat());
    let ((status, receipt), peak, _) = memory(|| told(&engine, bomb));
    assert_eq!(status, HostStatus::Invalid);
    assert!(receipt.gas.used > 100 * value.len() as u64);
    assert!(peak < (1 << 20) + instance(), "{peak} bytes");
    // What is let in can be looked at in memory by its bytes.
    let plain = setter(&[17, 1]);
    let (status, _) = told(&engine, plain);
    assert_eq!(status, HostStatus::Ok);
    let (view, peak, _) = memory(|| engine.object(ObjectId::default_of(&plain)).unwrap().unwrap());
    assert_eq!(view.fields.len(), 1);
    assert!(peak < (2 + allod_core::density::MEMORY_PER_BYTE) * value.len(), "{peak} bytes");
}

#[test]
fn a_refused_call_pays_for_what_it_made_the_host_read() {
    let engine = memory_engine();
    let arguments = [&[1][..], &list(&[2], 500_000)].concat();
    let paid = |name: &str, contract: Address, status: HostStatus| {
        let (refused, receipt) = told(&engine, contract);
        assert_eq!(refused, status, "{name}");
        let least = 10_000 + arguments.len() as u64;
        assert!(receipt.gas.used >= least, "{name}: {} gas, wanted {least}", receipt.gas.used);
    };
    let takes = |ty: &str| {
        let wat = r#"(module (memory (export "memory") 1) (func (export "g")))"#;
        contract(&engine, wat, &[("g", &[("a", ty)], "")])
    };
    let other = contract(&engine, r#"(module (memory (export "memory") 1) (func (export "h")))"#, &[("h", &[], "")]);
    let none = contract(&engine, r#"(module (memory (export "memory") 1) (func (export "g")))"#, &[("g", &[], "")]);
    paid("no contract", caller(&engine, &BOB, &arguments), HostStatus::CallRefused);
    paid("no function", caller(&engine, &other, &arguments), HostStatus::CallRefused);
    paid("wrong number", caller(&engine, &none, &arguments), HostStatus::CallRefused);
    paid("wrong type", caller(&engine, &takes("u64"), &arguments), HostStatus::CallRefused);
    paid("too long as what is wanted", caller(&engine, &takes("[u128]"), &arguments), HostStatus::CallRefused);
    let cut = [&arguments[..arguments.len() - 1], &[]].concat();
    paid("cut short", caller(&engine, &takes("[u8]"), &[&cut[..], &[]].concat()), HostStatus::CallRefused);
    paid("success", caller(&engine, &takes("[u8]"), &arguments), HostStatus::Ok);
    paid("success in another form", caller(&engine, &takes("[u16]?"), &arguments), HostStatus::Ok);

    // Re-entry: the contract calls itself.
    let body = format!(
        r#"(data (i32.const 0) "g") (data (i32.const 64) "{}") (func (export "g"))
           (func (export "f") (result i32) (call $contract_address (i32.const 8))
             (i32.wrap_i64 (i64.shr_u (call $call (i32.const 8) (i32.const 0) (i32.const 1) (i32.const 64) (i32.const {})
               (i64.const 0) (i32.const 0) (i32.const 0)) (i64.const 32))))"#,
        escaped(&arguments),
        arguments.len()
    );
    let wat = module(&["call", "contract_address"], &body).replace("\"memory\") 16", "\"memory\") 20");
    let again = contract(&engine, &wat, &[("f", &[], "i32"), ("g", &[("a", "[u8]")], "")]);
    paid("re-entry", again, HostStatus::CallRefused);

    // The depth: an engine that allows one frame.
    let limits = allod_vm::CallLimits { call_depth: 1, ..Default::default() };
    let shallow = Engine::open(config().with_limits(limits)).unwrap();
    let wat = r#"(module (memory (export "memory") 1) (func (export "g")))"#;
    let target = contract(&shallow, wat, &[("g", &[("a", "[u8]")], "")]);
    let contract = caller(&shallow, &target, &arguments);
    let (status, receipt) = told(&shallow, contract);
    assert_eq!(status, HostStatus::CallRefused);
    assert!(receipt.gas.used >= 10_000 + arguments.len() as u64, "depth: {} gas", receipt.gas.used);
}

/// A type whose text takes 25 KB for each of `times`.
fn long_type(times: usize) -> String {
    let inner = format!("I{{{}}}", vec!["f:u8"; 255].join(","));
    let middle = format!("M{{{}}}", vec![format!("x:{inner}"); 20].join(","));
    format!("T{{{}}}", vec![format!("x:{middle}"); times].join(","))
}

fn abi(takes: &[&str], gives: &[&str]) -> Abi {
    let params =
        |types: &[&str]| types.iter().map(|ty| serde_json::json!({"name": "", "type": ty})).collect::<Vec<_>>();
    let function = serde_json::json!({"name": "big", "inputs": params(takes), "outputs": params(gives)});
    let json = serde_json::json!({"package_name": "t", "functions": [function]});
    serde_json::from_value(json).unwrap()
}

fn stored(engine: &Engine) -> usize {
    engine.storage().scan(b"r", usize::MAX).unwrap().iter().map(|(key, value)| key.len() + value.len()).sum()
}

#[test]
fn types_of_an_abi_are_no_longer_than_a_receipt_may_be() {
    let engine = memory_engine();
    let wat = r#"(module (memory (export "memory") 1) (func (export "big")))"#;
    let with = |abi: Abi| {
        let options = DeployOptions { abi: Some(abi), from: CAROL, ..DeployOptions::default() };
        engine.deploy_with_options(wat, options)
    };
    let fault = |result: Result<_, EngineError>| match result {
        Err(EngineError::AbiMismatch { why, .. }) => why,
        Err(error) => panic!("{error}"),
        Ok(allod_vm::Deployment { .. }) => panic!("let in"),
    };
    let long = long_type(1);
    assert!(matches!(fault(with(abi(&[], &[&long]))), AbiFault::Long { takes: false, limit: 1_024, .. }));
    assert!(matches!(fault(with(abi(&[&long], &[]))), AbiFault::Long { takes: true, limit: 4_096, .. }));
    // Many short ones are a long one.
    let short = format!("S{{{}}}", vec!["f:u8"; 30].join(","));
    assert!(matches!(fault(with(abi(&[], &[short.as_str(); 10]))), AbiFault::Long { takes: false, .. }));
    // Neither are many functions of them.
    let function = serde_json::json!({"name": "big", "inputs": [{"name": "", "type": &short}]});
    let json = serde_json::json!({"package_name": "t", "functions": vec![function; 800]});
    let many: Abi = serde_json::from_value(json).unwrap();
    assert!(matches!(fault(with(many)), AbiFault::All { limit: 131_072, .. }));
    // An ABI that is too long is not even read.
    let all = abi(&[&long_type(60)], &[]);
    assert!(matches!(with(all), Err(EngineError::Compile(_))), "1.5 MB of JSON");

    // The longest there may be: the receipts of its calls are as short as any.
    let given = format!("S{{{}}}", vec!["f:u8"; 200].join(","));
    let contract = with(abi(&[], &[&given])).unwrap().address;
    let before = stored(&engine);
    let transactions = (0..200).map(|_| calling(ALICE, contract, "big", vec![], 10_000)).collect();
    let receipts = engine.execute_block(&block(100, 100), transactions).unwrap();
    let gas: u64 = receipts.iter().map(|receipt| receipt.gas.used).sum();
    assert!(receipts.iter().all(Receipt::is_success));
    let grown = stored(&engine) - before;
    assert!(grown <= 200 * RECEIPT + gas as usize, "{grown} bytes for {gas} gas");
    for receipt in &receipts {
        let bytes = codec::encode(receipt).unwrap().len();
        assert!(bytes <= RECEIPT + receipt.gas.used as usize, "{bytes} bytes");
    }
}
