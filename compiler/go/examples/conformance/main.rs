//! Prints how far this front end and Go agree. Needs a Go toolchain: `$ALLOD_CACHE/go` or one on `PATH`.
//!
//! ```sh
//! cargo run -p allod-go --example conformance -- parse-std
//! cargo run -p allod-go --example conformance -- parse-mutants 20000
//! cargo run -p allod-go --example conformance -- parse-verdicts
//! cargo run -p allod-go --example conformance -- check-std
//! cargo run -p allod-go --example conformance -- check-testdata
//! cargo run -p allod-go --example conformance -- check-mutants 3000
//! cargo run -p allod-go --example conformance -- check-verdicts
//! cargo run -p allod-go --example conformance -- check-errors
//! cargo run --release -p allod-go --example conformance -- run-tests
//! cargo run -p allod-go --example conformance -- program 7
//! cargo run --release -p allod-go --example conformance -- run-programs 10000 1
//! cargo run --release -p allod-go --example conformance -- mutant 7
//! cargo run --release -p allod-go --example conformance -- run-mutants 10000 1
//! ```
//!
//! `parse-verdicts` and `check-verdicts` write Go's verdicts of mutants of `tests/sources`, which the tests hold the parser and
//! the checker to without a Go.
//! A second number is the seed of the mutants. Disagreements are shown one a line, the first fifty of them.

mod check;
mod check_mutants;
mod contracts;
mod corpus;
mod go_tests;
mod oracle;
mod parse;
mod run;
mod sizes;
mod stock;
#[allow(dead_code, unreachable_pub)]
#[path = "../../tests/support/mod.rs"]
mod support;

use std::process::ExitCode;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let number = |index: usize, default| args.get(index).and_then(|arg| arg.parse().ok()).unwrap_or(default);
    let Some(go) = oracle::find_go() else {
        eprintln!("no Go found: run setup/go.sh, or put go on PATH");
        return ExitCode::FAILURE;
    };
    let done = match args.first().map(String::as_str) {
        Some("program") => {
            run::print(number(1, 1));
            Ok(())
        }
        Some("program-verdicts") => run::verdicts(&go, number(1, 500)),
        Some("mutant") => {
            run::print_mutant(number(1, 1));
            Ok(())
        }
        Some("run-mutants") => run::mutants(&go, number(1, 1000), number(2, 1)),
        Some("run-programs") => run::random(&go, number(1, 1000), number(2, 1)),
        Some("parse-std") => parse::std_files(&go),
        Some("parse-mutants") => parse::mutants(&go, number(1, 2000), number(2, 1)),
        Some("parse-verdicts") => parse::verdicts(&go),
        Some("check-std") => check::std_packages(&go),
        Some("check-testdata") => check::testdata(&go),
        Some("check-errors") => go_tests::errorcheck(&go),
        Some("compile") => contracts::measure(&args[1..]),
        Some("curve") => contracts::curve(),
        Some("sizes") => sizes::print(&args[1..]),
        Some("run-tests") => go_tests::run(),
        Some("check-mutants") => check_mutants::mutants(&go, number(1, 1000), number(2, 1)),
        Some("check-verdicts") => check_mutants::verdicts(&go),
        _ => {
            eprintln!("usage: conformance parse-std | parse-mutants COUNT SEED | parse-verdicts");
            eprintln!("     | check-std | check-testdata | check-mutants COUNT SEED | check-verdicts | check-errors");
            eprintln!("     | compile FILE… | curve | sizes FILE…");
            eprintln!("     | run-tests | program NUMBER | program-verdicts | run-programs COUNT SEED");
            eprintln!("     | mutant NUMBER | run-mutants COUNT SEED");
            return ExitCode::FAILURE;
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
