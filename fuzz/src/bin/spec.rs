//! Runs the specification's test suite: `cargo run --release --bin spec [-- PART_OF_A_FILE_NAME]`.

use allod_testing::differential::machines::NATIVE_STACK;
use allod_fuzz::spec::engines::Engines;
use allod_fuzz::spec::report::{Report, STALE};
use allod_fuzz::spec::script::run;
use allod_fuzz::spec::suite::{SETS, files};
use std::process::ExitCode;

fn main() -> ExitCode {
    let part = std::env::args().nth(1);
    let thread = std::thread::Builder::new().stack_size(NATIVE_STACK).spawn(move || all(part.as_deref()));
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(true)) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Whether every script whose name contains `part` ends as it should.
fn all(part: Option<&str>) -> bool {
    let mut report = Report::default();
    for file in files().iter().filter(|file| part.is_none_or(|part| file.name.contains(part))) {
        // Engines forget nothing, so each script has its own.
        let engines = Engines::open().expect("engines in memory open");
        run(file, &engines, &mut report);
    }
    let (table, wrong) = report.finish(&SETS);
    println!("{table}");
    // With a part alone, what is listed for the others is not so.
    let whole = |line: &&String| part.is_none() || !(line.ends_with(STALE) || line.starts_with("gate/"));
    let wrong: Vec<_> = wrong.iter().filter(whole).collect();
    for line in &wrong {
        println!("NOT LISTED: {line}");
    }
    println!("{} not as they should be", wrong.len());
    wrong.is_empty()
}
