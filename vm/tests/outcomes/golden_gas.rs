//! Exact gas of every host operation, of small programs, and of the examples. The tables are in `golden/`;
//! `ALLOD_GOLDEN=update cargo test --workspace --test outcomes golden_gas` makes them anew.

use crate::golden::{compare, row};
use allod_compiler::{CompileOptions, Stage, compile};
use allod_core::{Args, HostStatus, IMPORTS, Import, ObjectId, Type, Value, WasmType, args, tagged_value};
use allod_testing::hostile::{deploy, imports, parameters, signature, with_gas};
use allod_testing::world::{ALICE, BOB, by, config, memory_engine, puppet};
use allod_vm::{Address, DeployOptions, Engine, ExecuteOptions, Receipt};
use std::sync::{Arc, Mutex};

/// A call of one import from handle 0 and from memory full of zeros, with every length `len`.
fn bare(engine: &Engine, import: &Import, len: u32) -> (HostStatus, Receipt) {
    let number = |(name, ty): (&str, &WasmType)| {
        let is_length = name.ends_with("len") || name == "capacity";
        let value = match name {
            "handle" | "amount" | "gas" | "code" | "on" | "recovery_id" => 0,
            _ if is_length => len,
            _ => 1024,
        };
        match ty {
            WasmType::I32 => format!("(i32.const {value})"),
            WasmType::I64 => format!("(i64.const {value})"),
        }
    };
    let passed: String = parameters(import).into_iter().zip(import.params).map(number).collect();
    let others = if import.op == allod_core::HostOp::GetObject { vec![] } else { vec!["get_object"] };
    let wat = format!(
        r#"(module {} (import "allod" "{}" (func $op {})) (memory (export "memory") 1)
            (func (export "f") {} {} (call $op {passed})))"#,
        imports(&others),
        import.name,
        signature(import),
        import.result.map_or("", |ty| if ty == WasmType::I32 { "(result i32)" } else { "(result i64)" }),
        if others.is_empty() { "" } else { "(drop (call $get_object (i32.const 0)))" },
    );
    let contract = deploy(engine, &wat);
    let receipt = engine.execute(contract, "f", args![], with_gas(ALICE, 1_000_000)).unwrap();
    let is_status = import.doc.contains("→ status");
    let status = match receipt.values().as_deref() {
        Ok([Value::I32(status)]) if is_status => HostStatus::ALL[*status as usize],
        Ok([Value::I64(answer)]) if is_status => HostStatus::split(*answer).unwrap().0,
        _ => HostStatus::Ok,
    };
    (status, receipt)
}

#[test]
fn every_import_costs_what_the_table_says() {
    let engine = memory_engine();
    let mut text =
        String::from("# Every import called once by a bare module, every length given, with the status it answers.\n");
    for import in IMPORTS {
        let has_length = parameters(import).iter().any(|name| name.ends_with("len") || *name == "capacity");
        for len in [0, 32] {
            if len == 0 || has_length {
                let (status, receipt) = bare(&engine, import, len);
                text += &row(&format!("{} ({len}) {status:?}", import.name), &receipt);
            }
        }
    }
    compare("imports.txt", &text);
}

