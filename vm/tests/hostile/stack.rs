//! Modules made to use more native stack than they count, or to keep the compiler busy: every tier and every node says
//! the same of them, no work of the host is cut short, and nobody waits.

use crate::engines::{deployed, engines};
use allod_core::{Address, HostOp, Status, Trap, Value, args};
use allod_testing::hostile::{calling, deploying, imports, module, with_gas};
use allod_testing::world::{ALICE, CAROL, block};
use allod_vm::{
    CallLimits, Compiler, DeployOptions, DeployTerms, Engine, EngineConfig, Receipt, Tier, Tiers, WasiOptions,
};
use std::fmt::Write;

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
        for tiers in [Tiers::COMPILED, Tiers { eager_max_bytes: u64::MAX, tier_up_gas_per_byte: 0 }] {
            let engine = Engine::open(EngineConfig::default().with_own_nonces().with_tiers(tiers)).unwrap();
            assert_eq!(engine.tier(deployed(&engine, &wasm)).unwrap(), tier, "{} bytes", wasm.len());
        }
    }
}
