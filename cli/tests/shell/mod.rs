//! The real binary in a data folder of its own.
#![allow(dead_code, reason = "each test file uses a part")]

use allod_testing::faults::commands::DIARY;
use serde_json::Value as Json;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

/// Acts where a test's output must not depend on a fresh key.
pub(crate) const ALICE: &str = "00000000000000000000000000000000000a11ce";

/// A data folder and the binary that works on it, each call a process of its own.
pub(crate) struct Shell {
    folder: TempDir,
}

/// What a finished process left behind.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Shell {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A folder with a contract of `tests/contracts` or of the examples deployed by [`ALICE`].
    pub(crate) fn with(files: &[&str]) -> Self {
        let shell = Self::new();
        for file in files {
            shell.ok(&["deploy", contract(file).to_str().unwrap(), "--from", ALICE]);
        }
        shell
    }

    /// Where the test may put files. The data folder is `data` in it.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_allod"));
        command.current_dir(self.folder.path()).env_remove("ALLOD_DATA").args(words).stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, words: &[&str]) -> Ended {
        let output = self.command(words).output().unwrap();
        let ended = Ended {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        };
        assert!(!ended.stderr.contains("panicked"), "{words:?}: {}", ended.stderr);
        ended
    }

    /// Standard output of a command that must succeed.
    pub(crate) fn ok(&self, words: &[&str]) -> String {
        let ended = self.run(words);
        assert_eq!(ended.code, 0, "{words:?}: {ended:?}");
        ended.stdout
    }

    /// The one JSON document of a command that must end with `code`.
    pub(crate) fn json(&self, code: i32, words: &[&str]) -> Json {
        let ended = self.run(&[&["--json"], words].concat());
        assert_eq!(ended.code, code, "{words:?}: {ended:?}");
        // Warnings are documents too.
        for line in ended.stderr.lines() {
            let said: Json = serde_json::from_str(line).unwrap_or_else(|_| panic!("{words:?}: {line}"));
            assert!(said["warning"].is_string(), "{words:?}: {line}");
        }
        assert_eq!(ended.stdout.lines().count(), 1, "{words:?}: {}", ended.stdout);
        serde_json::from_str(&ended.stdout).unwrap()
    }

    /// Starts a command and leaves it running, its standard output piped.
    pub(crate) fn start(&self, words: &[&str]) -> Child {
        self.command(words).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
    }
}

/// The path of a contract: the diary of `allod-testing`, one of `tests/contracts`, or `folder/file` of the examples.
pub(crate) fn contract(file: &str) -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    match file.contains('/') {
        true => here.join("../examples").join(file),
        false if file == DIARY => here.join("../testing/contracts").join(file),
        false => here.join("tests/contracts").join(file),
    }
}
