//! A store has one user at a time, and says so.

mod shell;

use shell::Shell;
use std::io::{BufRead, BufReader};

#[test]
fn a_second_process_is_told_that_the_store_is_in_use() {
    let shell = Shell::with(&["diary.wat"]);
    let mut first = shell.start(&["--json", "call", "diary", "Write", "--repeat", "1000000"]);
    let mut line = String::new();
    let mut lines = BufReader::new(first.stdout.take().unwrap());
    lines.read_line(&mut line).unwrap();

    let second = shell.json(5, &["query", "diary", "Entries"]);
    assert_eq!(second["error"]["kind"], "machine", "{second}");
    let message = second["error"]["message"].as_str().unwrap();
    assert!(message.contains("in use") && message.contains("data"), "{message}");

    first.kill().unwrap();
    first.wait().unwrap();
    shell.json(0, &["query", "diary", "Entries"]);
}
