//! The mark of a store: how far it had come when a write was last acknowledged.

use super::folder::SYNCED;
use super::manifest::Manifest;
use super::trouble::refused;
use crate::StateError;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Error, ErrorKind};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

const LEN: usize = 72;
const MAGIC: &[u8; 8] = b"allodmk2";
/// Attempts to read a mark that a writer in another process is just writing.
const LOOKS: usize = 64;
/// Attempts to lock a mark, and the pause between two of them: 100 ms in all. A process is started in less than 10 ms.
const LOCK_ATTEMPTS: usize = 20;
const LOCK_PAUSE: Duration = Duration::from_millis(5);

/// The progress of a store, as RocksDB numbers changes.
///
/// | bytes | |
/// |---|---|
/// | 8 | the letters `allodmk2` |
/// | 8, little-endian | the last change that was on the disk before its write was acknowledged |
/// | 8, little-endian | the last change whose write was acknowledged at all |
/// | 16 | the boot of the machine in which that was noted; zeros where the system does not say |
/// | 8, little-endian | the number of the manifest, which lists the tables |
/// | 8, little-endian | its length when the store was opened |
/// | 8, little-endian | its length when that was noted |
/// | 8 | the first of the BLAKE3 hash of the 64 before |
///
/// It is written after every write, and not waited for: the system keeps it when the process is killed, and brings it
/// to the disk within half a minute (`vm.dirty_expire_centisecs`). After a power cut it may say less than was
/// acknowledged, and never more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Progress {
    durable: u64,
    written: u64,
    boot: [u8; 16],
    /// The manifest when the store was opened: a shorter one, or one from before, lists tables that are gone and misses
    /// others. Its length grows with every table.
    manifest: Manifest,
    grown: u64,
}

impl Progress {
    fn to_bytes(self) -> [u8; LEN] {
        let mut bytes = [0; LEN];
        bytes[..8].copy_from_slice(MAGIC);
        bytes[8..16].copy_from_slice(&self.durable.to_le_bytes());
        bytes[16..24].copy_from_slice(&self.written.to_le_bytes());
        bytes[24..40].copy_from_slice(&self.boot);
        for (at, word) in [(40, self.manifest.number), (48, self.manifest.len), (56, self.grown)] {
            bytes[at..at + 8].copy_from_slice(&word.to_le_bytes());
        }
        let check = blake3::hash(&bytes[..64]);
        bytes[64..].copy_from_slice(&check.as_bytes()[..8]);
        bytes
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let bytes: &[u8; LEN] = bytes.try_into().ok()?;
        let word = |at: usize| Some(u64::from_le_bytes(bytes[at..].first_chunk().copied()?));
        let progress = Self {
            durable: word(8)?,
            written: word(16)?,
            boot: bytes[24..].first_chunk().copied()?,
            manifest: Manifest { number: word(40)?, len: word(48)? },
            grown: word(56)?,
        };
        (progress.to_bytes() == *bytes).then_some(progress)
    }

    /// The change that a store with this mark must have come to: what was not synced may be gone with the machine's
    /// memory.
    pub(super) fn required(self) -> u64 {
        match self.is_of_this_boot() {
            true => self.written.max(self.durable),
            false => self.durable,
        }
    }

    fn is_of_this_boot(self) -> bool {
        self.boot != [0; 16] && self.boot == this_boot()
    }

    /// Checks that the list of tables in `folder` is not one from before.
    ///
    /// # Errors
    /// [`StateError::Damaged`].
    pub(super) fn check_manifest(self, folder: &Path) -> Result<(), StateError> {
        let Manifest { number, mut len } = self.manifest;
        if self.is_of_this_boot() {
            len = len.max(self.grown);
        }
        // One that can't be read is told by RocksDB, in better words.
        let Some(found) = Manifest::of(folder) else { return Ok(()) };
        let damaged = |why| Err(StateError::Damaged { path: folder.display().to_string(), why });
        if found.number < number || (found.number == number && found.len < len) {
            let (found, shorter, manifest) = (found.name(), found.len, self.manifest.name());
            return damaged(format!("its manifest is {found} of {shorter} bytes, and was {manifest} of {len}"));
        }
        // What was written behind what is noted may be cut off by a loss of power.
        let noted = Manifest { len: if found.number == number { len } else { 0 }, ..found };
        match noted.gap(folder) {
            Ok(Some(at)) => damaged(format!("{} holds zeros from byte {at} on", found.name())),
            // RocksDB reads it too, and says what the system says.
            Ok(None) | Err(_) => Ok(()),
        }
    }
}

