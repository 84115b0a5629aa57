//! Time and size of contracts that are compiled.

use allod_go::compile_contract::compile_contract;
use allod_go::packages::Source;
use std::fmt::Write as _;
use std::time::Instant;
use std::{fs, io};

/// Runs of each compilation, of which the median counts.
const RUNS: usize = 11;
/// Lines of the contracts of [`curve`].
const LINES: [usize; 5] = [1_000, 2_000, 5_000, 10_000, 20_000];

/// Compiles contracts of one file each, and prints the time from source to module and the size of the module.
pub(crate) fn measure(paths: &[String]) -> io::Result<()> {
    paths.iter().try_for_each(|path| print(path, &source(path)?))
}

/// The same of contracts that consist of one function again and again.
pub(crate) fn curve() -> io::Result<()> {
    LINES.iter().try_for_each(|&lines| {
        let text = of_lines(lines);
        print(&format!("{lines} lines"), &[Source::new("curve.go", text.as_bytes())])
    })
}

fn print(title: &str, source: &[Source; 1]) -> io::Result<()> {
    let mut times = Vec::new();
    let mut bytes = 0;
    for _ in 0..RUNS {
        let clock = Clock::start();
        let compiled = compile_contract(source, &Default::default(), &|_| {}).map_err(io::Error::other)?;
        times.push(clock.milliseconds());
        bytes = compiled.module.wasm.len();
    }
    times.sort_by(f64::total_cmp);
    println!("{title}: {bytes} bytes, {:.2} ms of CPU ({:.2} to {:.2})", times[RUNS / 2], times[0], times[RUNS - 1]);
    Ok(())
}

/// Clock of the time that this thread spends on a CPU; where the system does not tell it, of time that passes.
struct Clock {
    began: Instant,
    spent: Option<u64>,
}

impl Clock {
    fn start() -> Self {
        Self { began: Instant::now(), spent: nanoseconds() }
    }

    fn milliseconds(&self) -> f64 {
        match self.spent.zip(nanoseconds()) {
            Some((before, now)) => (now - before) as f64 / 1e6,
            None => self.began.elapsed().as_secs_f64() * 1e3,
        }
    }
}

/// Nanoseconds of CPU that Linux has counted for this thread.
fn nanoseconds() -> Option<u64> {
    fs::read_to_string("/proc/thread-self/schedstat").ok()?.split(' ').next()?.parse().ok()
}

/// A contract of so many lines, or up to 12 fewer.
fn of_lines(lines: usize) -> String {
    let mut text = "package curve\n\nimport \"allod.dev/core\"\n\n".to_owned();
    for i in 0..(lines - 4) / 13 {
        _ = write!(
            text,
            "// F{i} adds up.\nfunc F{i}(ctx core.Context, a uint64, b uint64) uint64 {{\n\tsum := a\n\
             \tfor i := uint64(0); i < b; i++ {{\n\t\tif i%3 == 0 {{\n\t\t\tsum += i * a\n\t\t}} else {{\n\
             \t\t\tsum ^= i + {i}\n\t\t}}\n\t}}\n\treturn sum\n}}\n\n"
        );
    }
    text
}

/// The source of a contract of one file.
pub(crate) fn source(path: &str) -> io::Result<[Source; 1]> {
    Ok([Source::new(name(path), fs::read(path)?)])
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}
