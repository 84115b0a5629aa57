//! Getting into a contract and out again, and host operations.

use allod_vm::{Address, Engine, EngineConfig, ExecuteOptions, args};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

/// Host operations in a call.
const OPERATIONS: u64 = 1000;

/// A contract that does nothing, and one that does `operation` so often as its argument says.
fn looping(import: &str, operation: &str) -> String {
    format!(
        r#"(module
        (import "allod" "input" (func $input (param i32 i32) (result i32)))
        {import}
        (memory (export "memory") 1)
        (func (export "Nothing"))
        (func (export "Loop") (local $left i64)
          (drop (call $input (i32.const 64) (i32.const 8)))
          (local.set $left (i64.load (i32.const 64)))
          (loop $more
            {operation}
            (br_if $more (i64.ne (local.tee $left (i64.sub (local.get $left) (i64.const 1))) (i64.const 0)))))
        (data (i32.const 32) "n") (data (i32.const 40) "\05")
        (@custom "allod.abi" "{{\"package_name\": \"loop\", \"functions\": [{{\"name\": \"Nothing\"}},"
          " {{\"name\": \"Loop\", \"inputs\": [{{\"name\": \"n\", \"type\": \"u64\"}}]}}]}}"))"#
    )
}

fn calls(c: &mut Criterion) {
    let operations = [
        ("nothing", "", ""),
        ("block_height", r#"(import "allod" "block_height" (func $f (result i64)))"#, "(drop (call $f))"),
        ("sender", r#"(import "allod" "sender" (func $f (param i32)))"#, "(call $f (i32.const 128))"),
        (
            "get_object",
            r#"(import "allod" "get_object" (func $f (param i32) (result i64)))"#,
            "(drop (call $f (i32.const 0)))",
        ),
        (
            "object_set",
            r#"(import "allod" "get_object" (func $g (param i32) (result i64)))
               (import "allod" "object_set" (func $f (param i32 i32 i32 i32 i32 i32 i32) (result i32)))
               (global $object (mut i32) (i32.const -1))"#,
            "(if (i32.eq (global.get $object) (i32.const -1))
               (then (global.set $object (i32.wrap_i64 (call $g (i32.const 0))))))
             (if (call $f (global.get $object) (i32.const 32) (i32.const 1) (i32.const 40) (i32.const 1)
                   (i32.const 48) (i32.const 8)) (then unreachable))",
        ),
        (
            "sha256 of 64 bytes",
            r#"(import "allod" "sha256" (func $f (param i32 i32 i32)))"#,
            "(call $f (i32.const 128) (i32.const 64) (i32.const 256))",
        ),
    ];
    let mut group = c.benchmark_group("calls");
    for (name, import, operation) in operations {
        let engine = Engine::open(EngineConfig::default()).expect("an engine opens");
        let contract = engine.deploy(looping(import, operation)).expect("the contract deploys").address;
        let simulate = |function: &str, args| {
            let options = ExecuteOptions { from: Address([3; 20]), gas_limit: Some(1 << 40), ..Default::default() };
            let receipt = engine.simulate(contract, function, args, options).expect("the engine simulates");
            assert!(receipt.is_success(), "{name}: {}", receipt.status);
        };
        match operation {
            "" => {
                group.throughput(Throughput::Elements(1));
                group.bench_function("entry", |b| b.iter(|| simulate("Nothing", args![])));
            }
            _ => {
                group.throughput(Throughput::Elements(OPERATIONS));
                group.bench_function(format!("{name}, {OPERATIONS} times"), |b| {
                    b.iter(|| simulate("Loop", args![OPERATIONS]))
                });
            }
        }
    }
    group.finish();
}

criterion_group!(all, calls);
criterion_main!(all);
