//! Time and size of contracts that are compiled.

use allod_go::compile_contract::compile_contract;
use allod_go::packages::Source;
use std::time::Instant;
use std::{fs, io};

/// Runs of each compilation, of which the median counts.
const RUNS: usize = 11;

/// Compiles contracts of one file each, and prints the time from source to module and the size of the module.
pub(crate) fn measure(paths: &[String]) -> io::Result<()> {
    for path in paths {
        let source = source(path)?;
        let mut times = Vec::new();
        let mut bytes = 0;
        for _ in 0..RUNS {
            let start = Instant::now();
            let compiled = compile_contract(&source, &Default::default(), &|_| {}).map_err(io::Error::other)?;
            times.push(start.elapsed().as_secs_f64() * 1e3);
            bytes = compiled.module.wasm.len();
        }
        times.sort_by(f64::total_cmp);
        println!("{path}: {bytes} bytes, {:.2} ms ({:.2} to {:.2})", times[RUNS / 2], times[0], times[RUNS - 1]);
    }
    Ok(())
}

/// The source of a contract of one file.
pub(crate) fn source(path: &str) -> io::Result<[Source; 1]> {
    Ok([Source::new(name(path), fs::read(path)?)])
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
