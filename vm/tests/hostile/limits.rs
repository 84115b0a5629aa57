//! Modules at the limits of the gate, and just inside them: every engine runs them, and the same way.

use crate::engines::{deployed, engines};
use allod_core::{Args, Value, args};
use allod_testing::hostile::{calling, with_gas};
use allod_testing::world::{ALICE, CAROL, block};
use allod_vm::{CallLimits, DeployOptions, Engine, EngineConfig, EngineError, Receipt, WasiOptions};

/// A table of one entry that says it may grow to so many.
fn table(maximum: u64) -> String {
    format!(
        r#"(module (type $t (func (result i32))) (table 1 {maximum} funcref) (elem (i32.const 0) 0)
            (func (result i32) (i32.const 9)) (func (export "f") (result i32) (call_indirect (type $t) (i32.const 0))))"#
    )
}

#[test]
fn a_table_may_say_it_grows_to_any_size_and_every_engine_runs_it() {
    for maximum in [1, 0x800_0000, 0x800_0001, 0xffff_ffff] {
        let wasm = wat::parse_str(table(maximum)).unwrap();
        let good = wat::parse_str(table(1)).unwrap();
        let ends = engines().map(|(_, engine)| {
            let [bad, good] = [&wasm, &good].map(|wasm| deployed(&engine, wasm));
            let blocks = [1, 2, 3].map(|height| {
                let calls = [good, bad, good].map(|contract| calling(ALICE, contract, "f", vec![], 100_000));
                engine.execute_block(&block(100 + height, 100), calls.to_vec()).unwrap()
            });
            assert!(blocks.iter().flatten().all(|receipt| receipt.decode::<i32>().unwrap() == 9), "{maximum}");
            (blocks, engine.state_root().unwrap())
        });
        assert!(ends.iter().all(|end| *end == ends[0]), "{maximum}");
    }
}

/// Everything at its limit that an instance is made of.
fn at_the_limits() -> Vec<(&'static str, String, WasiOptions)> {
    let usual = WasiOptions::default;
    let globals: String = (0..1_024).map(|n| format!("(global (mut i64) (i64.const {n}))")).collect();
    let imports: String = (0..256).map(|_| "(import \"allod\" \"chain_id\" (func (result i64)))".to_owned()).collect();
    let f = r#"(func (export "f") (result i32) (i32.const 9))"#;
    let largest = WasiOptions { table_size: 1 << 20, memory_limit: 256 << 20, ..usual() };
    vec![
        ("globals", format!("(module {globals} {f})"), usual()),
        ("imports", format!("(module {imports} (memory (export \"memory\") 1) {f})"), usual()),
        ("a memory as large as may be", format!("(module (memory 4096) {f})"), largest.clone()),
        ("a memory that says it may grow further", format!("(module (memory 1 65536) {f})"), usual()),
        ("a memory that may not grow", format!("(module (memory 1 1) {f})"), usual()),
        ("no memory at all", format!("(module (memory 0) {f})"), usual()),
        ("a table as large as may be", format!("(module (table 1048576 funcref) {f})"), largest.clone()),
        ("a table of nothing", format!("(module (table 0 0 funcref) (elem (i32.const 0) func) {f})"), usual()),
        ("an element at the end", format!("(module (table 8 funcref) (elem (i32.const 7) 0) {f})"), usual()),
        (
            "data at the end",
            format!("(module (memory 1) (data (i32.const 65535) \"x\") (data (i32.const 65536) \"\") {f})"),
            usual(),
        ),
        (
            "many types",
            format!(
                "(module {} {f})",
                (0..9_000).map(|n| format!("(type (func (param {})))", "i32 ".repeat(n % 64))).collect::<String>()
            ),
            usual(),
        ),
        (
            "exports of one function",
            format!("(module {} {f})", (0..1_000).map(|n| format!("(export \"g{n}\" (func 0))")).collect::<String>()),
            usual(),
        ),
    ]
}

