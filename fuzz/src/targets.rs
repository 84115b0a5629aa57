//! Targets for a fuzzer: each takes any bytes and must not panic.

use allod_compiler::gate::{self, GateOptions};
use allod_compiler::instrument::instrument;
use allod_core::{Abi, Args, GasSchedule, IMPORTS, Import, Type, Value, WasmType, tagged};
use allod_vm::{Address, Engine, EngineConfig, ExecuteOptions};
use std::cell::OnceCell;

/// A target.
pub type Target = fn(&[u8]);

/// Every target by its name.
pub const TARGETS: [(&str, Target); 4] =
    [("gate", gate), ("codec", codec), ("arguments", arguments), ("pointers", pointers)];

/// A module: refused by name, or metered.
pub fn gate(data: &[u8]) {
    if gate::check(data, &GateOptions::default()).is_ok() {
        // What is let in may still be refused by the meter, but only in words.
        let _ = instrument(data, &GasSchedule::mission()).map_err(|error| error.to_string());
    }
}

/// Values and types as bytes and text. What is read must be written as it was.
pub fn codec(data: &[u8]) {
    if let Ok(values) = tagged::decode(data) {
        assert_eq!(tagged::encode(&values), data, "tagged values come back as they were");
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
    }
}

/// An ABI, a NUL, and then arguments in JSON, or in lines of words, for each of its functions.
pub fn arguments(data: &[u8]) {
    let mut parts = data.splitn(2, |byte| *byte == 0);
    let (Some(abi), given) = (parts.next(), parts.next().unwrap_or_default()) else { return };
    let Ok(abi) = Abi::from_json(abi) else { return };
    assert_eq!(Abi::from_json(abi.to_json().as_bytes()).ok().as_ref(), Some(&abi), "an ABI is read as it is written");
    let text = String::from_utf8_lossy(given);
    let words = Args::Words(text.lines().map(str::to_owned).collect());
    let json = text.parse().ok().map(Args::Json);
    let tagged = tagged::decode(given).ok().map(Args::Positional);
    for args in [Some(words), json, tagged].into_iter().flatten() {
        for function in &abi.functions {
            if let Ok(bytes) = args.clone().encode(function) {
                let mut left = &bytes[..];
                for input in &function.inputs {
                    Value::read(&input.ty, &mut left).expect("what was encoded can be read");
                }
                assert!(left.is_empty(), "nothing is left over");
            }
        }
    }
}

/// The number of an import, and its arguments in words of 4 and 8 bytes, called from a contract.
pub fn pointers(data: &[u8]) {
    thread_local! {
        static STAGE: OnceCell<(Engine, Vec<Address>)> = const { OnceCell::new() };
    }
    let Some((number, mut words)) = data.split_first() else { return };
    STAGE.with(|stage| {
        let (engine, contracts) = stage.get_or_init(stage_of_all_imports);
        let number = usize::from(*number) % IMPORTS.len();
        let args = IMPORTS[number].params.iter().map(|ty| argument(*ty, &mut words)).collect();
        let options = ExecuteOptions { gas_limit: Some(1_000_000), ..ExecuteOptions::default() };
        let receipt = engine.simulate(contracts[number], "f", Args::Positional(args), options);
        let gas = receipt.expect("a contract's mistakes are in its receipt").gas;
        assert!(gas.used <= 1_000_000 && gas.used + gas.refunded == gas.instructions + gas.host_total());
    });
}

fn argument(ty: WasmType, words: &mut &[u8]) -> Value {
    let mut bytes = [0; 8];
    let size = if ty == WasmType::I32 { 4 } else { 8 };
    let (front, rest) = words.split_at(words.len().min(size));
    bytes[..front.len()].copy_from_slice(front);
    *words = rest;
    match ty {
        WasmType::I32 => Value::I32(u64::from_le_bytes(bytes) as u32 as i32),
        WasmType::I64 => Value::I64(u64::from_le_bytes(bytes) as i64),
    }
}

/// An engine with a contract for each import, which holds its default object as handle 0 and passes its arguments on.
fn stage_of_all_imports() -> (Engine, Vec<Address>) {
    let engine = Engine::open(EngineConfig::default()).expect("an engine in memory opens");
    let deploy = |import: &Import| engine.deploy(passing_on(import)).expect("a sound contract").address;
    let contracts = IMPORTS.iter().map(deploy).collect();
    (engine, contracts)
}

fn passing_on(import: &Import) -> String {
    let word = |ty: &WasmType| if *ty == WasmType::I32 { "i32" } else { "i64" };
    let params: String = import.params.iter().map(|ty| format!("(param {}) ", word(ty))).collect();
    let result = import.result.as_ref().map_or(String::new(), |ty| format!("(result {})", word(ty)));
    let passed: String = (0..import.params.len()).map(|i| format!("(local.get {i})")).collect();
    format!(
        r#"(module (import "allod" "get_object" (func $hold (param i32) (result i64)))
            (import "allod" "{}" (func $op {params} {result})) (memory (export "memory") 2)
            (func (export "f") {params} {result} (drop (call $hold (i32.const 65536))) (call $op {passed})))"#,
        import.name
    )
}
