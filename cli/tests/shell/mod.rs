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

impl Ended {
    /// The end of a process; its code is −1 where a signal ended it.
    pub(crate) fn of(output: std::process::Output) -> Self {
        Self {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
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
        let ended = Ended::of(self.command(words).output().unwrap());
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

/// A user who is nobody else here, on most systems.
#[cfg(unix)]
pub(crate) const OTHER: u32 = 65534;

/// Commands of a user who is not root. For a test of root's that is another user.
#[cfg(unix)]
impl Shell {
    /// True if the test is root's.
    pub(crate) fn is_root(&self) -> bool {
        std::os::unix::fs::MetadataExt::uid(&std::fs::metadata(self.path()).unwrap()) == 0
    }

    /// `program` with `words`, run by a user who is not root: this one, or [`OTHER`]. The binary is `allod` in the
    /// folder.
    pub(crate) fn command_of_other(&self, program: &str, words: &[&str]) -> Command {
        use std::os::unix::fs::PermissionsExt;
        use std::os::unix::process::CommandExt;
        let binary = self.path().join("allod");
        if !binary.exists() {
            std::fs::copy(env!("CARGO_BIN_EXE_allod"), &binary).unwrap();
        }
        let mut command = Command::new(program);
        command.current_dir(self.path()).env_remove("ALLOD_DATA").args(words).stdin(Stdio::null());
        if self.is_root() {
            std::fs::set_permissions(self.path(), PermissionsExt::from_mode(0o755)).unwrap();
            command.uid(OTHER).gid(OTHER);
        }
        command
    }

    /// The command, run so.
    pub(crate) fn run_as_other(&self, words: &[&str]) -> Ended {
        Ended::of(self.command_of_other("./allod", words).output().unwrap())
    }

    /// Gives the data folder to that user, with `folders` and `files` as modes.
    pub(crate) fn give_data(&self, folders: u32, files: u32) {
        self.give(&self.path().join("data"), folders, files);
    }

    fn give(&self, path: &Path, folders: u32, files: u32) {
        use std::os::unix::fs::PermissionsExt;
        if path.is_dir() {
            std::fs::set_permissions(path, PermissionsExt::from_mode(0o700)).unwrap();
            path.read_dir().unwrap().for_each(|entry| self.give(&entry.unwrap().path(), folders, files));
        }
        if self.is_root() {
            std::os::unix::fs::chown(path, Some(OTHER), Some(OTHER)).unwrap();
        }
        let mode = if path.is_dir() { folders } else { files };
        std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
    }
}
