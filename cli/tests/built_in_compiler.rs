//! Go source is compiled by the command itself, on a machine without a Go toolchain.

mod shell;

use shell::{ALICE, Shell, contract};
use std::path::Path;
use std::process::Output;

/// Runs a command where no toolchain can be found.
fn alone(shell: &Shell, words: &[&str]) -> Output {
    let nothing = shell.path().join("nothing");
    std::fs::create_dir_all(&nothing).unwrap();
    let mut command = shell.command(words);
    command.env_clear().env("PATH", &nothing).env("HOME", &nothing).env("ALLOD_CACHE", &nothing);
    command.output().unwrap()
}

fn printed(shell: &Shell, words: &[&str]) -> String {
    let output = alone(shell, words);
    assert!(output.status.success(), "{words:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn path(file: &Path) -> &str {
    file.to_str().unwrap()
}

#[test]
fn a_contract_in_go_is_deployed_and_called_where_there_is_no_go() {
    let shell = Shell::new();
    let counter = contract("counter/counter.go");
    let installed = alone(&shell, &["deploy", path(&counter), "--from", ALICE]);
    assert!(!installed.status.success(), "a toolchain was found: {installed:?}");
    printed(&shell, &["deploy", path(&counter), "--toolchain", "built-in", "--from", ALICE]);
    printed(&shell, &["call", "counter", "Initialize", "--from", ALICE]);
    printed(&shell, &["call", "counter", "Increment", "5", "--from", ALICE]);
    assert_eq!(printed(&shell, &["query", "counter", "GetCounter"]).lines().next(), Some("GetCounter → 5"));
}

#[test]
fn all_mistakes_of_a_contract_are_told_at_once() {
    let shell = Shell::new();
    let file = shell.path().join("wrong.go");
    let source = "package wrong\n\nimport \"allod.dev/core\"\n\nfunc Add(ctx core.Context, a uint64) uint64 {\n\tunused := 1\n\treturn a + missing\n}\n";
    std::fs::write(&file, source).unwrap();
    let output = alone(&shell, &["deploy", path(&file), "--toolchain", "built-in", "--from", ALICE]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success());
    for wanted in ["wrong.go:6:2", "declared and not used: unused", "wrong.go:7:13", "undefined: missing"] {
        assert!(told.contains(wanted), "{wanted} is not in {told}");
    }
}
