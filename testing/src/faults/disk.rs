//! The library that makes a process's disk fail.

use std::fmt;
use std::path::{Path, PathBuf};

/// The part of a path that makes its disk one that may fail, as the library says too.
pub const MARK: &str = "faulty-disk";
/// The variable that tells the library.
const TOLD: &str = "ALLOD_FAULTY_DISK";
/// In the place of an error's number: the process is killed.
pub const KILL: i32 = -9;

/// Ways to fail: the number of the error, and how many calls on end. 5 is EIO, 28 ENOSPC, 4 EINTR on every system that
/// Allod runs on.
pub const WAYS: [(i32, u64); 6] = [(5, 1), (5, FOR_GOOD), (28, 1), (28, FOR_GOOD), (4, 1), (KILL, 1)];
const FOR_GOOD: u64 = 1 << 40;

/// When calls fail, and with what.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// Calls that go by before.
    pub calls: u64,
    /// Calls that fail then.
    pub failing: u64,
    /// The number of the error, or [`KILL`].
    pub errno: i32,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let how = match self.errno {
            5 => "EIO",
            28 => "ENOSPC",
            4 => "EINTR",
            KILL => "killed",
            _ => "an error",
        };
        let long = if self.failing > 1 { " for good" } else { "" };
        write!(f, "{how}{long} at call {}", self.calls)
    }
}

/// The library, compiled.
#[derive(Debug)]
pub struct Disk(PathBuf);

impl Disk {
    /// Compiles the library from `source` into `folder`, with the Rust compiler that is there.
    ///
    /// # Errors
    /// What the compiler or the system says.
    pub fn compile(source: &Path, folder: &Path) -> Result<Self, String> {
        let library = folder.join("libfaulty_disk.so");
        let mut compiler = std::process::Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        compiler.args(["--edition", "2024", "--crate-type", "cdylib", "-O", "-o"]).arg(&library).arg(source);
        let output = compiler.output().map_err(|error| format!("rustc: {error}"))?;
        match output.status.success() {
            true => Ok(Self(library)),
            false => Err(String::from_utf8_lossy(&output.stderr).into_owned()),
        }
    }

    /// Has `command` run on it.
    pub(super) fn under(&self, command: &mut std::process::Command, fault: Fault, log: &Path) {
        let Fault { calls, failing, errno } = fault;
        command.env("LD_PRELOAD", &self.0).env(TOLD, format!("{calls} {failing} {errno} {}", log.display()));
    }
}
