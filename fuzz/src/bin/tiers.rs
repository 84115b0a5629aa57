//! Compares modules that are interpreted with the same in machine code: `cargo run --release --bin tiers -- SEED_FROM SEED_TO`.

use allod_testing::differential::tiers::{Pair, Seen};
use std::process::ExitCode;

/// Modules that share two engines.
const TOGETHER: usize = 100;

fn main() -> ExitCode {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let [from, to] = numbers[..] else {
        eprintln!("usage: tiers SEED_FROM SEED_TO");
        return ExitCode::from(2);
    };
    let (mut seen, mut differ) = (Seen::default(), 0u64);
    for first in (from..to).step_by(TOGETHER) {
        let pair = Pair::open().expect("engines in memory open");
        for seed in first..to.min(first + TOGETHER as u64) {
            if let Err(what) = pair.check(seed, &mut seen).and_then(|()| pair.check_writes(seed, &mut seen)) {
                println!("{what}");
                differ += 1;
            }
        }
        eprintln!("{}: {seen:?}, {differ} differ", to.min(first + TOGETHER as u64) - 1);
    }
    println!("{seen:?}, {differ} differ");
    if differ == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
