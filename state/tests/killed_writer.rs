//! A process that is killed while its log becomes a table loses no write that it had acknowledged.
//!
//! A program of its own, because it runs itself again, to be killed while it writes.

use allod_state::{Reader, RocksStorage, Storage};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

/// Says to a process of this test where to write.
const FOLDER: &str = "ALLOD_TEST_KILLED_WRITER";

/// Writes until the process is killed: 64 of them fill RocksDB's memory, which is put into a table then.
const MOST: u64 = 400;

fn key(number: u64) -> Vec<u8> {
    [&b"x"[..], &number.to_be_bytes()].concat()
}

/// A value of a mebibyte that is another one's nowhere, so that nothing is left out or compressed.
fn value(number: u64) -> Vec<u8> {
    let mut state = number + 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state.to_le_bytes()
    };
    (0..1 << 17).flat_map(|_| next()).collect()
}

/// A process that writes and says what it has written; nothing by itself.
#[test]
fn a_process_that_writes() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let store = RocksStorage::open(folder).unwrap();
    let begin = store.scan(b"x", usize::MAX).unwrap().len() as u64;
    for number in begin..MOST {
        store.set(&key(number), &value(number)).unwrap();
        println!("\nwrote {number}");
        std::io::stdout().flush().unwrap();
    }
}

#[test]
fn a_kill_in_the_middle_of_a_flush_loses_no_write_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    let mut known = 0;
    // Opening makes a table of the log, so each process begins with its memory empty.
    for writes in [62, 64, 65, 66, 70] {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--exact", "a_process_that_writes", "--nocapture"]).env(FOLDER, &path);
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let lines = BufReader::new(process.stdout.take().unwrap()).lines().map_while(Result::ok);
        let mut said = lines.filter_map(|line| line.strip_prefix("wrote ")?.parse::<u64>().ok());
        let wanted = known + writes;
        let mut last = said.find(|number| number + 1 >= wanted).expect("the process writes");
        process.kill().unwrap();
        // What it said before the kill reached it counts too.
        last = said.last().unwrap_or(last);
        process.wait().unwrap();

        let store = RocksStorage::open(&path).unwrap();
        known = (0..).take_while(|number| store.get(&key(*number)).unwrap().is_some()).count() as u64;
        // One more may be kept whose line nobody saw.
        assert!(known == last + 1 || known == last + 2, "{known} are kept, {last} was the last acknowledged");
        for number in (0..known).step_by(7).chain([last, known - 1]) {
            assert!(store.get(&key(number)).unwrap().unwrap() == value(number), "{number}");
        }
    }
}
