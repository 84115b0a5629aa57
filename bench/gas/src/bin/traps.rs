//! What a trap costs at call depth 1,000, alone and with 1,000 other modules loaded: how much longer a call takes that
//! ends there than one that goes as deep and returns.
//!
//! `traps [--markdown] [ROUNDS]`

use allod_bench_gas::clock::timed;
use allod_bench_gas::figures::Figure;
use allod_bench_gas::table::Table;
use allod_core::{Address, args};
use allod_vm::{DeployOptions, Engine, EngineConfig, ExecuteOptions};

/// Frames below the first.
const DEPTH: i32 = 1_000;
const MODULES: usize = 1_000;

/// Goes down so many frames, and ends there in one of several ways.
const CONTRACT: &str = r#"(module
    (func $return (export "return") (param i32)
        (if (local.get 0) (then (call $return (i32.sub (local.get 0) (i32.const 1))))))
    (func $unreachable (export "unreachable") (param i32)
        (if (local.get 0) (then (call $unreachable (i32.sub (local.get 0) (i32.const 1)))) (else unreachable)))
    (func $divide (export "divide") (param i32)
        (if (local.get 0) (then (call $divide (i32.sub (local.get 0) (i32.const 1))))
            (else (drop (i32.div_u (i32.const 1) (local.get 0))))))
    (func $spin (export "spin") (param i32)
        (if (local.get 0) (then (call $spin (i32.sub (local.get 0) (i32.const 1)))) (else (loop (br 0))))))"#;

fn main() {
    let rounds = std::env::args().skip(1).find_map(|arg| arg.parse().ok()).unwrap_or(501);
    let engine = Engine::open(EngineConfig::default()).expect("an engine");
    let contract = engine.deploy_with_options(CONTRACT, DeployOptions::default()).expect("a deploy").address;
    let alone = measure(&engine, contract, rounds);
    for n in 0..MODULES {
        let module = format!(r#"(module (func (export "f") (result i32) (i32.const {n})))"#);
        let other = engine.deploy_with_options(module, DeployOptions::default()).expect("a deploy").address;
        engine.execute(other, "f", args![], ExecuteOptions::default()).expect("a call");
    }
    let among = measure(&engine, contract, rounds);
    let mut table = Table::new([
        "a call that ends at depth 1,000",
        "alone, µs",
        "more than returning",
        "among 1,000 modules, µs",
        "more than returning",
    ]);
    for (one, other) in alone.iter().zip(&among) {
        let more = |row: &(&str, Figure), base: &(&str, Figure)| format!("{:+.2}", row.1.median - base.1.median);
        let time = |row: &(&str, Figure)| format!("{:.2}", row.1.median);
        table.row([one.0.to_owned(), time(one), more(one, &alone[0]), time(other), more(other, &among[0])]);
    }
    table.print();
}

/// Microseconds for a call that ends in each way.
fn measure(engine: &Engine, contract: Address, rounds: usize) -> Vec<(&'static str, Figure)> {
    // Enough gas to get down; what is left is spun away within a microsecond or so.
    let down = engine.simulate(contract, "return", args![DEPTH], ExecuteOptions::default()).expect("a call").gas.used;
    let ways = [
        ("by returning", "return", "Success", None),
        ("by unreachable", "unreachable", "Unreachable", None),
        ("by a division by zero", "divide", "DivideByZero", None),
        ("out of gas", "spin", "OutOfGas", Some(down + 100)),
    ];
    let mut times = ways.each_ref().map(|_| Vec::new());
    for _ in 0..rounds {
        for ((_, function, wanted, gas_limit), times) in ways.iter().zip(&mut times) {
            let options = ExecuteOptions { gas_limit: *gas_limit, ..ExecuteOptions::default() };
            let (receipt, time) = timed(|| engine.simulate(contract, function, args![DEPTH], options));
            let status = format!("{:?}", receipt.expect("a call").status);
            assert!(status.contains(wanted), "{function}: {status}");
            times.push(1e6 * time.as_secs_f64());
        }
    }
    ways.iter().zip(times).map(|(way, times)| (way.0, Figure::of(times))).collect()
}