/// Every function of the puppet that a stranger may call, in an order that makes sense.
fn puppet_story(engine: &Engine, mut call: impl FnMut(&Engine, Address, &str, Args) -> Receipt) -> String {
    let (puppet, relay) = (puppet(engine), puppet(engine));
    engine.fund(puppet, 100).unwrap();
    let made = call(engine, puppet, "Create", args![]);
    let object: ObjectId = made.decode().unwrap();
    let mut text =
        String::from("# Every function of contracts/puppet.wat: one host operation, or one way to fail, each.\n");
    text += &row("Create", &made);
    let nested = |function: &str, values: &[Value]| args![puppet, 100_000u64, function, tagged_value::encode(values)];
    let steps: Vec<(&str, &str, Args)> = vec![
        ("Write", "Write", args![object, 7u64]),
        ("Read", "Read", args![object]),
        ("Value", "Value", args![object]),
        ("Owner", "Owner", args![object]),
        ("Seal", "Seal", args![object, true]),
        ("Give to Alice", "Give", args![object, ALICE]),
        ("Find Alice's", "Find", args![ALICE]),
        ("Find Bob's, who has none", "Find", args![BOB]),
        ("Tell", "Tell", args![]),
        ("Pay", "Pay", args![BOB, 5u64]),
        ("Pay more than there is", "Pay", args![BOB, 5_000u64]),
        ("Take what was not attached", "Take", args![5u64]),
        ("Sender", "Sender", args![]),
        ("Height", "Height", args![]),
        ("FiveQueries", "FiveQueries", args![]),
        ("FailRevert", "FailRevert", args![object]),
        ("FailAssert", "FailAssert", args![object]),
        ("FailTrap", "FailTrap", args![object]),
        ("FailDivide", "FailDivide", args![object]),
        ("FailMemory", "FailMemory", args![object]),
        ("FailPointer", "FailPointer", args![object]),
        ("FailLoop", "FailLoop", args![object]),
        ("FailDepth", "FailDepth", args![object]),
        ("FailIndirect", "FailIndirect", args![object]),
        ("Grow by 3 pages", "Grow", args![3u32]),
        ("Grow beyond the limit", "Grow", args![60_000u32]),
        ("Relay to Sender", "Relay", nested("Sender", &[])),
        ("Relay to nothing", "Relay", nested("Nothing", &[])),
        ("Relay to FailRevert", "Relay", nested("FailRevert", &[object.into()])),
        ("Relay to FailLoop, 100,000 gas", "Relay", nested("FailLoop", &[object.into()])),
        ("Delete", "Delete", args![object]),
    ];
    for (what, function, args) in steps {
        let target = if function == "Relay" { relay } else { puppet };
        text += &row(what, &call(engine, target, function, args));
    }
    text
}

fn execute(engine: &Engine, contract: Address, function: &str, args: Args) -> Receipt {
    engine.execute(contract, function, args, with_gas(ALICE, 1_000_000)).unwrap()
}

#[test]
fn every_function_of_the_puppet_costs_what_the_table_says() {
    compare("puppet.txt", &puppet_story(&memory_engine(), execute));
}

#[test]
fn simulated_traced_and_on_disk_the_table_is_the_same() {
    let plain = puppet_story(&memory_engine(), execute);
    let tried = puppet_story(&memory_engine(), |engine, contract, function, args| {
        let options = ExecuteOptions { timing: true, ..with_gas(ALICE, 1_000_000) };
        let tried = engine.simulate(contract, function, args.clone(), options).unwrap();
        let done = execute(engine, contract, function, args);
        assert_eq!(tried.gas, done.gas, "{function}");
        done
    });
    assert_eq!(tried, plain);
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open(config().with_path(folder.path())).unwrap();
    assert_eq!(puppet_story(&engine, execute), plain);
}

