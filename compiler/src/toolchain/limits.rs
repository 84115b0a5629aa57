//! Limits of what a toolchain may take of the machine.

use std::fmt;
use std::time::Duration;

/// Limits of what a toolchain may take of the machine, all of its processes together unless it says otherwise. Where one
/// of these is met, all of them are killed, and the compilation ends with an error that names it.
///
/// The numbers are four times and more what stock Go takes with an empty cache for a contract that imports nearly
/// all that contracts may (Go 1.27.3, x86-64): 12 s of processor time, 230 MiB in all processes and 260 MiB asked
/// for by one, 3 processes, 5 MiB of module.
/// Memory and processor time of the whole are watched where the system has `/proc`; the limits of one process
/// hold wherever the system's shell can set them.
///
/// ```
/// use allod_compiler::CompileOptions;
/// use allod_compiler::toolchain::ToolchainLimits;
/// use std::time::Duration;
///
/// let toolchain = ToolchainLimits { clock: Duration::from_secs(60), ..ToolchainLimits::default() };
/// assert_eq!(CompileOptions { toolchain, ..CompileOptions::default() }.toolchain.clock.as_secs(), 60);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToolchainLimits {
    /// Bytes of memory: resident in all processes, and asked for by one.
    pub memory: u64,
    /// Processor time: of all processes, and of one.
    pub processor: Duration,
    /// Time on the clock.
    pub clock: Duration,
    /// Processes at once.
    pub processes: usize,
    /// Bytes of one file.
    pub file: u64,
    /// Bytes in the folder that is built in.
    pub disk: u64,
    /// Files that one process has open.
    pub open_files: u64,
}

impl Default for ToolchainLimits {
    fn default() -> Self {
        Self {
            memory: 1536 << 20,
            processor: Duration::from_secs(90),
            clock: Duration::from_secs(300),
            processes: 64,
            file: 128 << 20,
            disk: 512 << 20,
            open_files: 1024,
        }
    }
}

/// Use that a group of processes has made of the machine so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Taken {
    /// Bytes of memory that are resident.
    pub(super) memory: u64,
    pub(super) processor: Duration,
    pub(super) clock: Duration,
    pub(super) processes: usize,
    /// Bytes in the folder.
    pub(super) disk: u64,
}

/// A limit that was met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Met {
    what: &'static str,
    taken: u64,
    limit: u64,
    field: &'static str,
}

impl ToolchainLimits {
    /// The first limit that `taken` is above.
    pub(super) fn met(&self, taken: &Taken) -> Option<Met> {
        let time = |time: Duration| time.as_millis() as u64;
        let rows = [
            ("bytes of memory", taken.memory, self.memory, "memory"),
            ("ms of processor time", time(taken.processor), time(self.processor), "processor"),
            ("ms", time(taken.clock), time(self.clock), "clock"),
            ("processes", taken.processes as u64, self.processes as u64, "processes"),
            ("bytes of files", taken.disk, self.disk, "disk"),
        ];
        let row = rows.into_iter().find(|(_, taken, limit, _)| taken > limit)?;
        Some(Met { what: row.0, taken: row.1, limit: row.2, field: row.3 })
    }

    /// Message where a process itself found that it gets no more memory.
    pub(super) fn memory_met(&self) -> String {
        format!("it was refused more than {} bytes of memory; {}", self.memory, advice("memory"))
    }
}

impl fmt::Display for Met {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, taken, limit, field } = self;
        write!(f, "it was stopped after {taken} {what}, the limit is {limit}; {}", advice(field))
    }
}

fn advice(field: &str) -> String {
    format!(
        "make the source smaller (constants and arrays that double, structs of structs and generic functions of \
         generic functions take a compiler the most), or raise ToolchainLimits::{field}"
    )
}
