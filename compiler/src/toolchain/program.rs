//! A program that is to be run.

use super::limits::ToolchainLimits;
use std::path::{Path, PathBuf};

/// Program to run, where, and with what environment; nothing is inherited.
pub(super) struct Program<'p> {
    pub(super) binary: &'p Path,
    pub(super) args: &'p [&'p str],
    /// Folder that it runs in.
    pub(super) dir: Option<&'p Path>,
    /// The folder whose files are counted.
    pub(super) writes: Option<&'p Path>,
    pub(super) env: Vec<(&'static str, PathBuf)>,
    pub(super) limits: &'p ToolchainLimits,
}
