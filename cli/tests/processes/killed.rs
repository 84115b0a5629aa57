//! A process that is killed in the middle of its work leaves whole calls behind, and nothing else.

use crate::shell::{ALICE, Shell};
use serde_json::Value as Json;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

/// How many receipts to wait for before each kill: early, later, much later.
const KILL_AFTER: [usize; 3] = [1, 20, 200];

#[test]
fn a_kill_in_a_loop_of_calls_leaves_a_prefix_of_them_whole() {
    let shell = Shell::with(&["diary.wat"]);
    let mut known = 0;
    for wanted in KILL_AFTER {
        let printed = write_and_kill(&shell, wanted);
        let count = shell.json(0, &["query", "diary", "Entries"])["result"].as_u64().unwrap();

        // Every receipt that was seen is a call that was kept, in order and without a gap. One more call may
        // have been kept whose receipt nobody saw.
        let results: Vec<u64> = printed.iter().map(|receipt| receipt["result"].as_u64().unwrap()).collect();
        let expected: Vec<u64> = (known + 1..=known + printed.len() as u64).collect();
        assert_eq!(results, expected);
        let last = *results.last().unwrap();
        assert!(count == last || count == last + 1, "{last} receipts were seen, {count} calls were kept");

        let stored = printed.last().unwrap();
        assert_eq!(&shell.json(0, &["receipt", stored["hash"].as_str().unwrap()]), stored);
        assert_entries(&shell, count);
        known = count;
    }
    assert_eq!(shell.json(0, &["call", "diary", "Write"])["result"], known + 1);
    assert_entries(&shell, known + 1);
}

/// Loops until `wanted` receipts were seen, kills the process, and gives every whole receipt there was.
fn write_and_kill(shell: &Shell, wanted: usize) -> Vec<Json> {
    let mut child = shell.start(&["--json", "call", "diary", "Write", "--repeat", "1000000", "--from", ALICE]);
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut printed: Vec<Json> = Vec::new();
    let mut killed = false;
    while let Some(Ok(line)) = lines.next() {
        // The last line may have been cut by the kill.
        match serde_json::from_str(&line) {
            Ok(receipt) => printed.push(receipt),
            Err(error) => assert!(killed, "{error}: {line}"),
        }
        if printed.len() == wanted && !killed {
            child.kill().unwrap();
            killed = true;
        }
    }
    assert!(killed, "the loop ended by itself: {printed:?}");
    child.wait().unwrap();
    printed
}

/// There is one object an entry, and each holds its number.
fn assert_entries(shell: &Shell, count: u64) {
    let listed = shell.json(0, &["objects", "--owner", "diary", "--limit", "1000000"]);
    let ids: Vec<&str> = listed["objects"].as_array().unwrap().iter().map(|id| id.as_str().unwrap()).collect();
    // Its own default object belongs to the contract too, and sorts first.
    let entries = &ids[ids.len() - count as usize..];
    assert!(ids.len() as u64 <= count + 1, "{count} entries, {} objects", ids.len());
    for (number, id) in [(1, entries.first()), (count, entries.last())] {
        let object = shell.json(0, &["object", id.unwrap()]);
        assert_eq!(object["fields"][0]["value"], number, "{object}");
    }
}

#[test]
fn a_file_that_a_killed_command_left_half_written_is_removed_by_the_next_that_keeps_something() {
    let shell = Shell::with(&["diary.wat"]);
    let remains = shell.path().join("data/.new-a1B2c3");
    std::fs::write(&remains, "{").unwrap();
    shell.ok(&["query", "diary", "Entries"]);
    assert!(remains.exists(), "a query writes nothing");
    shell.ok(&["call", "diary", "Write", "--from", ALICE]);
    assert!(!remains.exists());
}

#[test]
fn a_demo_that_is_killed_leaves_nothing_for_long() {
    let shell = Shell::new();
    let temp = shell.path().join("temp");
    std::fs::create_dir(&temp).unwrap();
    // A folder of all scratch folders may stay, with the lock that makes them.
    let left = || files(&temp).into_iter().filter(|file| file.file_name().unwrap() != "lock").collect::<Vec<_>>();
    let mut demo = shell.command(&["demo"]).env("TMPDIR", &temp).stdout(Stdio::null()).spawn().unwrap();
    while !left().iter().any(|file| file.ends_with("CURRENT")) {
        assert!(demo.try_wait().unwrap().is_none(), "the demo has ended: {:?}", left());
        std::thread::sleep(Duration::from_millis(1));
    }
    demo.kill().unwrap();
    demo.wait().unwrap();
    assert!(!left().is_empty());
    let ended = shell.command(&["account", "list"]).env("TMPDIR", &temp).output().unwrap();
    assert!(ended.status.success(), "{ended:?}");
    assert_eq!(left(), Vec::<PathBuf>::new());
}

/// Every file below `folder`.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}
