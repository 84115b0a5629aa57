//! Runs random modules on every machine: `cargo run --release -- SEED_FROM SEED_TO`.

use allod_compiler::instrument::instrument;
use allod_core::GasSchedule;
use allod_fuzz::generator;
use allod_fuzz::machine::{Machine, Seen, compare, compiled::Wasmer, interpreter::Wasmi};
use std::process::ExitCode;

fn check(seed: u64, seen: &mut Seen) -> Result<(), String> {
    let Some(plain) = generator::module(seed) else { return Ok(()) };
    // Some code may not be metered: a table operator, a frame beyond every stack.
    let Ok(metered) = instrument(&plain, &GasSchedule::mission()) else { return Ok(()) };
    let wasmi = Wasmi::load(&metered.wasm)?;
    let cranelift = Wasmer::cranelift(&metered.wasm)?;
    #[cfg(feature = "singlepass")]
    let singlepass = Wasmer::singlepass(&metered.wasm)?;
    let machines: &[&dyn Machine] = &[
        &wasmi,
        &cranelift,
        #[cfg(feature = "singlepass")]
        &singlepass,
    ];
    compare(seed, machines, seen)
}

fn main() -> ExitCode {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let [from, to] = numbers[..] else {
        eprintln!("usage: allod-fuzz SEED_FROM SEED_TO");
        return ExitCode::from(2);
    };
    let (mut seen, mut differ) = (Seen::default(), 0u64);
    for seed in from..to {
        if let Err(what) = check(seed, &mut seen) {
            println!("{what}");
            differ += 1;
        }
        if seed % 1_000 == 999 {
            eprintln!("{seed}: {seen:?}, {differ} differ");
        }
    }
    println!("{seen:?}, {differ} differ");
    if differ == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
