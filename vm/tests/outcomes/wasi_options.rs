//! Every option of a deploy does what it says.

use allod_core::{Status, Trap, args};
use allod_testing::world::{ALICE, by, memory_engine};
use allod_vm::{Address, DeployOptions, Engine, EngineError, WasiOptions};

fn deploy(engine: &Engine, wat: &str, wasi: WasiOptions) -> Result<Address, EngineError> {
    let options = DeployOptions { wasi, ..DeployOptions::default() };
    engine.deploy_with_options(wat, options).map(|deployed| deployed.address)
}

fn run(engine: &Engine, contract: Address, n: i32) -> Status {
    engine.query(contract, "run", args![n], by(ALICE)).unwrap().status
}

/// Deploys with and without, and checks that `what` the message names is why the one is refused.
fn needs(wat: &str, without: WasiOptions, with: WasiOptions, what: &str) {
    let engine = memory_engine();
    let refusal = deploy(&engine, wat, without).unwrap_err();
    assert!(matches!(refusal, EngineError::Gate(_)), "{refusal}");
    assert!(refusal.to_string().contains(what), "{refusal}");
    let contract = deploy(&engine, wat, with).unwrap();
    assert_eq!(run(&engine, contract, 7), Status::Success);
}

#[test]
fn memory_limit_bounds_the_memory_a_module_begins_with() {
    let wat = r#"(module (memory 4) (func (export "run") (param i32)))"#;
    let pages = |n: u64| WasiOptions { memory_limit: n * 65_536, ..WasiOptions::default() };
    needs(wat, pages(3), pages(4), "memory");
}

#[test]
fn table_size_bounds_the_table() {
    let wat = r#"(module (table 100 funcref) (func (export "run") (param i32)))"#;
    let entries = |table_size| WasiOptions { table_size, ..WasiOptions::default() };
    needs(wat, entries(99), entries(100), "table");
}

#[test]
fn vectors_need_enable_simd() {
    let wat = r#"(module (func (export "run") (param i32)
        (if (i32.ne (i32x4.extract_lane 2 (i32x4.add (i32x4.splat (local.get 0)) (i32x4.splat (i32.const 1)))) (i32.const 8))
            (then unreachable))))"#;
    needs(wat, WasiOptions::default(), WasiOptions { enable_simd: true, ..WasiOptions::default() }, "SIMD");
}

#[test]
fn atomic_operators_cannot_be_had_and_the_option_says_so() {
    let wat = r#"(module (memory 1) (func (export "run") (param i32)
        (drop (i32.atomic.rmw.add (i32.const 8) (local.get 0)))))"#;
    let refusal = deploy(&memory_engine(), wat, WasiOptions::default()).unwrap_err();
    assert!(matches!(refusal, EngineError::Gate(_)) && refusal.to_string().contains("threads"), "{refusal}");
    let refusal = deploy(&memory_engine(), wat, WasiOptions { enable_threads: true, ..Default::default() });
    let refusal = refusal.unwrap_err().to_string();
    assert_eq!(refusal, "enable_threads is true, wanted false: no module may use atomic operators");
}

#[test]
fn bulk_memory_can_be_turned_off() {
    let wat = r#"(module (memory 1) (func (export "run") (param i32)
        (memory.copy (i32.const 0) (i32.const 8) (local.get 0))))"#;
    let off = WasiOptions { enable_bulk_memory: false, ..WasiOptions::default() };
    needs(wat, off, WasiOptions::default(), "bulk memory");
}

#[test]
fn stack_size_decides_how_deep_a_recursion_goes_and_decides_it_exactly() {
    let engine = memory_engine();
    let wat = r#"(module (func $down (param i32) (result i32)
            (if (result i32) (local.get 0) (then (i32.add (i32.const 1) (call $down (i32.sub (local.get 0) (i32.const 1))))) (else (i32.const 0))))
        (func (export "run") (param i32) (drop (call $down (local.get 0)))))"#;
    let deepest = |stack_size: u64| {
        let contract = deploy(&engine, wat, WasiOptions { stack_size, ..WasiOptions::default() }).unwrap();
        let fits = |n: i32| match run(&engine, contract, n) {
            Status::Success => true,
            Status::Trapped { trap: Trap::StackOverflow, .. } => false,
            other => panic!("{other}"),
        };
        let (mut low, mut high) = (0, 1 << 20);
        while high - low > 1 {
            let middle = (low + high) / 2;
            if fits(middle) { low = middle } else { high = middle }
        }
        low
    };
    let small = deepest(64 << 10);
    assert!(small > 100, "{small}");
    assert_eq!(small, deepest(64 << 10));
    let (large, largest) = (deepest(128 << 10), deepest(768 << 10));
    assert!((large - 2 * small).abs() <= 2, "{small} {large}");
    assert!((largest - 12 * small).abs() <= 24, "{small} {largest}");
}

#[test]
fn fuel_limit_and_timeout_stop_a_call_at_the_smaller_of_the_two() {
    let engine = memory_engine();
    let wat = r#"(module (func (export "run") (param i32) (loop $again (br $again))))"#;
    for (fuel_limit, timeout, wanted) in [(5_000, 0, 5_000), (0, 2, 2_000_000), (5_000, 2, 5_000), (0, 0, 100_000_000)]
    {
        let contract = deploy(&engine, wat, WasiOptions { fuel_limit, timeout, ..WasiOptions::default() }).unwrap();
        let receipt = engine.query(contract, "run", args![1], by(ALICE)).unwrap();
        let own = Some(wanted).filter(|wanted| *wanted < 100_000_000);
        assert_eq!(receipt.contract_limit_met(), own, "which limit it was can be told");
        assert_eq!(
            (receipt.status, receipt.gas.used),
            (Status::OutOfGas, wanted),
            "fuel {fuel_limit}, timeout {timeout}"
        );
    }
}

#[test]
fn an_option_out_of_range_is_refused_by_name() {
    let engine = memory_engine();
    let wat = r#"(module (func (export "run") (param i32)))"#;
    let options = [
        (WasiOptions { memory_limit: 1, ..WasiOptions::default() }, "memory_limit is 1 bytes"),
        (WasiOptions { stack_size: 1, ..WasiOptions::default() }, "stack_size is 1 bytes"),
        (WasiOptions { timeout: u64::MAX, ..WasiOptions::default() }, "timeout is 18446744073709551615 ms"),
        (WasiOptions { table_size: 1 << 40, ..WasiOptions::default() }, "table_size is 1099511627776 entries"),
    ];
    for (wasi, wanted) in options {
        let error = deploy(&engine, wat, wasi).unwrap_err().to_string();
        assert!(error.starts_with(wanted), "{error}");
    }
}
