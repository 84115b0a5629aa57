//! The command, run in a folder.

use super::disk::{self, Fault, Struck};
use super::folder::Folder;
use serde_json::Value as Json;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

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
        let allod = allod.into();
        Self { allod: std::path::absolute(&allod).unwrap_or(allod) }
    }

    /// Runs a command on a disk that works.
    pub fn run(&self, folder: &Folder, words: &[String]) -> Ended {
        Ended::of(self.command(folder, words).output().expect("the binary runs"))
    }

    /// Runs a command on a disk that fails; also gives at which calls.
    pub(super) fn run_on(&self, folder: &Folder, words: &[String], fault: Fault) -> (Ended, Vec<Struck>) {
        let mut command = self.command(folder, words);
        let ran = disk::run(&mut command, &folder.disk(), fault);
        let (output, struck) = ran.expect("the binary runs, and the system takes a filter of its calls");
        (Ended::of(output), struck)
    }

    fn command(&self, folder: &Folder, words: &[String]) -> Command {
        let mut command = Command::new(&self.allod);
        command.arg("--json").arg("--data-dir").arg(folder.data()).args(words).env_remove("ALLOD_DATA");
        command.current_dir(folder.here()).env("TMPDIR", folder.temporary());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}

impl Ended {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// The documents that the command printed.
    pub(super) fn documents(&self) -> Vec<Json> {
        self.stdout.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// The error that the command printed: its kind and its words.
    pub(super) fn error(&self) -> Option<(String, String)> {
        let documents = self.documents();
        let error = documents.iter().map(|document| &document["error"]).find(|error| !error.is_null())?;
        Some((error["kind"].as_str()?.to_owned(), error["message"].as_str()?.to_owned()))
    }
}

/// Words as a command takes them.
pub fn words(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}
