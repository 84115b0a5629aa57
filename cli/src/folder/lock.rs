//! The turn of one process with a data folder.

use super::guard;
use super::layout::LOCK;
use super::place::Place;
use crate::failure::Failure;
use std::fs::{File, TryLockError};
use std::io::{Error, ErrorKind, Result};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// After so long somebody is told what the command waits for.
const SILENT: Duration = Duration::from_secs(1);

/// Number of times that a lock file is opened anew that was replaced meanwhile.
const REPLACED: usize = 16;

/// The turn of one process with a data folder, until it is dropped or the process ends, however it does. The system
/// keeps those who wait, so the folder goes to the next of them at once.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// Waits for the folder at `place`, which exists.
    ///
    /// # Errors
    /// [`Failure::Busy`] where another process has it for longer than there is patience for, [`Failure::Machine`] naming
    /// the lock file.
    pub(crate) fn take(place: &Place) -> std::result::Result<Self, Failure> {
        let path = place.join(LOCK);
        let failed = |error: Error| Failure::file(&path, error);
        for _ in 0..REPLACED {
            let file = guard::open_to_lock(&path).map_err(failed)?;
            let Some(file) = wait(file, place).map_err(failed)? else { return Err(busy(place)) };
            if allod_compiler::scratch::is_at(&file, &path) {
                return Ok(Self { _file: file });
            }
        }
        Err(Failure::file(&path, "it is replaced again and again: wanted a file that stays"))
    }
}

/// The file once it is locked; `None` where it was not within what was left of the patience.
fn wait(file: File, place: &Place) -> Result<Option<File>> {
    match file.try_lock() {
        Ok(()) => return Ok(Some(file)),
        Err(TryLockError::WouldBlock) => {}
        Err(TryLockError::Error(error)) => return Err(error),
    }
    if place.patience.left().is_zero() {
        return Ok(None);
    }
    // There is no waiting with a limit. A thread that waits for longer than wanted ends with the process.
    let (locked, turn) = channel();
    std::thread::Builder::new().name("lock".into()).spawn(move || {
        let done = loop {
            match file.lock() {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                done => break done,
            }
        };
        let _ = locked.send(done.map(|()| file));
    })?;
    let gone = || Err(Error::other("the thread that waits for it has ended"));
    match turn.recv_timeout(SILENT.min(place.patience.left())) {
        Ok(done) => return done.map(Some),
        Err(RecvTimeoutError::Disconnected) => return gone(),
        Err(RecvTimeoutError::Timeout) if place.patience.left().is_zero() => return Ok(None),
        Err(RecvTimeoutError::Timeout) => place.screen.warning(format_args!(
            "{} is in use by another process; waiting for it, {} seconds at most",
            place.shown(),
            place.patience.limit().as_secs()
        )),
    }
    match turn.recv_timeout(place.patience.left()) {
        Ok(done) => done.map(Some),
        Err(RecvTimeoutError::Disconnected) => gone(),
        Err(RecvTimeoutError::Timeout) => Ok(None),
    }
}

/// Failure for a folder that another process has.
pub(crate) fn busy(place: &Place) -> Failure {
    let waited = place.patience.limit().as_secs();
    Failure::Busy(match waited {
        0 => format!("{} is in use by another process: try again, or give --wait SECONDS", place.shown()),
        _ => format!(
            "{} is in use by another process, and was for {waited} seconds: try again, or wait longer with --wait SECONDS",
            place.shown()
        ),
    })
}
