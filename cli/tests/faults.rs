//! Commands on a disk that fails, in short: `fuzz/src/bin/faults.rs` does the same at every call and every place.
//!
//! A program of its own, because it answers calls of the system in the place of the kernel.

// Counts for who asks with --nocapture; no word of a contract is in them.
#![allow(clippy::disallowed_macros)]
#![cfg(target_os = "linux")]

use allod_testing::faults::folder::Folder;
use allod_testing::faults::shell::Shell;
use allod_testing::faults::small::{self, SmallDisk};
use allod_testing::faults::sweep::Sweep;
use allod_testing::faults::{commands, damage};
use std::path::Path;

fn base(work: &Path) -> (Shell, Folder) {
    let (shell, base) = (Shell::new(env!("CARGO_BIN_EXE_allod")), Folder::new(work));
    commands::prepare(&shell, &base);
    (shell, base)
}

#[test]
fn at_calls_that_write_a_failure_or_a_kill_loses_and_doubles_no_acknowledged_call() {
    let work = tempfile::tempdir().unwrap();
    let (shell, base) = base(work.path());
    let work = work.path().to_owned();
    let sweep = Sweep { shell: &shell, base: &base, work, first: 7, step: 211, workers: 2, only: String::new() };
    let counts = sweep.run(|_| ());
    println!("{} failed: {:?}, {:?}, {:?}", counts.struck, counts.ended, counts.calls, counts.commands);
    assert!(counts.wrong.is_empty(), "{:#?}", counts.wrong);
    assert!(counts.struck > 30, "{counts:?}");
}

#[test]
fn damaged_bytes_in_any_file_are_told_and_change_nothing() {
    let work = tempfile::tempdir().unwrap();
    let (shell, base) = base(work.path());
    let counts = damage::every_file(&shell, &base, 2, |_| ());
    println!("{} damages: {:?}", counts.struck, counts.ended);
    assert!(counts.wrong.is_empty(), "{:#?}", counts.wrong);
    assert!(counts.struck > 30, "{counts:?}");
}

#[test]
fn on_a_disk_with_little_room_no_acknowledged_call_is_lost() {
    let work = tempfile::tempdir().unwrap();
    let (shell, base) = base(work.path());
    let disk = match SmallDisk::mount(&work.path().join("small")) {
        Ok(disk) => disk,
        Err(why) => return println!("no small disk, which only root can make: {why}"),
    };
    let counts = small::every_room(&shell, &base, &disk, 3, |_| ());
    println!("{} with little room: {:?}, {:?}", counts.struck, counts.ended, counts.commands);
    assert!(counts.wrong.is_empty(), "{:#?}", counts.wrong);
    assert!(counts.struck > 15, "{counts:?}");
}
