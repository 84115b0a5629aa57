//! Go programs that have the engine inside: `bindings/go` under stock Go, with the library under test.

#![cfg(target_os = "linux")]

mod cc;

use allod_documents::{Documents, PLAN, Way};
use cc::{here, library_folder, run};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Stock Go, where `setup/go.sh` puts it, or the one on PATH.
///
/// # Panics
/// A missing Go: these tests are not left out in silence.
fn go() -> PathBuf {
    let home = || std::env::var_os("HOME").map(|home| Path::new(&home).join(".cache"));
    let caches = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).or_else(home).map(|folder| folder.join("allod"));
    let cache = std::env::var_os("ALLOD_CACHE").map(PathBuf::from).or(caches).unwrap_or_default();
    let candidates = [cache.join("go/bin/go"), PathBuf::from("go")];
    let works = |go: &&PathBuf| Command::new(go).arg("version").output().is_ok_and(|output| output.status.success());
    candidates.iter().find(works).cloned().expect("a Go toolchain: setup/go.sh installs one")
}

/// The go command in a folder of `bindings/go`, with the library under test and nothing from the network.
fn command(folder: &str) -> Command {
    let library = library_folder();
    let mut command = Command::new(go());
    command.current_dir(here().join("../go").join(folder));
    command.env("CGO_ENABLED", "1").env("CGO_LDFLAGS", format!("-L{0} -Wl,-rpath,{0}", library.display()));
    // What the network has, or another folder's settings, is no part of the test.
    command.env("GOPROXY", "off").env("GOTOOLCHAIN", "local").env("GOWORK", "off").env("GOFLAGS", "");
    command.env("GOCACHE", Path::new(env!("CARGO_TARGET_TMPDIR")).join("go-build"));
    command
}

#[test]
fn the_example_program_counts() {
    assert_eq!(run(command(".").args(["run", "./examples/counter"])), "Counter value: 1\n");
}

/// The program of govm's read-me under its own imports, in a module of its own that maps them to `bindings/go`.
#[test]
fn the_program_of_the_document_counts() {
    let documents = Documents::at_hand().expect("the documents are read");
    for row in PLAN.iter().filter(|row| row.way == Way::GoProgram) {
        let Some(block) = documents.block(row.document, row.line) else {
            println!("ALLOD_DOCUMENTS names no folder: only the example is tested");
            assert!(documents.0.is_empty(), "no block: {row:?}");
            continue;
        };
        let folder = tempfile::tempdir().unwrap();
        let module = here().join("../go").canonicalize().unwrap();
        let lines = format!(
            "module documented\n\ngo 1.26\n\nrequire github.com/govm-net/vm v0.0.0\n\nreplace github.com/govm-net/vm => {}\n",
            module.display()
        );
        std::fs::write(folder.path().join("go.mod"), lines).unwrap();
        std::fs::write(folder.path().join("main.go"), row.mended(&block.code).unwrap()).unwrap();
        assert_eq!(run(command(".").current_dir(folder.path()).args(["run", "."])), "Counter value: 1\n");
    }
}

/// Runs the tests of the Go packages with the race detector.
fn tests(arguments: &[&str]) -> String {
    run(command(".").args(["test", "-race", "-count=1", "./..."]).args(arguments))
}

#[test]
fn the_packages_pass_their_tests_under_the_race_detector() {
    let out = tests(&[]);
    assert!(out.contains("ok  \tgithub.com/govm-net/vm/vm"), "{out}");
}

#[test]
fn the_packages_pass_vet() {
    run(command(".").args(["vet", "./..."]));
}

#[test]
#[ignore = "takes minutes: 100,000 calls under the race detector"]
fn a_hundred_thousand_calls_from_eight_goroutines_do_not_race() {
    let out = run(command("vm").args([
        "test",
        "-race",
        "-count=1",
        "-v",
        "-timeout=30m",
        "-run=TestEightGoroutinesAreCountedOnceEach",
        ".",
        "-calls=12501",
    ]));
    print!("{out}");
}
