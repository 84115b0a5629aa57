//! Compares instances that were put back with new ones: `cargo run --release --bin resets -- SEED_FROM SEED_TO`.

use allod_testing::differential::reset::{Seen, check, check_writes};
use allod_vm::{Engine, EngineConfig};
use std::process::ExitCode;

/// Modules that share an engine.
const TOGETHER: usize = 100;

fn main() -> ExitCode {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let [from, to] = numbers[..] else {
        eprintln!("usage: resets SEED_FROM SEED_TO");
        return ExitCode::from(2);
    };
    let (mut seen, mut differ) = (Seen::default(), 0u64);
    for first in (from..to).step_by(TOGETHER) {
        let engine = Engine::open(EngineConfig::default()).expect("an engine in memory opens");
        for seed in first..to.min(first + TOGETHER as u64) {
            if let Err(what) = check(&engine, seed, &mut seen).and_then(|()| check_writes(&engine, seed, &mut seen)) {
                println!("{what}");
                differ += 1;
            }
        }
        eprintln!("{}: {seen:?}, {differ} differ", to.min(first + TOGETHER as u64) - 1);
    }
    println!("{seen:?}, {differ} differ");
    if differ == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
