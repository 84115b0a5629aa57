//! Modules made to use more native stack than they count, or to keep the compiler busy: every tier and every node says
//! the same of them, no work of the host is cut short, and nobody waits.

use allod_core::{Address, Args, HostOp, Status, Trap, Value, args};
use allod_testing::hostile::{calling, deploying, imports, module, with_gas};
use allod_testing::world::{ALICE, AT_FIRST_SIGHT, CAROL, block};
use allod_vm::{
    CallLimits, Compiler, DeployOptions, DeployTerms, Engine, EngineConfig, EngineError, Receipt, Tier, Tiers,
    WasiOptions,
};
use std::fmt::Write;

/// Engines that differ in what modules run on.
fn engines() -> [(&'static str, Engine); 4] {
    let open = |config: EngineConfig| Engine::open(config).unwrap();
    [
        ("interpreted", open(EngineConfig::default().with_own_nonces().with_compiler(Compiler::Interpreter))),
        ("compiled", open(EngineConfig::default().with_own_nonces().with_tiers(Tiers::COMPILED))),
        ("as usual", open(EngineConfig::default().with_own_nonces())),
        ("one after the other", open(EngineConfig::default().with_own_nonces().with_tiers(AT_FIRST_SIGHT))),
    ]
}

fn deployed(engine: &Engine, wasm: &[u8]) -> Address {
    let options = DeployOptions { from: CAROL, gas_limit: Some(1 << 40), ..DeployOptions::default() };
    engine.deploy_with_options(wasm, options).unwrap().address
}

/// `go(wide, narrow)` calls itself so many times through a function that keeps `values` all through a loop, which
/// metering does not see, then so many times through one that keeps none, and then does what `last` says.
fn spilling(values: usize, last: &str) -> Vec<u8> {
    let names = ["create_object", "log", "object_set", "get_object", "object_get", "balance"];
    let mut stores = String::new();
    for n in 0..values {
        // No immediate holds it, so the product is a value of its own.
        let factor = 0x1_0000_0001_u64.wrapping_mul(2 * n as u64 + 3);
        write!(stores, "(i64.store offset={} (i32.const 0) (i64.mul (local.get $x) (i64.const {factor})))", 8 * n)
            .unwrap();
    }
    let text = format!(
        r#"(module {} (memory (export "memory") 16)
        (func $wide (param $n i32) (param $m i32) (param $x i64) (result i64) (local $i i32)
          (loop {stores} (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 2))))
          (if (result i64) (local.get $n)
            (then (call $wide (i32.sub (local.get $n) (i32.const 1)) (local.get $m) (i64.load (i32.const 8))))
            (else (call $narrow (local.get $m)))))
        (func $narrow (param $m i32) (result i64)
          (if (result i64) (local.get $m)
            (then (i64.add (i64.const 1) (call $narrow (i32.sub (local.get $m) (i32.const 1))))) (else {last})))
        (data (i32.const 0x80000) "\05") (data (i32.const 0x80100) "\02\0c\01\00\00\00\00\00\00\00\00a\11\05\10\00\00\00\00\00\00\00")
        (func (export "go") (param $n i32) (param $m i32) (result i64)
          (call $wide (local.get $n) (local.get $m) (i64.const 7))))"#,
        imports(&names)
    );
    wat::parse_str(text).unwrap()
}

/// An event, and a field written and read again.
const WORK: &str = r#"(drop (call $log (i32.const 0x80000) (i32.const 1) (i32.const 0x80100) (i32.const 149)))
    (drop (call $object_set (i32.wrap_i64 (call $get_object (i32.const 0x80040)))
        (i32.const 0x80000) (i32.const 1) (i32.const 0x80000) (i32.const 1) (i32.const 0x80010) (i32.const 8)))
    (drop (call $object_get (i32.wrap_i64 (call $get_object (i32.const 0x80040)))
        (i32.const 0x80000) (i32.const 1) (i32.const 0x80000) (i32.const 1) (i32.const 0x80010) (i32.const 8)))
    (i64.const 0)"#;

/// What `go(wide, narrow)` ends as, on an engine that keeps nothing of it.
fn go(engine: &Engine, contract: Address, wide: i32, narrow: i32) -> Receipt {
    engine.simulate(contract, "go", args![wide, narrow], with_gas(ALICE, 1_000_000_000)).unwrap()
}

fn overflowed(receipt: &Receipt) -> bool {
    matches!(receipt.status, Status::Trapped { trap: Trap::StackOverflow, .. })
}

/// What the host did for it, but for letting it in.
fn work(receipt: &Receipt) -> usize {
    receipt.gas.host.iter().filter(|row| !matches!(row.0, HostOp::Entry | HostOp::Instantiate)).count()
}

