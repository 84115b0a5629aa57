//! Runs random modules on every machine: `cargo run --release -- SEED_FROM SEED_TO`.

use allod_fuzz::differential::{NATIVE_STACK, Seen, check};
use std::process::ExitCode;

fn main() -> ExitCode {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let [from, to] = numbers[..] else {
        eprintln!("usage: allod-fuzz SEED_FROM SEED_TO");
        return ExitCode::from(2);
    };
    let run = std::thread::Builder::new().stack_size(NATIVE_STACK).spawn(move || run(from, to));
    match run.map(std::thread::JoinHandle::join) {
        Ok(Ok(0)) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// How many seeds differ.
fn run(from: u64, to: u64) -> u64 {
    let (mut seen, mut differ) = (Seen::default(), 0);
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
    differ
}
