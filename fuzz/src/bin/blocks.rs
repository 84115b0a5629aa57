//! Runs random blocks on several engines: `cargo run --release --bin blocks -- SEED_FROM SEED_TO`.

use allod_testing::differential::blocks::fleet::TOGETHER;
use allod_testing::differential::blocks::{Fleet, Seen};
use std::process::ExitCode;
use std::time::Instant;

fn main() -> ExitCode {
    let numbers: Vec<u64> = std::env::args().skip(1).filter_map(|word| word.parse().ok()).collect();
    let [from, to] = numbers[..] else {
        eprintln!("usage: blocks SEED_FROM SEED_TO");
        return ExitCode::from(2);
    };
    let (mut seen, mut differ, since) = (Seen::default(), 0u64, Instant::now());
    // A block needs those before it in its fleet.
    for number in from / TOGETHER..to.div_ceil(TOGETHER) {
        let mut fleet = Fleet::open(number).expect("engines in memory open");
        let mut run = || {
            fleet.begin(number, &mut seen)?;
            let blocks = number * TOGETHER..to.min((number + 1) * TOGETHER);
            blocks.into_iter().try_for_each(|seed| fleet.check(seed, &mut seen))
        };
        // Engines that differ once differ ever after.
        if let Err(what) = run() {
            println!("{what}");
            differ += 1;
        }
        if number % 10 == 9 {
            let rate = seen.blocks as f64 / since.elapsed().as_secs_f64();
            eprintln!("{}: {rate:.0} blocks a second, {seen:?}, {differ} differ", (number + 1) * TOGETHER);
        }
    }
    println!("{seen:?}, {differ} differ");
    if differ == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
