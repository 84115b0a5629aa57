//! The command, run in a folder.

use super::disk::{Disk, Fault};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The binary.
#[derive(Debug)]
pub struct Shell {
    allod: PathBuf,
}

/// Exit of a process: its code and its output.
#[derive(Debug)]
pub struct Ended {
    /// The exit code; `None` where a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Shell {
    /// That of the binary at `allod`.
    pub fn new(allod: impl Into<PathBuf>) -> Self {
        Self { allod: allod.into() }
    }

    /// Runs a command on a disk that works.
    pub fn run(&self, data: &Path, words: &[String]) -> Ended {
        self.run_told(data, words, None)
    }

    /// Runs a command, on a disk that fails if one is given, with the file that says at what.
    pub(super) fn run_told(&self, data: &Path, words: &[String], told: Option<(&Disk, Fault, &Path)>) -> Ended {
        let mut command = Command::new(&self.allod);
        command.arg("--json").arg("--data-dir").arg(data).args(words).stdin(Stdio::null()).env_remove("ALLOD_DATA");
        if let Some((disk, fault, log)) = told {
            disk.under(&mut command, fault, log);
        }
        let output = command.output().expect("the binary runs");
        Ended {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

/// Words as a command takes them.
pub fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
