//! The command `allod` on a disk that fails at each call that writes, is killed there, is full, or holds damaged bytes.
//!
//! | file | holds |
//! |---|---|
//! | `disk` | a process whose calls that write fail |
//! | `folder` | a folder on that disk, its copies, and what may lie in it |
//! | `shell` | the command, run in a folder |
//! | `commands` | which commands, and what each changes |
//! | `look` | what a folder holds, as commands say it |
//! | `verdict` | whether what a command answered is what is in the folder afterwards |
//! | `sweep` | every command, with every fault, at every call |
//! | `small` | every command on a disk with little room |
//! | `damage` | bytes changed in every file of a folder |
//!
//! Nothing here needs more than Linux and the binary: no library before others, and no right that a user has not.

pub mod commands;
pub mod damage;
pub mod disk;
pub mod folder;
mod look;
pub mod shell;
pub mod small;
pub mod sweep;
mod verdict;

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
    /// Runs by the command.
    pub commands: BTreeMap<String, u64>,
    /// Runs that left temporary files for the next command to remove.
    pub left: u64,
    /// Faults, in words.
    pub wrong: Vec<String>,
}

impl Counts {
    fn add(&mut self, command: &str, call: &str, judged: verdict::Judged, how: &str) {
        self.struck += 1;
        self.left += u64::from(judged.left);
        *self.ended.entry(judged.ended).or_default() += 1;
        *self.calls.entry(call.to_owned()).or_default() += 1;
        *self.commands.entry(command.to_owned()).or_default() += 1;
        self.wrong.extend(judged.wrong.into_iter().map(|wrong| format!("{command}, {how}: {wrong}")));
    }
}