/// The number that Linux gives this boot; zeros elsewhere.
fn this_boot() -> [u8; 16] {
    let text = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    u128::from_str_radix(&digits, 16).unwrap_or_default().to_be_bytes()
}

/// The mark of a store that this process writes. While it is open, nobody else can open the store for writing.
#[derive(Debug)]
pub(super) struct Mark {
    file: File,
    progress: Mutex<(Progress, Option<File>)>,
}

/// Locks the mark of the store in `folder`. A process that another thread of this one is just starting has all of this
/// one's files open until it runs its own program, and so holds a lock for some milliseconds longer than this one does.
///
/// # Errors
/// [`StateError::Locked`] where somebody has the lock for longer; what `refused` makes of other failures.
fn lock(file: &File, folder: &Path, refused: impl Fn(Error) -> StateError) -> Result<(), StateError> {
    for attempt in 1.. {
        match file.try_lock() {
            Ok(()) => break,
            Err(TryLockError::WouldBlock) if attempt < LOCK_ATTEMPTS => std::thread::sleep(LOCK_PAUSE),
            Err(TryLockError::WouldBlock) => return Err(StateError::Locked { path: folder.display().to_string() }),
            Err(TryLockError::Error(error)) => return Err(refused(error)),
        }
    }
    Ok(())
}

impl Mark {
    /// Opens the mark of the store in `folder`, and locks the store. A folder without a database gets one, where it has
    /// none that is whole.
    ///
    /// # Errors
    /// [`StateError::Locked`]; [`StateError::Damaged`] where a database has none that is whole;
    /// [`StateError::Disk`].
    pub(super) fn open(folder: &Path, has_database: bool) -> Result<Self, StateError> {
        let path = folder.join(SYNCED);
        let refused = refused(folder, &path, "open");
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(!has_database).truncate(false).mode(0o600).custom_flags(libc::O_NOFOLLOW);
        let file = options.open(&path).map_err(|error| match error.kind() {
            ErrorKind::NotFound if has_database => unmarked(folder, "there is none"),
            _ => refused(error),
        })?;
        lock(&file, folder, &refused)?;
        // Whoever had it before may have made the database meanwhile.
        let has_database = has_database || super::folder::has_database(folder);
        let progress = match read(&file).map_err(&refused)? {
            Some(progress) => progress,
            None if has_database => return Err(unmarked(folder, "it is no mark")),
            None => {
                let progress = Progress { boot: this_boot(), ..Progress::default() };
                replace(&file, progress).and_then(|()| File::open(folder)?.sync_all()).map_err(&refused)?;
                progress
            }
        };
        Ok(Self { file, progress: Mutex::new((progress, None)) })
    }

