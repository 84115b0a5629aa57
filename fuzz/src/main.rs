//! Runs random modules on every machine: `cargo run --release -- SEED_FROM SEED_TO [random|spilling]`.

use allod_testing::differential::machines::{self, NATIVE_STACK};
use allod_testing::differential::stacks::{self, Stacks};
use std::process::ExitCode;

/// Modules that share two engines.
const TOGETHER: u64 = 100;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let numbers: Vec<u64> = words.iter().filter_map(|word| word.parse().ok()).collect();
    let generators: &[fn(u64, u64) -> u64] = match words.get(2).map(String::as_str) {
        None => &[random, spilling],
        Some("random") => &[random],
        Some("spilling") => &[spilling],
        Some(_) => &[],
    };
    let ([from, to], false) = (&numbers[..], generators.is_empty()) else {
        eprintln!("usage: allod-fuzz SEED_FROM SEED_TO [random|spilling]");
        return ExitCode::from(2);
    };
    let (from, to) = (*from, *to);
    let run = move || generators.iter().map(|generator| generator(from, to)).sum::<u64>();
    let run = std::thread::Builder::new().stack_size(NATIVE_STACK).spawn(run);
    match run.map(std::thread::JoinHandle::join) {
        Ok(Ok(0)) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// How many seeds differ among modules of `wasm-smith`.
fn random(from: u64, to: u64) -> u64 {
    let (mut seen, mut differ) = (machines::Seen::default(), 0);
    for seed in from..to {
        if let Err(what) = machines::check(seed, &mut seen) {
            println!("{what}");
            differ += 1;
        }
        if seed % 1_000 == 999 {
            eprintln!("{seed}: {seen:?}, {differ} differ");
        }
    }
    println!("random modules: {seen:?}, {differ} differ");
    differ
}

/// How many seeds differ among modules that make compilers spill.
fn spilling(from: u64, to: u64) -> u64 {
    let (mut seen, mut differ) = (stacks::Seen::default(), 0);
    for first in (from..to).step_by(TOGETHER as usize) {
        let engines = Stacks::open().expect("engines in memory open");
        let end = to.min(first + TOGETHER);
        for seed in first..end {
            if let Err(what) = engines.check(seed, &mut seen) {
                println!("{what}");
                differ += 1;
            }
        }
        eprintln!("{}: {seen:?}, {differ} differ", end - 1);
    }
    println!("spilling modules: {seen:?}, {differ} differ");
    differ
}