#[test]
fn what_the_gate_lets_in_has_an_instance_on_every_engine() {
    for (name, text, wasi) in at_the_limits() {
        let wasm = wat::parse_str(&text).unwrap();
        let ends = engines().map(|(_, engine)| {
            let options =
                DeployOptions { from: CAROL, wasi: wasi.clone(), gas_limit: Some(1 << 40), ..Default::default() };
            let contract = engine.deploy_with_options(&wasm, options).unwrap_or_else(|e| panic!("{name}: {e}")).address;
            [1, 2].map(|_| engine.execute(contract, "f", args![], with_gas(ALICE, 1 << 40)).unwrap())
        });
        assert!(ends.iter().flatten().all(|receipt| receipt.decode::<i32>().unwrap() == 9), "{name}");
        assert!(ends.iter().all(|end| *end == ends[0]), "{name}");
    }
}

#[test]
fn a_deploy_asks_the_gate_before_it_looks_for_machine_code() {
    let folder = tempfile::tempdir().unwrap();
    let wasm = wat::parse_str(format!("(module (func (export \"f\") {}))", "nop ".repeat(2_000))).unwrap();
    let open = |code: u64| {
        let limits = CallLimits { code, ..CallLimits::default() };
        Engine::open(EngineConfig::default().with_own_nonces().with_cache_dir(folder.path()).with_limits(limits))
            .unwrap()
    };
    let artefacts = || {
        let files = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path());
        files.filter(|path| path.extension().is_some_and(|e| e == "artefact")).count()
    };
    open(8 << 20).deploy(&wasm).unwrap();
    assert_eq!(artefacts(), 1);
    let refusal = open(1_000).deploy(&wasm).unwrap_err();
    let limited = matches!(refusal, EngineError::Limit(_) | EngineError::Gate(_) | EngineError::Compile(_));
    assert!(limited, "{refusal}");
    // Other limits let in something else, so what they let in has a name of its own.
    open(4 << 20).deploy(&wasm).unwrap();
    assert_eq!(artefacts(), 2);
}

#[test]
fn vectors_are_interpreted_and_compiled_alike() {
    let constants: String = (0..700)
        .map(|n: u64| {
            let lanes = [n.wrapping_mul(0x9e37_79b9_7f4a_7c15), n.wrapping_mul(0xdead_beef_cafe) ^ u64::MAX];
            format!(
                "(local.set $v (f32x4.add (local.get $v) (v128.const i64x2 {} {})))",
                lanes[0] as i64, lanes[1] as i64
            )
        })
        .collect();
    let shuffles: String = (0..700_u32)
        .map(|n| {
            let lanes: String = (0..16).map(|lane| format!("{} ", (n * 7 + lane * 5 + n / 32) % 32)).collect();
            format!("(local.set $v (i8x16.shuffle {lanes} (local.get $v) (local.get $w)))")
        })
        .collect();
    let text = format!(
        r#"(module (memory (export "memory") 1)
        (func $mix (param $a i64) (param $b i64) (result v128) (local $v v128) (local $w v128)
          (local.set $v (i64x2.replace_lane 1 (i64x2.splat (local.get $a)) (local.get $b)))
          (local.set $w (f64x2.div (f64x2.convert_low_i32x4_s (local.get $v)) (f64x2.splat (f64.const 0))))
          {constants} {shuffles}
          (f64x2.sqrt (f64x2.sub (local.get $v) (local.get $w))))
        (func (export "Mix") (param $a i64) (param $b i64) (result i64) (local $v v128)
          (local.set $v (call $mix (local.get $a) (local.get $b)))
          (i64.xor (i64x2.extract_lane 0 (local.get $v)) (i64x2.extract_lane 1 (local.get $v)))))"#
    );
    let wasm = wat::parse_str(text).unwrap();
    let options = || {
        let wasi = WasiOptions { enable_simd: true, ..WasiOptions::default() };
        DeployOptions { wasi, from: CAROL, ..DeployOptions::default() }
    };
    let ends = engines().map(|(_, engine)| {
        let contract = engine.deploy_with_options(&wasm, options()).unwrap().address;
        let numbers = [(0i64, 0i64), (1, -1), (i64::MIN, i64::MAX), (0x7ff8_0000_0000_0001, 0x7fa0_0000_ffc0_0001)];
        let call = |(a, b)| {
            engine
                .execute(
                    contract,
                    "Mix",
                    Args::Positional(vec![Value::from(a), Value::from(b)]),
                    with_gas(ALICE, 10_000_000),
                )
                .unwrap()
        };
        let receipts = numbers.map(call);
        assert!(receipts.iter().all(Receipt::is_success));
        receipts
    });
    assert!(ends.iter().all(|end| *end == ends[0]));
}
