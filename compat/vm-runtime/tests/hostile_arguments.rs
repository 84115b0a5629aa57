//! Every function of the three modules against random and hostile arguments, compiled and interpreted: a result or a trap as
//! documented, never a panic, and no byte changed where it fails.

use allod_vm::{
    Address, Args, Compiler, Engine, EngineConfig, ExecuteOptions, Receipt, Status, Tiers, Trap, Value, keys,
};

/// Tuples of arguments for each function.
const TUPLES: usize = 10_000;

/// Results that say that nothing was done.
#[derive(Clone, Copy)]
enum Fails {
    Never,
    NotZero,
    NotOne,
}

/// Module, name, number of parameters, true for a result of 64 bits, and which results are failures.
const FUNCTIONS: [(&str, &str, usize, bool, Fails); 16] = [
    ("storage_api", "storage_get", 2, true, Fails::Never),
    ("storage_api", "storage_read_value", 2, false, Fails::Never),
    ("storage_api", "storage_set", 4, false, Fails::NotZero),
    ("storage_api", "storage_delete", 2, false, Fails::NotZero),
    ("storage_api", "storage_scan", 3, true, Fails::Never),
    ("chain_api", "block_number", 0, true, Fails::Never),
    ("chain_api", "timestamp", 0, true, Fails::Never),
    ("chain_api", "emit_event", 2, false, Fails::NotZero),
    ("chain_api", "events_len", 0, false, Fails::Never),
    ("chain_api", "read_event", 3, false, Fails::Never),
    ("crypto_api", "sha256", 3, false, Fails::NotZero),
    ("crypto_api", "keccak256", 3, false, Fails::NotZero),
    ("crypto_api", "verify_secp256k1", 4, false, Fails::NotOne),
    ("crypto_api", "verify_ed25519", 4, false, Fails::NotOne),
    ("crypto_api", "recover_secp256k1_pubkey", 3, false, Fails::NotZero),
    ("crypto_api", "derive_eth_address", 3, false, Fails::NotZero),
];

/// Bytes of the memory that the guests here have.
const PAGE: u64 = 65_536;

/// A guest that passes its arguments on, and gives the result, or its whole memory where the function says that it failed.
fn guest((module, name, params, wide, fails): &(&str, &str, usize, bool, Fails)) -> String {
    let types = "i32 ".repeat(*params);
    let ty = if *wide { "i64" } else { "i32" };
    let passed: String = (0..*params).map(|at| format!("(local.get {at})")).collect();
    let failed = match fails {
        Fails::Never => "(i32.const 0)",
        Fails::NotZero => "(i32.ne (local.get $answer) (i32.const 0))",
        Fails::NotOne => "(i32.ne (local.get $answer) (i32.const 1))",
    };
    let result = if *wide { "(local.get $answer)" } else { "(i64.extend_i32_s (local.get $answer))" };
    format!(
        r#"(module
          (import "{module}" "{name}" (func $op (param {types}) (result {ty})))
          (import "allod" "output" (func $output (param i32 i32)))
          (import "storage_api" "storage_set" (func $set (param i32 i32 i32 i32) (result i32)))
          (import "chain_api" "emit_event" (func $emit (param i32 i32) (result i32)))
          (memory (export "memory") 1)
          (data (i32.const 0) "{DATA}")
          (func (export "Begin") (drop (call $set (i32.const 0) (i32.const 4) (i32.const 8) (i32.const 200))))
          (func (export "Call") (param {types}) (local $answer {ty})
            (drop (call $emit (i32.const 0) (i32.const 40)))
            (local.set $answer (call $op {passed}))
            (if {failed} (then (call $output (i32.const 0) (i32.const 65536))) (else
              (i64.store (i32.const 0) {result})
              (call $output (i32.const 0) (i32.const 8))))))"#
    )
}

/// Bytes that memory begins with: any but zeros.
const DATA: &str = "\\02\\79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Numbers that fall the same way every time.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// A pointer or a length: small, at an edge, of a key, or any.
    fn word(&mut self) -> u32 {
        let edge = [
            0,
            1,
            20,
            32,
            33,
            64,
            65,
            PAGE - 65,
            PAGE - 1,
            PAGE,
            PAGE + 1,
            1 << 31,
            u32::MAX as u64 - 31,
            u32::MAX as u64,
        ];
        match self.next() % 8 {
            0..3 => (self.next() % 256) as u32,
            3..6 => edge[(self.next() % edge.len() as u64) as usize] as u32,
            6 => (self.next() % PAGE) as u32,
            _ => self.next() as u32,
        }
    }
}

fn engines() -> [Engine; 2] {
    let config = || {
        let config = EngineConfig::default();
        vm_runtime::host_modules().into_iter().fold(config, EngineConfig::with_host_module)
    };
    [config().with_tiers(Tiers::COMPILED), config().with_compiler(Compiler::Interpreter)]
        .map(|config| Engine::open(config).unwrap())
}

