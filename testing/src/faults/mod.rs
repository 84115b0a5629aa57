//! The command `allod` on a disk that fails at each call that writes, is killed there, or holds damaged bytes.
//!
//! | file | holds |
//! |---|---|
//! | [`disk`] | the library that makes a process's disk fail |
//! | [`folder`] | a data folder, its copies, and what may lie in it |
//! | [`shell`] | the command, run in a folder |
//! | [`commands`] | which commands, and what each may change |
//! | [`verdict`] | whether what a command answered is what is in the folder afterwards |
//! | [`damage`] | bytes changed in every file of a folder |
//!
//! Nothing here needs more than the standard library, the binary, and a Rust compiler for the library.

pub mod commands;
pub mod damage;
pub mod disk;
pub mod folder;
pub mod shell;
pub mod verdict;

use commands::{COMMANDS, Command};
use disk::{Disk, Fault};
use folder::Folder;
use shell::Shell;
use std::collections::BTreeMap;

/// The outcome of many runs.
#[derive(Debug, Default)]
pub struct Counts {
    /// Runs in which a call failed, or the process was killed.
    pub struck: u64,
    /// Of these, how many ended how: `done`, `killed`, or the kind of error that the command gave.
    pub ended: BTreeMap<String, u64>,
    /// Failures by the system's call.
    pub calls: BTreeMap<String, u64>,
    /// Faults, in words.
    pub wrong: Vec<String>,
}

impl Counts {
    fn add(&mut self, command: &str, fault: Fault, judged: verdict::Judged) {
        self.struck += 1;
        *self.ended.entry(judged.ended).or_default() += 1;
        let call = judged.struck.split(' ').nth(1).unwrap_or("?").to_owned();
        *self.calls.entry(call).or_default() += 1;
        for wrong in judged.wrong {
            self.wrong.push(format!("{command}, {fault}, {}: {wrong}", judged.struck.trim()));
        }
    }
}

/// Runs every command with a disk that fails in each of `faults` ways at each call that writes, every `step`th of them
/// from `first` on. `see` is told of each that was wrong.
pub fn every_call(
    shell: &Shell,
    disk: &Disk,
    base: &Folder,
    (first, step): (u64, usize),
    mut see: impl FnMut(&str),
) -> Counts {
    let mut counts = Counts::default();
    for (number, command) in COMMANDS.iter().enumerate() {
        for (way, (errno, failing)) in disk::WAYS.iter().enumerate() {
            // Each begins at another call, so that short runs come by more of them.
            let begin = (first + (number + way) as u64) % step as u64;
            for calls in (begin..).step_by(step) {
                let fault = Fault { calls, failing: *failing, errno: *errno };
                let Some(judged) = one(shell, disk, base, command, fault) else { break };
                let before = counts.wrong.len();
                counts.add(command.name, fault, judged);
                counts.wrong[before..].iter().for_each(|wrong| see(wrong));
            }
        }
    }
    counts
}

/// One command with a fault, in a copy of `base`; `None` where it made fewer calls than would have gone by.
fn one(shell: &Shell, disk: &Disk, base: &Folder, command: &Command, fault: Fault) -> Option<verdict::Judged> {
    let copy = base.copy();
    let log = copy.beside("struck.txt");
    let ended = shell.run_told(copy.data(), &command.words(base), Some((disk, fault, &log)));
    let struck = std::fs::read_to_string(&log).unwrap_or_default();
    if struck.is_empty() {
        return None;
    }
    Some(verdict::judge(shell, base, &copy, command, ended, struck))
}
