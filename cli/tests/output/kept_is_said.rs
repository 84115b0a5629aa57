//! A command whose output fails after it has kept something says what it kept, and does not look like a success.
#![cfg(unix)]

use crate::shell::{Shell, contract};
use serde_json::Value as Json;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;

/// Runs a command whose standard output is a full disk. Gives its exit code and standard error.
fn into_a_full_disk(shell: &Shell, words: &[&str]) -> (i32, String) {
    let full = File::options().write(true).open("/dev/full").unwrap();
    let output = shell.command(words).stdout(full).stderr(Stdio::piped()).output().unwrap();
    (output.status.code().unwrap(), String::from_utf8(output.stderr).unwrap())
}

#[test]
fn what_was_kept_is_said_where_the_output_can_not_be_written() {
    let shell = Shell::with(&["diary.wat"]);
    let counter = contract("wat_counter/counter.wat");
    for (words, kept) in [
        (&["call", "diary", "Write"][..], "the call was made, and is kept as transaction "),
        (&["call", "diary", "Write", "--repeat", "5"], "1 of 5 calls were made, and are kept"),
        (&["deploy", counter.to_str().unwrap()], "counter is deployed at "),
        (&["account", "new", "eve"], "the account eve is kept"),
        (&["account", "fund", "eve", "7"], "7 was given to "),
        (&["init", "hello"], "hello.go is written"),
    ] {
        for json in [false, true] {
            let shell = Shell::with(&["diary.wat"]);
            shell.ok(&["account", "new", if words[1] == "fund" { "eve" } else { "adam" }]);
            let words = if json { [&["--json"], words].concat() } else { words.to_vec() };
            let (code, said) = into_a_full_disk(&shell, &words);
            assert_eq!(code, 5, "{words:?}: {said}");
            assert!(said.contains(kept) && said.contains("No space left"), "{words:?}: {said}");
        }
    }
    // A command that keeps nothing has nothing of the kind to say.
    let (code, said) = into_a_full_disk(&shell, &["query", "diary", "Entries"]);
    assert!(code == 5 && !said.contains("kept"), "{said}");
}

#[test]
fn a_loop_whose_reader_has_gone_is_no_success_and_says_how_far_it_came() {
    let shell = Shell::with(&["diary.wat"]);
    for json in [false, true] {
        let words = ["call", "diary", "Write", "--repeat", "1000000"];
        let words = if json { [&["--json"], &words[..]].concat() } else { words.to_vec() };
        let before = shell.json(0, &["query", "diary", "Entries"])["result"].as_u64().unwrap();
        let mut child = shell.command(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap());
        lines.read_line(&mut String::new()).unwrap();
        drop(lines);
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(7), "{said}");

        let made = shell.json(0, &["query", "diary", "Entries"])["result"].as_u64().unwrap() - before;
        let wanted = format!("{made} of 1000000 calls were made, and are kept; the last is transaction ");
        assert!(made > 0 && said.contains(&wanted), "{made}: {said}");
        let hash = &said[said.find(&wanted).unwrap() + wanted.len()..][..64];
        let receipt: Json = shell.json(0, &["receipt", hash]);
        assert_eq!(receipt["result"].as_u64(), Some(before + made));
    }
}

#[test]
fn one_call_whose_reader_has_gone_is_no_success_either() {
    let shell = Shell::with(&["diary.wat"]);
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = shell.command(&["call", "diary", "Write"]).stdout(writer).stderr(Stdio::piped()).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(7), "{said}");
    assert!(said.contains("the call was made, and is kept as transaction"), "{said}");
    assert_eq!(shell.json(0, &["query", "diary", "Entries"])["result"], 1);
}

#[test]
fn a_command_without_any_open_stream_does_its_work_and_writes_into_no_file_of_the_folder() {
    let shell = Shell::with(&["diary.wat"]);
    let binary = env!("CARGO_BIN_EXE_allod");
    for (round, streams) in ["<&-", ">&-", "2>&-", ">&- 2>&- <&-"].into_iter().enumerate() {
        let script = format!("exec {binary} call diary Write {streams}");
        let mut command = std::process::Command::new("sh");
        let output = command.current_dir(shell.path()).args(["-c", &script]).output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{streams}: {output:?}");
        assert_eq!(shell.json(0, &["query", "diary", "Entries"])["result"], round + 1, "{streams}");
    }
    shell.ok(&["folder", "check"]);
}
