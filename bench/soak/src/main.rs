//! Mixed calls for a long time: memory must stay flat, and the gas of a fixed call the same.
//!
//! ```text
//! soak [MINUTES]
//! ```
//!
//! First a quarter of the time, and at least as long as it takes until every cache is full, warms up. The rest is cut
//! into thirty parts, of each of which the peak counts: a cache that is let go of when it is full makes a sawtooth. The
//! median of the last ten peaks may not be above that of the first ten by more than [`verdict::MARGIN`]. Ends with 1 where it is, and at once where a call answers something else than it must.

#![forbid(unsafe_code)]

mod calls;
mod sample;
mod store;
mod verdict;

use calls::Calls;
use sample::Sample;
use std::time::{Duration, Instant};

/// Minutes unless told.
const MINUTES: f64 = 30.0;
/// Samples that the verdict is made of.
const SAMPLES: u32 = 30;

fn main() {
    let minutes = match std::env::args().nth(1).map(|word| word.parse::<f64>()) {
        None => MINUTES,
        Some(Ok(minutes)) if minutes > 0.0 => minutes,
        Some(_) => {
            eprintln!("soak: how many minutes is a number above zero");
            std::process::exit(2);
        }
    };
    let time = Duration::from_secs_f64(minutes * 60.0);
    let mut calls = Calls::new();
    let began = Instant::now();
    while began.elapsed() < time / 4 || !calls.are_warm() {
        calls.turn();
    }
    let warm = Instant::now();
    println!("warm: {} after {} calls", Sample::take(), calls.made());
    let mut samples = Vec::new();
    for number in 1..=SAMPLES {
        let mut peak = Sample::take();
        while warm.elapsed() < time * 3 / 4 * number / SAMPLES {
            calls.turn();
            peak = peak.max(Sample::take());
        }
        samples.push(peak);
        println!("{:3} of {SAMPLES}: {} after {} calls", number, samples[samples.len() - 1], calls.made());
    }
    println!("{}", calls.tally());
    println!("gas of the fixed call: {} each of {} times", calls.probe_gas(), calls.probes());
    let grown = verdict::grown(&samples);
    match grown.as_slice() {
        [] => println!("flat"),
        grown => {
            grown.iter().for_each(|line| eprintln!("soak: {line}"));
            std::process::exit(1);
        }
    }
}
