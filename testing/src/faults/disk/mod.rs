//! A disk that fails: the kernel stops a process at each call that writes, and asks what becomes of it.
//!
//! | file | holds |
//! |---|---|
//! | `calls` | which calls write, and where each says to what |
//! | `filter` | the filter that stops a process at them |
//! | `kernel` | what the system is asked for |
//!
//! It is the system's calls that are counted, not functions of the C library: one that a crate makes by itself, or the C
//! library inside another, comes by here as well. Calls of what the command starts, a Go toolchain, go on.

mod calls;
mod filter;
#[allow(unsafe_code, reason = "what the system is asked for has no safe name")]
mod kernel;

use calls::{Call, Target};
use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::FileExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output};

/// In the place of an error's number: the process is killed.
pub const KILL: i32 = -9;

/// Ways to fail: the number of the error, and how many calls on end.
pub const WAYS: [(i32, u64); 6] =
    [(libc::EIO, 1), (libc::EIO, FOR_GOOD), (libc::ENOSPC, 1), (libc::ENOSPC, FOR_GOOD), (libc::EINTR, 1), (KILL, 1)];
const FOR_GOOD: u64 = 1 << 40;

/// Times at which calls fail, and the errors they fail with.
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
            libc::EIO => "EIO",
            libc::ENOSPC => "ENOSPC",
            libc::EINTR => "EINTR",
            KILL => "killed",
            _ => "an error",
        };
        let long = if self.failing > 1 { " for good" } else { "" };
        write!(f, "{how}{long} at call {}", self.calls)
    }
}

/// A call that failed, or at which the process was killed.
#[derive(Clone, Debug)]
pub struct Struck {
    /// The call's name.
    pub call: &'static str,
    /// The file or folder that it was about.
    pub path: PathBuf,
}

/// Runs `command`, whose calls that write below `folder` fail as `fault` says, and gives what it printed and the
/// calls that failed.
///
/// # Errors
/// The system's; `EINVAL` or `EPERM` where it takes no filter.
pub(super) fn run(command: &mut Command, folder: &Path, fault: Fault) -> io::Result<(Output, Vec<Struck>)> {
    let (here, there) = UnixStream::pair()?;
    kernel::filter(command, there);
    let child = command.spawn()?;
    let listener = kernel::receive(&here)?;
    let process = child.id();
    let folder = folder.to_owned();
    let warden = std::thread::spawn(move || answer_all(&listener, process, &folder, fault));
    let output = Child::wait_with_output(child)?;
    let struck = warden.join().map_err(|_| io::Error::other("nobody answers the command's calls"))?;
    Ok((output, struck))
}

/// Answers every call until there is no process any more.
fn answer_all(listener: &OwnedFd, process: u32, folder: &Path, fault: Fault) -> Vec<Struck> {
    let mut calls = 0;
    let mut struck = Vec::new();
    let mut processes = BTreeMap::new();
    while let Some(asked) = kernel::next(listener) {
        let of = *processes.entry(asked.pid).or_insert_with(|| process_of(asked.pid));
        let call = calls::of(asked.data.nr.into()).filter(|_| of == Some(process));
        let path = call.and_then(|call| target(call, asked.pid, &asked.data.args));
        let Some((call, path)) = call.zip(path).filter(|(_, path)| path.starts_with(folder)) else {
            kernel::answer(listener, &asked, None);
            continue;
        };
        let strikes = (fault.calls..fault.calls.saturating_add(fault.failing)).contains(&calls);
        calls += 1;
        if strikes {
            struck.push(Struck { call: call.name, path });
        }
        match (strikes, fault.errno) {
            (false, _) => kernel::answer(listener, &asked, None),
            (true, KILL) => {
                kernel::kill(process);
                kernel::answer(listener, &asked, Some(libc::EIO));
            }
            (true, errno) => kernel::answer(listener, &asked, Some(errno)),
        }
    }
    struck
}

/// The process that has that thread.
fn process_of(thread: u32) -> Option<u32> {
    let status = std::fs::read_to_string(format!("/proc/{thread}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("Tgid:"))?.trim().parse().ok()
}

/// File or folder that a call of a thread is about.
fn target(call: &Call, thread: u32, arguments: &[u64; 6]) -> Option<PathBuf> {
    // Numbers of files are 32 bits; what stands above them means nothing.
    let open = |argument: usize| std::fs::read_link(format!("/proc/{thread}/fd/{}", arguments[argument] as i32)).ok();
    let working = || std::fs::read_link(format!("/proc/{thread}/cwd")).ok();
    let (folder, path) = match call.target {
        Target::File(argument) => return open(argument),
        #[cfg(target_arch = "x86_64")]
        Target::Open => (working()?, 0),
        Target::Path(argument) => (working()?, argument),
        Target::At(argument) if arguments[argument] as i32 != libc::AT_FDCWD => (open(argument)?, argument + 1),
        Target::OpenAt if arguments[0] as i32 != libc::AT_FDCWD => (open(0)?, 1),
        Target::At(argument) => (working()?, argument + 1),
        Target::OpenAt => (working()?, 1),
    };
    let path = folder.join(text(thread, arguments[path])?);
    // Where something is there already, the system says so before it looks at the disk.
    let makes = call.name.starts_with("mkdir");
    (!makes || path.symlink_metadata().is_err()).then_some(path)
}

/// A path in the memory of a thread.
fn text(thread: u32, at: u64) -> Option<PathBuf> {
    let memory = File::open(format!("/proc/{thread}/mem")).ok()?;
    let mut bytes = Vec::new();
    // A piece at a time: what comes behind the path may not be there.
    while bytes.len() < libc::PATH_MAX as usize {
        let mut piece = [0; 64];
        let len = 64 - (at + bytes.len() as u64) % 64;
        let len = memory.read_at(&mut piece[..len as usize], at + bytes.len() as u64).ok().filter(|len| *len > 0)?;
        bytes.extend_from_slice(&piece[..len]);
        if let Some(end) = bytes.iter().position(|byte| *byte == 0) {
            return Some(PathBuf::from(std::ffi::OsStr::from_bytes(&bytes[..end])));
        }
    }
    None
}
