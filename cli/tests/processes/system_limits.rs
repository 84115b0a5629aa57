//! A process that the system gives little still works, or ends without a loss.
#![cfg(target_os = "linux")]

use crate::shell::{Ended, Shell, contract};
use std::process::{Command, Stdio};

/// Runs a command with a limit of the shell's `ulimit`.
fn with(shell: &Shell, limit: &str, words: &[&str]) -> Ended {
    let script = format!("ulimit {limit} && exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.current_dir(shell.path()).args(["-c", &script, env!("CARGO_BIN_EXE_allod")]).args(words);
    let output = command.env_remove("ALLOD_DATA").stdin(Stdio::null()).output().unwrap();
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    Ended { code: output.status.code().unwrap_or(-1), stdout: text(&output.stdout), stderr: text(&output.stderr) }
}

#[test]
fn with_fewer_addresses_than_a_memory_of_machine_code_reserves_calls_are_made_all_the_same() {
    let shell = Shell::new();
    let file = contract("wat_counter/counter.wat");
    // KiB; machine code would reserve 8 GiB.
    for (limit, value) in [("-v 8600000", 1), ("-v 2000000", 2)] {
        let deployed = with(&shell, limit, &["deploy", file.to_str().unwrap(), "--name", &format!("c{value}")]);
        assert_eq!(deployed.code, 0, "{limit}: {deployed:?}");
        let called = with(&shell, limit, &["call", &format!("c{value}"), "Increment", "5"]);
        assert_eq!(called.code, 0, "{limit}: {called:?}");
        assert_eq!(shell.json(0, &["query", &format!("c{value}"), "GetCounter"])["result"], 5);
    }
}

#[test]
fn with_too_few_addresses_to_begin_with_no_command_succeeds_and_nothing_is_lost() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    shell.ok(&["call", "counter", "Increment", "5"]);
    let ended = with(&shell, "-v 300000", &["call", "counter", "Increment", "5"]);
    let found = shell.json(0, &["query", "counter", "GetCounter"])["result"].clone();
    assert_eq!(found, if ended.code == 0 { 10 } else { 5 }, "{ended:?}");
    shell.ok(&["call", "counter", "Increment", "1"]);
}

#[test]
fn with_few_open_files_calls_are_made_and_with_none_that_is_said() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    let called = with(&shell, "-n 32", &["call", "counter", "Increment", "5"]);
    assert_eq!(called.code, 0, "{called:?}");
    let refused = with(&shell, "-n 10", &["call", "counter", "Increment", "5"]);
    assert!(refused.code == 5 && refused.stderr.contains("Too many open files"), "{refused:?}");
    assert_eq!(shell.json(0, &["query", "counter", "GetCounter"])["result"], 5);
}

#[test]
fn with_too_few_processes_to_begin_with_no_command_succeeds_and_nothing_is_lost() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    shell.ok(&["call", "counter", "Increment", "5"]);
    shell.give_data(0o700, 0o600);
    let script = "ulimit -u 1 && exec ./allod call counter Increment 5";
    // RocksDB has threads of its own, and ends a process that gets none by a signal, as the page for operators says.
    let ended = Ended::of(shell.command_of_other("sh", &["-c", script]).output().unwrap());
    let asked = shell.run_as_other(&["--json", "query", "counter", "GetCounter"]);
    let found = serde_json::from_str::<serde_json::Value>(&asked.stdout).unwrap()["result"].as_u64().unwrap();
    match ended.code {
        0 => assert_eq!(found, 10, "{ended:?}"),
        // It may have come as far as to keep the call, and could not say so.
        _ => assert!(found == 5 || found == 10, "{ended:?}: {asked:?}"),
    }
    let next = shell.run_as_other(&["call", "counter", "Increment", "1"]);
    assert!(next.code == 0 && next.stdout.starts_with(&format!("Increment → {}\n", found + 1)), "{next:?}");
    assert_eq!(shell.run_as_other(&["folder", "check"]).code, 0);
}

#[test]
fn with_a_small_stack_calls_are_made_all_the_same() {
    let shell = Shell::with(&["wat_counter/counter.wat"]);
    // KiB; usual are 8192.
    let called = with(&shell, "-s 128", &["call", "counter", "Increment", "5"]);
    assert_eq!(called.code, 0, "{called:?}");
    assert_eq!(shell.json(0, &["query", "counter", "GetCounter"])["result"], 5);
}
