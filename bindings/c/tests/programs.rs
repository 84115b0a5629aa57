//! C programs that have the engine inside.

#![cfg(target_os = "linux")]

mod cc;

use cc::{compile, here, run};
use std::path::{Path, PathBuf};
use std::process::Command;

fn contract() -> PathBuf {
    here().join("../../examples/wat_counter/counter.wat")
}

/// A program under the address sanitizer. As a thread ends, the sanitizer unmaps whatever signal stack it has, and that one
/// is wasmer's: so it is told to have none.
fn sanitized(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.env("ASAN_OPTIONS", "use_sigaltstack=0:detect_leaks=1");
    command
}

#[test]
fn the_example_counts_to_three() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("counter");
    compile("examples/counter.c", &program, &[]);
    let out = run(Command::new(&program).arg(contract()));
    let lines: Vec<&str> = out.lines().map(|line| line.split(',').next().unwrap()).collect();
    assert_eq!(lines, ["Counter value: 1", "Counter value: 2", "Counter value: 3"]);
}

#[test]
fn null_pointers_wrong_handles_and_wrong_texts_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("wrong");
    compile("tests/programs/wrong.c", &program, &["-fsanitize=address"]);
    assert_eq!(run(&mut sanitized(&program)), "all told\n");
}

/// Calls from `threads` threads, under the address sanitizer and its search for leaks.
fn from_threads(threads: u32, calls: u32) -> String {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join("threads");
    compile("tests/programs/threads.c", &program, &["-fsanitize=address"]);
    run(sanitized(&program).arg(contract()).args([threads.to_string(), calls.to_string()]))
}

#[test]
fn calls_from_eight_threads_are_counted_once_each_and_leak_nothing() {
    assert!(from_threads(8, 90).contains("8 threads, 90 calls each: counted to 400"));
}

#[test]
#[ignore = "takes a minute: 100,000 calls"]
fn a_hundred_thousand_calls_from_eight_threads_leak_nothing() {
    print!("{}", from_threads(8, 12_501));
}
