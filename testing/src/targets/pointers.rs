//! Any calls of the host, with any arguments.

use allod_core::{Args, IMPORTS, Import, WasmType};
use allod_vm::{Address, Engine, EngineConfig, ExecuteOptions, Receipt};
use std::cell::OnceCell;

/// Gas for one run: some hundred calls of the cheap kind.
const GAS: u64 = 1_000_000;

/// 64 bytes to point to, and then a story: the numbers of imports, each with its arguments in words of 4 and 8 bytes,
/// called one after the other by a contract. All of it is in its memory from byte 20 on, behind the address of
/// another contract.
pub fn pointers(data: &[u8]) {
    let gas = tell(data).gas;
    assert!(gas.used <= GAS && gas.used + gas.refunded == gas.instructions + gas.host_total());
}

/// The receipt of the story.
pub fn tell(data: &[u8]) -> Receipt {
    thread_local! {
        static STAGE: OnceCell<(Engine, Address, Address)> = const { OnceCell::new() };
    }
    STAGE.with(|stage| {
        let (engine, contract, other) = stage.get_or_init(stage_of_all_imports);
        let options = ExecuteOptions { gas_limit: Some(GAS), ..ExecuteOptions::default() };
        let story = [&other.0, data].concat();
        let receipt = engine.simulate(*contract, "f", Args::Encoded(story), options);
        receipt.expect("a contract's mistakes are in its receipt")
    })
}

/// An engine with a contract that has money and tells stories, and another of the same code.
fn stage_of_all_imports() -> (Engine, Address, Address) {
    let engine = Engine::open(EngineConfig::default()).expect("an engine in memory opens");
    let code = teller();
    let [contract, other] = [0, 1].map(|_| engine.deploy(&code).expect("a sound contract").address);
    engine.fund(contract, 1 << 40).expect("money");
    (engine, contract, other)
}

/// A contract that reads its input to the beginning of its memory and does what the story says. It holds its default
/// object as handle 0, and keeps the latest result at 65568, behind the zeros it names that object with.
fn teller() -> String {
    let import = |import: &Import| {
        let params: String = import.params.iter().map(|ty| format!(" {}", word(*ty))).collect();
        let result = import.result.map_or(String::new(), |ty| format!("(result {})", word(ty)));
        format!("(import \"allod\" \"{0}\" (func ${0} (param{params}) {result}))", import.name)
    };
    let step = |(number, import): (usize, &Import)| {
        let mut at = 1;
        let mut argument = |ty: &WasmType| {
            let load = format!("({}.load offset={at} (local.get $at))", word(*ty));
            at += if *ty == WasmType::I32 { 4 } else { 8 };
            load
        };
        let arguments: String = import.params.iter().map(&mut argument).collect();
        let call = format!("(call ${} {arguments})", import.name);
        let kept = import.result.map_or(call.clone(), |ty| format!("({}.store (i32.const 65568) {call})", word(ty)));
        format!(
            "(if (i32.eq (local.get $op) (i32.const {number})) (then {kept}
                (local.set $at (i32.add (local.get $at) (i32.const {at}))) (br $next)))"
        )
    };
    let imports: String = IMPORTS.iter().map(import).collect();
    let steps: String = IMPORTS.iter().enumerate().map(step).collect();
    format!(
        r#"(module {imports} (memory (export "memory") 2)
            (func (export "f") (local $at i32) (local $end i32) (local $op i32)
                (drop (call $get_object (i32.const 65536)))
                (local.set $end (call $input (i32.const 0) (i32.const 65536)))
                (local.set $at (i32.const 84))
                (loop $next
                    (if (i32.ge_u (local.get $at) (local.get $end)) (then (return)))
                    (local.set $op (i32.rem_u (i32.load8_u (local.get $at)) (i32.const {})))
                    {steps}))
            (func (export "g") (param i64) (result i64) (local.get 0)))"#,
        IMPORTS.len()
    )
}

fn word(ty: WasmType) -> &'static str {
    if ty == WasmType::I32 { "i32" } else { "i64" }
}
