//! Faults of a store, by what can be done about them.

#[cfg(unix)]
use libc::{EDQUOT, ESTALE};

/// Numbers that no error has: Windows knows neither quotas nor stale handles by number.
#[cfg(windows)]
const EDQUOT: i32 = -1;
#[cfg(windows)]
const ESTALE: i32 = -2;

/// A fault of a store, by what can be done about it. Programs decide by this, and not by the words of an error.
///
/// ```
/// use allod_state::{StateError, StoreFault};
///
/// let error = StateError::ReadOnly { path: "node/state".to_owned() };
/// assert_eq!(error.fault(), Some(StoreFault::ReadOnly));
/// assert_eq!((StoreFault::ReadOnly.name(), StoreFault::ReadOnly.advice()), ("read_only", "open it for writing"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StoreFault {
    /// Another process, or another handle of this one, has it open.
    InUse,
    /// No store is there yet.
    Missing,
    /// The folder, or what stands in its place, is something else.
    NotAStore,
    /// It was written by a version with another layout.
    OtherVersion,
    /// It holds the state of another chain.
    OtherChain,
    /// It holds the state of a chain under other rules.
    OtherRules,
    /// A state was being imported into it, and not all of it is there.
    HalfImported,
    /// Bytes of it are not what they were written as, or a file is gone.
    Damaged,
    /// Writes that were acknowledged are not in it any more.
    Lost,
    /// The disk is full, or a quota or a limit for files is met.
    NoSpace,
    /// This user may not read or write it.
    NotPermitted,
    /// The system gives no more open files, memory or addresses.
    NoRoom,
    /// The disk, or what carries it, does not work.
    Device,
    /// A write failed, and whether it is kept is not known until the store is opened again.
    InDoubt,
    /// It has come further than whoever writes has seen.
    Moved,
    /// It was opened to be read only.
    ReadOnly,
    /// A fault of any other kind.
    Other,
}

/// Each fault, its name for machines, and what to do about it.
const FAULTS: [(StoreFault, &str, &str); 17] = {
    use StoreFault::*;
    [
        (InUse, "in_use", "wait until whoever has it open has ended, or open it read-only"),
        (Missing, "missing", "name the folder that has it, or open one for writing, which makes it"),
        (NotAStore, "not_a_store", "name another folder; nothing was changed in this one"),
        (
            OtherVersion,
            "other_version",
            "use the version that wrote it, or run the chain's blocks again into a new folder",
        ),
        (OtherChain, "other_chain", "open it with the chain id that it names"),
        (OtherRules, "other_rules", "open it with the one that it ran under"),
        (HalfImported, "half_imported", "import into it again, which deletes what is there, or delete it"),
        (Damaged, "damaged", "keep a copy of the folder, and restore a backup or another node's copy"),
        (
            Lost,
            "lost",
            "nothing was changed: keep a copy of the folder, and restore a backup or another node's copy; to go on \
             without what is lost, accept the loss",
        ),
        (NoSpace, "no_space", "make room on the disk, and try again"),
        (NotPermitted, "not_permitted", "let this user read and write the folder and all that is in it"),
        (NoRoom, "no_room", "raise the process's limits (open files, memory, addresses), and try again"),
        (Device, "device", "look at the disk and the system's log before anything else is written"),
        (
            InDoubt,
            "in_doubt",
            "open it again, or try another write, and look whether it is there before it is repeated",
        ),
        (Moved, "moved", "begin again with what is there now"),
        (ReadOnly, "read_only", "open it for writing"),
        (Other, "other", "see what it says"),
    ]
};

impl StoreFault {
    /// All of them.
    pub fn all() -> impl Iterator<Item = Self> {
        FAULTS.iter().map(|row| row.0)
    }

    fn row(self) -> (&'static str, &'static str) {
        let row = FAULTS.iter().find(|row| row.0 == self);
        row.map_or(("other", "see what it says"), |row| (row.1, row.2))
    }

    /// Its name for machines: small letters and underscores, and the same in every version.
    pub fn name(self) -> &'static str {
        self.row().0
    }

    /// Advice: a sentence without its full stop.
    pub fn advice(self) -> &'static str {
        self.row().1
    }

    /// The fault that an error number of the system stands for. WebAssembly has no system with numbers.
    #[cfg(target_family = "wasm")]
    pub fn of_errno(_: i32) -> Self {
        Self::Other
    }

    /// The fault that an error number of the system stands for.
    #[cfg(not(target_family = "wasm"))]
    pub fn of_errno(errno: i32) -> Self {
        match errno {
            libc::ENOSPC | EDQUOT | libc::EFBIG => Self::NoSpace,
            libc::EACCES | libc::EPERM | libc::EROFS => Self::NotPermitted,
            libc::EAGAIN | libc::ENOLCK => Self::InUse,
            libc::EMFILE | libc::ENFILE | libc::ENOMEM => Self::NoRoom,
            // A file that the store needs is gone, or something else has its name.
            libc::ENOENT | libc::EISDIR | libc::ENOTDIR | libc::ELOOP => Self::Damaged,
            libc::EIO | libc::ENXIO | libc::ENODEV | ESTALE | libc::EBADMSG => Self::Device,
            _ => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_has_a_name_and_an_advice_of_its_own() {
        let mut names: Vec<_> = StoreFault::all().map(StoreFault::name).collect();
        assert!(StoreFault::all().all(|fault| fault == StoreFault::Other || fault.name() != "other"));
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), StoreFault::all().count());
        assert!(StoreFault::all().all(|fault| !fault.advice().is_empty() && !fault.advice().ends_with('.')));
    }
}
