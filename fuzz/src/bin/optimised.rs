//! Runs random modules before and after the optimiser: `cargo run --release --bin optimised -- SEED_FROM SEED_TO`.

use allod_testing::differential::machines::NATIVE_STACK;
use allod_testing::differential::optimised::{Sums, check};
use std::process::ExitCode;

fn main() -> ExitCode {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let [from, to] = numbers[..] else {
        eprintln!("usage: optimised SEED_FROM SEED_TO");
        return ExitCode::from(2);
    };
    let run = move || {
        let (mut sums, mut differ) = (Sums::default(), 0u64);
        for seed in from..to {
            if let Err(what) = check(seed, &mut sums) {
                println!("{what}");
                differ += 1;
            }
            if seed % 1_000 == 999 {
                eprintln!("{seed}: {sums:?}, {differ} differ");
            }
        }
        println!("{sums:?}, {differ} differ");
        differ
    };
    let run = std::thread::Builder::new().stack_size(NATIVE_STACK).spawn(run);
    match run.map(std::thread::JoinHandle::join) {
        Ok(Ok(0)) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