fn stored(engine: &Engine, contract: &Address) -> Vec<(Vec<u8>, Vec<u8>)> {
    engine.storage().scan(&keys::contract_storage(contract, b""), usize::MAX).unwrap()
}

/// Calls the function with `TUPLES` tuples on both engines; gives how often it succeeded, failed and trapped.
fn trial(row: &(&str, &str, usize, bool, Fails)) -> (usize, usize, usize) {
    let engines = engines();
    let contracts = engines.each_ref().map(|engine| engine.deploy(guest(row)).unwrap().address);
    for (engine, contract) in engines.iter().zip(&contracts) {
        assert!(engine.execute_with_args(*contract, "Begin", Args::Positional(vec![])).unwrap().is_success());
    }
    let memory = memory_of(&Engine::open(EngineConfig::default()).unwrap());
    let mut dice = Dice(0x5eed_0000 + row.1.len() as u64);
    let mut counts = (0, 0, 0);
    for _ in 0..TUPLES {
        let words: Vec<u32> = (0..row.2).map(|_| dice.word()).collect();
        let mut outcomes = Vec::new();
        for (engine, contract) in engines.iter().zip(&contracts) {
            let args = Args::Positional(words.iter().map(|word| Value::I32(*word as i32)).collect());
            let before = stored(engine, contract);
            let options = ExecuteOptions { gas_limit: Some(2_000_000), ..ExecuteOptions::default() };
            let receipt: Receipt = engine.execute(*contract, "Call", args, options).unwrap();
            let failed = receipt.output.len() == PAGE as usize;
            match &receipt.status {
                Status::Success if failed => {
                    assert!(receipt.output == memory, "{} {words:?}: memory has changed", row.1);
                    assert_eq!(receipt.events.len(), 1, "{} {words:?}", row.1);
                    assert_eq!(stored(engine, contract), before, "{} {words:?}", row.1);
                }
                Status::Success => {}
                Status::Trapped { trap: Trap::MemoryOutOfBounds, .. } | Status::OutOfGas => {
                    assert!(receipt.events.is_empty());
                    assert_eq!(stored(engine, contract), before, "{} {words:?}", row.1);
                }
                other => panic!("{} {words:?}: {other}", row.1),
            }
            outcomes.push((receipt.status, receipt.output, receipt.gas));
        }
        assert!(outcomes[0] == outcomes[1], "{} {words:?}: the two engines differ", row.1);
        let (status, output, _) = &outcomes[0];
        match status {
            Status::Success if output.len() == PAGE as usize => counts.1 += 1,
            Status::Success => counts.0 += 1,
            _ => counts.2 += 1,
        }
    }
    counts
}

/// The memory of a guest as it begins.
fn memory_of(engine: &Engine) -> Vec<u8> {
    let wat = format!(
        r#"(module (import "allod" "output" (func $output (param i32 i32))) (memory (export "memory") 1)
          (data (i32.const 0) "{DATA}") (func (export "All") (call $output (i32.const 0) (i32.const 65536))))"#
    );
    let contract = engine.deploy(wat).unwrap().address;
    engine.execute_with_args(contract, "All", Args::Positional(vec![])).unwrap().output
}

#[test]
fn hostile_arguments_of_storage_end_as_documented() {
    let counts: Vec<_> = FUNCTIONS[..5].iter().map(trial).collect();
    assert!(counts.iter().all(|(done, _, ended)| *done > 100 && *ended > 100), "{counts:?}");
}

#[test]
fn hostile_arguments_of_the_chain_end_as_documented() {
    let counts: Vec<_> = FUNCTIONS[5..10].iter().map(trial).collect();
    assert!(counts.iter().all(|(done, ..)| *done > 100), "{counts:?}");
    assert!(counts[2].2 > 100 && counts[4].2 > 100, "{counts:?}");
}

#[test]
fn hostile_arguments_of_digests_and_signatures_end_as_documented() {
    let counts: Vec<_> = FUNCTIONS[10..].iter().map(trial).collect();
    assert!(counts[..2].iter().all(|(done, _, ended)| *done > 100 && *ended > 100), "{counts:?}");
    assert!(counts[2..].iter().all(|(_, failed, ended)| *failed > 100 && *ended > 100), "{counts:?}");
}

#[test]
fn the_gate_knows_each_function_by_its_documented_type_alone() {
    let [engine, _] = engines();
    for (module, name, params, wide, _) in FUNCTIONS {
        let import = |types: &str, result: &str| {
            format!(
                "(module (import \"{module}\" \"{name}\" (func (param {types}) (result {result}))) (memory (export \"memory\") 1))"
            )
        };
        let (right, wrong) = if wide { ("i64", "i32") } else { ("i32", "i64") };
        let types = "i32 ".repeat(params);
        engine.deploy(import(&types, right)).unwrap();
        for (types, result) in [(types.clone(), wrong), (format!("{types} i32"), right)] {
            let error = engine.deploy(import(&types, result)).unwrap_err().to_string();
            assert!(error.contains(name), "{error}");
        }
    }
}