/// Fifteen programs, a rule each: what is charged for what, also around a failure.
const PROGRAMS: [(&str, &str); 15] = [
    ("nothing but an end", r#"(func (export "f"))"#),
    ("a result is charged as it is made", r#"(func (export "f") (result i64) (i64.const 5))"#),
    ("each local when a function is entered", r#"(func (export "f") (local i32 i64 f32 f64))"#),
    ("a callee's locals at every call", r#"(func $g (local i64 i64 i64)) (func (export "f") (call $g) (call $g))"#),
    (
        "the arm that is taken and not the other",
        r#"(func (export "f") (if (i32.const 1) (then (nop)) (else (drop (i64.div_u (i64.const 1) (i64.const 1))))))"#,
    ),
    (
        "a loop as often as it turns",
        r#"(func (export "f") (local i32) (loop (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1))) (i32.const 10)))))"#,
    ),
    ("code after a return, never", r#"(func (export "f") (return) (drop (i64.div_u (i64.const 1) (i64.const 1))))"#),
    (
        "a trap pays for the code before it",
        r#"(func (export "f") (drop (i64.mul (i64.const 3) (i64.const 4))) (unreachable))"#,
    ),
    (
        "a division by zero pays for the division",
        r#"(func (export "f") (drop (i32.div_u (i32.const 1) (i32.const 0))))"#,
    ),
    (
        "filling by length",
        r#"(memory 1) (func (export "f") (memory.fill (i32.const 0) (i32.const 1) (i32.const 65536)))"#,
    ),
    (
        "copying by length",
        r#"(memory 1) (func (export "f") (memory.copy (i32.const 0) (i32.const 32768) (i32.const 6400)))"#,
    ),
    ("growing by page, also when refused", r#"(memory 1 2) (func (export "f") (drop (memory.grow (i32.const 5))))"#),
    (
        "an indirect call",
        r#"(table 1 funcref) (elem (i32.const 0) $g) (func $g) (func (export "f") (call_indirect (i32.const 0)))"#,
    ),
    ("a float with its NaN made canonical", r#"(func (export "f") (drop (f64.div (f64.const 0) (f64.const 0))))"#),
    (
        "initialising before the call",
        r#"(global (mut i32) (i32.const 0)) (func (export "_initialize") (global.set 0 (i32.const 1))) (func (export "f"))"#,
    ),
];

#[test]
fn fifteen_small_programs_cost_what_the_table_says() {
    let engine = memory_engine();
    let mut text = String::from("# One rule a program. The figures after the instructions are those of entering.\n");
    for (rule, body) in PROGRAMS {
        let contract = deploy(&engine, &format!("(module {body})"));
        text += &row(rule, &execute(&engine, contract, "f", args![]));
    }
    compare("programs.txt", &text);
}

/// The examples on one engine, as they are deployed.
struct Village {
    engine: Engine,
    backends: Arc<Mutex<Vec<String>>>,
    text: String,
}

impl Village {
    fn deploy(&mut self, file: &str, source: &str) -> Address {
        let backends = self.backends.clone();
        let progress = move |stage| {
            if let Stage::Compile { backend } = stage {
                backends.lock().unwrap().push(backend);
            }
        };
        let options =
            CompileOptions { name: file.into(), progress: Some(Arc::new(progress)), ..CompileOptions::default() };
        let compiled = compile(source.as_bytes(), &options).unwrap_or_else(|e| panic!("{file}: {e}"));
        let deployed =
            self.engine.deploy_with_options(compiled.wasm, DeployOptions { from: ALICE, ..Default::default() });
        self.text += &format!("\n{file}\n");
        deployed.unwrap_or_else(|e| panic!("{file}: {e}")).address
    }

    fn call_with(&mut self, contract: Address, function: &str, args: Args, options: ExecuteOptions) -> Receipt {
        let receipt = self.engine.execute(contract, function, args, options).unwrap();
        assert!(receipt.is_success(), "{function}: {}", receipt.status);
        self.text += &row(&format!("  {function}"), &receipt);
        receipt
    }

    fn call(&mut self, contract: Address, function: &str, args: Args) -> Receipt {
        self.call_with(contract, function, args, by(ALICE))
    }
}

macro_rules! example {
    ($village:expr, $folder:literal, $file:literal) => {
        $village.deploy($file, include_str!(concat!("../../../examples/", $folder, "/", $file)))
    };
}

#[test]
fn every_function_of_the_examples_costs_what_the_table_says() {
    let backends = Arc::default();
    let mut v = Village { engine: memory_engine(), backends: Arc::clone(&backends), text: String::new() };

    let counter = example!(v, "counter", "counter.go");
    v.call(counter, "Initialize", args![]);
    v.call(counter, "Increment", args![5u64]);
    v.call(counter, "GetCounter", args![]);
    v.call(counter, "Reset", args![]);

    let counter = example!(v, "wat_counter", "counter.wat");
    v.call(counter, "Increment", args![5u64]);
    v.call(counter, "GetCounter", args![]);

    let factory = example!(v, "counter_factory", "counter_factory.go");
    let id: ObjectId = v.call(factory, "Initialize", args![10u64]).decode().unwrap();
    v.call(factory, "GetValue", args![id]);
    v.call(factory, "Increment", args![id, 5u64]);
    v.call(factory, "Reset", args![id]);

    let counter = example!(v, "object_counter", "object_counter.go");
    let id: ObjectId = v.call(counter, "Initialize", args![]).decode().unwrap();
    v.call(counter, "Increment", args![id]);

    let token = example!(v, "simple_token", "simple_token.go");
    v.call(token, "Initialize", args!["Allod", 1000u64]);
    v.call(token, "Transfer", args![BOB, 300u64]);

    let token = example!(v, "token", "token.go");
    v.call(token, "InitializeToken", args!["Allod", "ALD", 2u8, 1000u64]);
    v.call(token, "GetTokenInfo", args![]);
    v.call(token, "GetOwner", args![]);
    v.call(token, "BalanceOf", args![ALICE]);
    v.call(token, "Transfer", args![BOB, 100u64]);
    v.call(token, "Mint", args![BOB, 50u64]);
    let coins = v.engine.objects_of(BOB, None, 10).unwrap();
    let of_token: Vec<Value> = coins
        .into_iter()
        .filter(|id| v.engine.object(*id).unwrap().unwrap().contract == token)
        .map(Value::from)
        .collect();
    assert_eq!(of_token.len(), 2);
    let coins = Args::Positional(vec![Value::List(Type::ObjectId, of_token)]);
    v.call_with(token, "Collect", coins, by(BOB));
    v.call(token, "Burn", args![10u64]);

    let token = example!(v, "token_fields", "token_fields.go");
    v.call(token, "InitializeToken", args!["Allod", "ALD", 2u8, 1000u64]);
    v.call(token, "GetTokenInfo", args![]);
    v.call(token, "GetOwner", args![]);
    v.call(token, "BalanceOf", args![ALICE]);
    v.call(token, "Transfer", args![BOB, 100u64]);
    v.call(token, "Mint", args![BOB, 50u64]);
    v.call(token, "Burn", args![10u64]);

    let nft = example!(v, "nft", "nft.go");
    v.call(nft, "InitializeNFT", args!["Deeds", "DEED"]);
    v.call(nft, "GetNFTInfo", args![]);
    v.call(nft, "GetOwner", args![]);
    let kept: ObjectId = v.call(nft, "Mint", args![BOB, "ipfs://deed/1"]).decode().unwrap();
    let sold: ObjectId = v.call(nft, "Mint", args![ALICE, "ipfs://deed/2"]).decode().unwrap();
    v.call(nft, "OwnerOf", args![kept]);
    v.call(nft, "TokenURI", args![kept]);
    v.call_with(nft, "Transfer", args![ALICE, kept], by(BOB));
    v.call(nft, "Burn", args![kept]);

    let market = example!(v, "market", "market.go");
    v.engine.fund(BOB, 1_000).unwrap();
    let brought = || ExecuteOptions { objects: vec![sold], ..by(ALICE) };
    let offer: ObjectId = v.call_with(market, "Sell", args![nft, sold, 100u64], brought()).decode().unwrap();
    v.call(market, "GetOffer", args![offer]);
    v.call(market, "Withdraw", args![offer]);
    let offer: ObjectId = v.call_with(market, "Sell", args![nft, sold, 100u64], brought()).decode().unwrap();
    v.call_with(market, "Buy", args![offer], ExecuteOptions { value: 100, ..by(BOB) });

    let mut backends = std::mem::take(&mut *backends.lock().unwrap());
    backends.dedup();
    assert_eq!(backends.len(), 1, "one toolchain for all: {backends:?}");
    let text = format!("# The examples, each as its story goes.\n# compiled by {}\n{}", backends[0], v.text);
    compare("examples.txt", &text);
}