#[test]
fn a_recursion_of_spilled_values_ends_alike_on_every_tier() {
    let deep = [(1, 0), (20, 1_000), (270, 0), (273, 0), (300, 0), (1_000, 0), (10_000, 0), (0, 10_000)];
    // The largest takes long.
    for (values, depths) in [(8, &deep[..]), (100, &deep), (700, &deep), (20_000, &deep[..3])] {
        let wasm = spilling(values, WORK);
        let engines = engines();
        let contracts: Vec<Address> = engines.iter().map(|(_, engine)| deployed(engine, &wasm)).collect();
        for (wide, narrow) in depths.iter().copied() {
            let [wanted, rest @ ..] = [0, 1, 2, 3].map(|n| go(&engines[n].1, contracts[n], wide, narrow));
            for (receipt, (name, _)) in rest.iter().zip(&engines[1..]) {
                assert_eq!(*receipt, wanted, "{values} values, {wide} wide, {narrow} narrow: {name}");
            }
            assert!(wanted.is_success() || overflowed(&wanted), "{}", wanted.status);
        }
    }
}

#[test]
fn modules_that_spill_are_interpreted_for_good_and_others_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let config = EngineConfig::default().with_own_nonces().with_path(folder.path()).with_tiers(Tiers::COMPILED);
        Engine::open(config).unwrap()
    };
    let engine = open();
    let tiers = [(2, Tier::Machine), (700, Tier::Interpreter), (1_500, Tier::Interpreter)];
    let contracts: Vec<_> = tiers.map(|(values, _)| deployed(&engine, &spilling(values, "(i64.const 0)"))).to_vec();
    let check = |engine: &Engine| {
        for ((values, tier), contract) in tiers.iter().zip(&contracts) {
            assert!(go(engine, *contract, 3, 3).is_success());
            assert_eq!(engine.tier(*contract).unwrap(), *tier, "{values} values");
        }
    };
    check(&engine);
    drop(engine);
    // What was found out is found on disk.
    let files = std::fs::read_dir(folder.path().join("artefacts")).unwrap();
    let artefacts = files.filter(|file| file.as_ref().unwrap().path().extension().is_some_and(|e| e == "artefact"));
    assert_eq!(artefacts.count(), 3);
    check(&open());
}

#[test]
fn two_nodes_on_different_tiers_keep_one_root() {
    for values in [16, 700, 20_000] {
        let wasm = spilling(values, WORK);
        let ends = engines().map(|(_, engine)| {
            let deploy = deploying(CAROL, wasm.clone(), DeployTerms::default());
            let made = engine.execute_block(&block(1, 1), vec![deploy]).unwrap();
            let calls = [(20, 0), (300, 0), (270, 10), (5_000, 0)].map(|(wide, narrow): (i32, i32)| {
                let input = [Value::from(wide), Value::from(narrow)].iter().flat_map(Value::encode).collect();
                calling(ALICE, made[0].contract, "go", input, 100_000_000)
            });
            let receipts = engine.execute_block(&block(2, 2), calls.to_vec()).unwrap();
            (made, receipts, engine.state_root().unwrap())
        });
        assert!(ends.iter().all(|end| *end == ends[0]), "{values} values");
    }
}

/// The largest number for which `holds`, which holds for no larger one.
fn most(mut holds: impl FnMut(i32) -> bool) -> i32 {
    let (mut most, mut too_many) = (0, 1 << 16);
    while too_many - most > 1 {
        let middle = (most + too_many) / 2;
        *if holds(middle) { &mut most } else { &mut too_many } = middle;
    }
    most
}

#[test]
fn no_operation_of_the_host_is_cut_short_at_the_end_of_the_stack() {
    let [(_, interpreted), (_, compiled), ..] = engines();
    // From frames a quarter of what is counted to frames four times as wide, and one that is interpreted.
    for values in [1, 4, 16, 32, 48, 64, 700] {
        let wasm = spilling(values, WORK);
        let (program, machine) = (deployed(&interpreted, &wasm), deployed(&compiled, &wasm));
        let wide = most(|wide| go(&compiled, machine, wide, 0).is_success());
        let narrow = most(|narrow| go(&compiled, machine, wide - 1, narrow).is_success());
        for more in (-2..=6).filter(|more| narrow + more >= 0) {
            let receipt = go(&compiled, machine, wide - 1, narrow + more);
            assert_eq!(receipt, go(&interpreted, program, wide - 1, narrow + more), "{values} values, {more} more");
            assert_eq!(
                (overflowed(&receipt), work(&receipt) == 0),
                (more > 0, more > 0),
                "{values} values, {more} more"
            );
        }
    }
}

#[test]
fn an_operation_at_the_end_of_the_stack_reads_a_cold_store_as_a_warm_one() {
    let folder = tempfile::tempdir().unwrap();
    let open = || {
        let config = EngineConfig::default().with_own_nonces().with_path(folder.path()).with_tiers(Tiers::COMPILED);
        Engine::open(config).unwrap()
    };
    let engine = open();
    let contract = deployed(&engine, &spilling(32, WORK));
    let kept = engine.execute(contract, "go", args![0, 0], with_gas(ALICE, 1_000_000)).unwrap();
    assert!(kept.is_success(), "{}", kept.status);
    let wide = most(|wide| go(&engine, contract, wide, 0).is_success());
    let warm = [wide, wide + 1].map(|wide| go(&engine, contract, wide, 0));
    drop(engine);
    for (wide, warm) in [wide, wide + 1].into_iter().zip(warm) {
        assert_eq!(go(&open(), contract, wide, 0), warm);
    }
}

