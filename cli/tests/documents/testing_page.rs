//! The page on tests of contracts: its commands run as they stand, and so do those of the examples' page.
#![cfg(unix)]

use crate::shell::{Ended, Shell};
use std::path::Path;
use std::process::Command;

fn document(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name)).unwrap()
}

/// Types a line in a folder where `examples` are those of the repository. Gives standard output.
fn typed(shell: &Shell, line: &str) -> String {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    let link = shell.path().join("examples");
    if !link.exists() {
        std::os::unix::fs::symlink(examples.canonicalize().unwrap(), link).unwrap();
    }
    let path = Path::new(env!("CARGO_BIN_EXE_allod")).parent().unwrap().display().to_string();
    let path = format!("{path}:{}", std::env::var("PATH").unwrap_or_default());
    let mut command = Command::new("sh");
    command.current_dir(shell.path()).args(["-c", line]).env("PATH", path).env_remove("ALLOD_DATA");
    let ended = Ended::of(command.output().unwrap());
    assert_eq!(ended.code, 0, "{line}: {ended:?}");
    ended.stdout
}

#[test]
fn every_command_of_the_pages_runs_and_every_test_beside_the_examples_passes() {
    let shell = Shell::new();
    let pages = document("docs/testing.md") + &document("examples/README.md");
    let commands: Vec<_> = pages.lines().filter(|line| line.starts_with("allod test ")).collect();
    assert!(commands.len() >= 8, "{commands:?}");
    for line in commands {
        let said = typed(&shell, line);
        assert!(said.contains(" passed") || said.contains("\"passed\":"), "{line}: {said}");
        assert!(!said.contains("FAIL"), "{line}: {said}");
    }
}

#[test]
fn the_test_on_the_page_passes() {
    let page = document("docs/testing.md");
    let test = page.split("```go\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let shell = Shell::new();
    std::fs::write(shell.path().join("counter.go"), document("examples/counter/counter.go")).unwrap();
    std::fs::write(shell.path().join("counter_test.go"), test).unwrap();
    assert!(shell.ok(&["test"]).contains("1 passed"));
}