    /// Makes the mark of the store in `folder` anew, for one that has come as far as `found`.
    ///
    /// # Errors
    /// [`StateError::Locked`] and [`StateError::Disk`].
    pub(super) fn renew(folder: &Path, found: impl FnOnce() -> Result<u64, StateError>) -> Result<u64, StateError> {
        let path = folder.join(SYNCED);
        let refused = refused(folder, &path, "mark");
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600).custom_flags(libc::O_NOFOLLOW);
        let file = options.open(&path).map_err(&refused)?;
        lock(&file, folder, &refused)?;
        let found = found()?;
        let manifest = Manifest::of(folder).unwrap_or_default();
        let grown = manifest.len;
        let progress = Progress { durable: found, written: found, boot: this_boot(), manifest, grown };
        replace(&file, progress).and_then(|()| File::open(folder)?.sync_all()).map_err(&refused)?;
        Ok(found)
    }

    /// The mark of the store in `folder`, for somebody who does not write.
    ///
    /// # Errors
    /// As [`open`](Self::open), but for [`StateError::Locked`].
    pub(super) fn look(folder: &Path) -> Result<Progress, StateError> {
        let path = folder.join(SYNCED);
        let refused = refused(folder, &path, "open");
        let file = OpenOptions::new().read(true).custom_flags(libc::O_NOFOLLOW).open(&path);
        let file = file.map_err(|error| match error.kind() {
            ErrorKind::NotFound => unmarked(folder, "there is none"),
            _ => refused(error),
        })?;
        for _ in 0..LOOKS {
            if let Some(progress) = read(&file).map_err(&refused)? {
                return Ok(progress);
            }
            std::thread::yield_now();
        }
        Err(unmarked(folder, "it is no mark"))
    }

    /// The progress noted last.
    pub(super) fn progress(&self) -> Progress {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).0
    }

    /// Notes that the change with number `sequence` is there; that it is on the disk, if it is `durable`.
    pub(super) fn note(&self, sequence: u64, durable: bool) {
        let (progress, manifest) = &mut *self.progress.lock().unwrap_or_else(PoisonError::into_inner);
        progress.written = sequence;
        if durable {
            progress.durable = sequence;
        }
        if let Some(manifest) = manifest.as_ref().and_then(|file| file.metadata().ok()) {
            progress.grown = manifest.len();
        }
        // The write is kept whether it is noted or not: a mark that can't be written says less than it might.
        let _ = self.file.write_all_at(&progress.to_bytes(), 0);
    }

    /// Notes that the store in `folder` was opened and has come as far as `found`, all of it on the disk, in this boot.
    pub(super) fn opened(&self, folder: &Path, found: u64) {
        {
            let (progress, file) = &mut *self.progress.lock().unwrap_or_else(PoisonError::into_inner);
            progress.boot = this_boot();
            progress.manifest = Manifest::of(folder).unwrap_or_default();
            *file = File::open(folder.join(progress.manifest.name())).ok();
        }
        self.note(found, true);
    }
}

/// The progress in the file; `None` where nothing in it was ever written whole.
fn read(file: &File) -> std::io::Result<Option<Progress>> {
    let mut bytes = [0; LEN];
    match file.read_exact_at(&mut bytes, 0) {
        Ok(()) => Ok(Progress::read(&bytes)),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(None),
        Err(error) => Err(error),
    }
}

fn replace(file: &File, progress: Progress) -> std::io::Result<()> {
    file.write_all_at(&progress.to_bytes(), 0)?;
    file.set_len(LEN as u64)?;
    file.sync_all()
}

fn unmarked(folder: &Path, why: &str) -> StateError {
    let file: PathBuf = folder.join(SYNCED);
    let why = format!("{} says how far it has come, and {why}", file.display());
    StateError::Damaged { path: folder.display().to_string(), why }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_read_as_it_was_written_and_nothing_else_is_one() {
        let manifest = Manifest { number: 4, len: 90 };
        let progress = Progress { durable: 5, written: 9, boot: [7; 16], manifest, grown: 91 };
        let bytes = progress.to_bytes();
        assert_eq!(Progress::read(&bytes), Some(progress));
        for at in 0..LEN {
            let mut bytes = bytes;
            bytes[at] ^= 1;
            assert_eq!(Progress::read(&bytes), None, "byte {at}");
        }
        assert_eq!(Progress::read(&bytes[1..]), None);
    }

    #[test]
    fn what_was_not_synced_is_required_in_the_same_boot_only() {
        let boot = this_boot();
        let other = Progress { durable: 5, written: 9, boot: boot.map(|byte| !byte), ..Progress::default() };
        assert_eq!(other.required(), 5);
        if boot != [0; 16] {
            assert_eq!(Progress { boot, ..other }.required(), 9);
        }
    }
}