#[test]
fn a_chain_of_calls_of_any_length_fits_the_stack_of_a_thread() {
    let body = r#"(data (i32.const 32) "f") (data (i32.const 48) "\00")
        (func (export "f") (result i64) (call $contract_address (i32.const 0))
          (drop (call $balance (i32.const 0)))
          (call $call (i32.const 0) (i32.const 32) (i32.const 1) (i32.const 48) (i32.const 1) (i64.const 0) (i32.const 100) (i32.const 8)))"#;
    let text = module(&["contract_address", "balance", "call"], body);
    let run = move || {
        let ends = [Compiler::Interpreter, Compiler::Cranelift].map(|compiler| {
            let limits = CallLimits { call_depth: 200, ..CallLimits::default() };
            let config = EngineConfig::default().with_own_nonces().with_compiler(compiler).with_limits(limits);
            let engine = Engine::open(config).unwrap();
            let options = DeployOptions { reentrant: true, ..DeployOptions::default() };
            let contract = engine.deploy_with_options(&text, options).unwrap().address;
            engine.execute(contract, "f", args![], with_gas(ALICE, 100_000_000)).unwrap()
        });
        assert_eq!(ends[0].trace.walk().count(), 201, "as deep as the limit, and the one that was refused");
        assert_eq!(ends[0], ends[1]);
    };
    std::thread::Builder::new().stack_size(512 << 10).spawn(run).unwrap().join().unwrap();
}

/// A module of functions, each of so many stores of products in a loop.
fn products(functions: usize, values: usize) -> Vec<u8> {
    let mut text = String::from("(module (memory 1)\n");
    for f in 0..functions {
        writeln!(text, "(func (export \"f{f}\") (param $x i64) (local $i i32) (loop").unwrap();
        for n in 0..values {
            let factor = 0x1_0000_0001_u64.wrapping_mul(2 * (n + f) as u64 + 3);
            let at = 8 * (n % 8_000);
            writeln!(text, "(i64.store offset={at} (i32.const 0) (i64.mul (local.get $x) (i64.const {factor})))")
                .unwrap();
        }
        text.push_str("(br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 2)))))\n");
    }
    wat::parse_str(text + ")").unwrap()
}

/// Functions of blocks that take or leave many values, which thousands of branches carry.
fn carried(branches: usize) -> Vec<u8> {
    let values = "i64 ".repeat(16);
    let loads: String = (0..16).map(|n| format!("(i64.load offset={} (i32.const 0))", 8 * n)).collect();
    let branch = "(br_if 0 (i32.load8_u offset=1 (i32.const 0))) ".repeat(branches);
    let block = format!("(block (type $b) {branch})");
    let text = format!(
        "(module (memory 1) (type $b (func (param {values}) (result {values}))) (func (export \"f0\") {loads} {block} {}))",
        "drop ".repeat(16)
    );
    wat::parse_str(text).unwrap()
}

#[test]
fn no_deploy_waits_for_the_compiler_whatever_was_made_to_keep_it_busy() {
    let cases = [
        ("one large function of products", products(1, 12_000)),
        ("many functions of products", products(16, 1_500)),
        ("one small function of products", products(1, 700)),
        ("branches that carry values", carried(1_500)),
        ("many branches that carry values", carried(40_000)),
    ];
    for (name, wasm) in cases {
        for simd in [false, true] {
            let engine = Engine::open(EngineConfig::default().with_own_nonces()).unwrap();
            let wasi = WasiOptions { enable_simd: simd, ..WasiOptions::default() };
            let terms = DeployTerms { wasi, ..DeployTerms::default() };
            let receipts = engine.execute_block(&block(1, 1), vec![deploying(ALICE, wasm.clone(), terms)]).unwrap();
            assert_eq!(receipts[0].status, Status::Success, "{name}");
            let tier = engine.tier(receipts[0].contract).unwrap();
            assert_eq!(tier, Tier::Interpreter, "{name}, vectors: {simd}");
        }
    }
}

#[test]
fn what_is_compiled_before_its_first_call_has_a_bound_on_every_engine() {
    for (wasm, tier) in [
        (products(1, 12_000), Tier::Interpreter),
        (carried(40_000), Tier::Interpreter),
        (products(1, 300), Tier::Interpreter), // its frame is too wide
        (spilling(2, "(i64.const 0)"), Tier::Machine),
    ] {
        for tiers in [Tiers::COMPILED, Tiers { at_once: u64::MAX, patience: 0 }] {
            let engine = Engine::open(EngineConfig::default().with_own_nonces().with_tiers(tiers)).unwrap();
            assert_eq!(engine.tier(deployed(&engine, &wasm)).unwrap(), tier, "{} bytes", wasm.len());
        }
    }
}

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
