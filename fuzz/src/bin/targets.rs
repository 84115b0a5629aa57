//! Feeds a target noise and mutations: `cargo run --release --bin targets -- TARGET SEED_FROM SEED_TO`.

use allod_fuzz::heap;
use allod_testing::modules::generator;
use allod_testing::rng::noise;
use allod_testing::targets::{self, mutation::mutated};
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let targets = targets::all(heap);
    let target = words.first().and_then(|name| targets.iter().find(|row| row.0 == name));
    let numbers: Vec<u64> = words.iter().skip(1).filter_map(|word| word.parse().ok()).collect();
    let (Some((name, target)), [from, to]) = (target, &numbers[..]) else {
        eprintln!("usage: targets {} SEED_FROM SEED_TO", targets::NAMES.join("|"));
        return ExitCode::from(2);
    };
    for seed in *from..*to {
        target(&noise(seed, (seed % 600) as usize));
        target(&mutated(name, seed));
        if *name == "gate"
            && let Some(module) = generator::module(seed)
        {
            target(&module);
        }
    }
    println!("{name}: seeds {from} to {to} and nothing to report");
    ExitCode::SUCCESS
}
