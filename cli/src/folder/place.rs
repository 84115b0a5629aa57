//! Place of a data folder, and patience with who uses it.

use crate::screen::Screen;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Time that a command waits for another process to be done with the folder.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// Time at which waiting began.
    begun: Instant,
    /// Longest time it may take.
    limit: Duration,
}

impl Patience {
    /// At most `limit` from now on; zero waits for nobody.
    pub(crate) fn new(limit: Duration) -> Self {
        Self { begun: Instant::now(), limit }
    }

    /// Time that is left of it.
    pub(crate) fn left(&self) -> Duration {
        self.limit.saturating_sub(self.begun.elapsed())
    }

    /// All of it.
    pub(crate) fn limit(&self) -> Duration {
        self.limit
    }
}

/// Place where a data folder is, or is to be.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    path: PathBuf,
    /// Patience with others who use it.
    pub(crate) patience: Patience,
    /// Screen for remarks about it.
    pub(crate) screen: Screen,
}

impl Place {
    /// The place `path`, at which nothing need be yet.
    pub(crate) fn new(path: PathBuf, patience: Patience, screen: Screen) -> Self {
        Self { path, patience, screen }
    }

    /// The folder's path.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The path of a part of it.
    pub(crate) fn join(&self, part: &str) -> PathBuf {
        self.path.join(part)
    }

    /// The path, as messages show it.
    pub(crate) fn shown(&self) -> std::path::Display<'_> {
        self.path.display()
    }
}
