//! When whoever reads our output goes away, the command ends without a word, and the store stays whole.

mod shell;

use shell::Shell;
use std::io::{BufRead, BufReader};

#[test]
fn a_loop_of_calls_ends_quietly_when_its_reader_has_gone() {
    let shell = Shell::with(&["diary.wat"]);
    let mut child = shell.start(&["--json", "call", "diary", "Write", "--repeat", "1000000"]);
    let mut line = String::new();
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    lines.read_line(&mut line).unwrap();
    drop(lines);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let entries = shell.json(0, &["query", "diary", "Entries"])["result"].as_u64().unwrap();
    assert!((1..1_000_000).contains(&entries), "{entries}");
}
