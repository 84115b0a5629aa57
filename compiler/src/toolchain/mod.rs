//! Toolchains for those who want stock Go: programs that turn a contract's Go into WebAssembly.
//!
//! Stock Go is taken from PATH, or else from the cache, where `setup/go.sh` puts it; TinyGo from PATH alone. Both build a
//! *reactor*: exports that the host calls, and `_initialize`.

mod cache;
mod diagnostics;
mod go;
mod group;
mod limits;
mod process;
mod program;
mod project;
pub mod scratch;
mod sdk;
mod tinygo;
pub mod trust;
mod usage;

use crate::CompileError;
pub use limits::ToolchainLimits;
pub(crate) use project::Project;
use std::fmt;
use std::path::{Path, PathBuf};

/// The least minor version of Go 1 that will do: before it, a module begins with 8 MiB of memory.
pub const MIN_GO_MINOR: u32 = 26;

/// A kind of toolchain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Stock Go.
    Go,
    /// TinyGo.
    TinyGo,
}

/// A compiler for contracts.
pub(crate) trait Backend: fmt::Display {
    /// The module of `project`, as the toolchain leaves it.
    ///
    /// # Errors
    /// [`CompileError::Build`] for mistakes in the contract, [`CompileError::Toolchain`] for everything else.
    fn build(&self, project: &Project) -> Result<Vec<u8>, CompileError>;
}

/// Folder of the Go toolchain and the build cache by default: `$ALLOD_CACHE`, or `$XDG_CACHE_HOME/allod`, or
/// `~/.cache/allod`. `setup/go.sh` uses the same. Where `HOME` is not set, as under cron, the home is what the system
/// says of the user; for a user without one it is a folder of their own beside temporary files. Always said from the root.
pub fn default_cache() -> PathBuf {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = set("ALLOD_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|dir| dir.join("allod")))
        .or_else(|| set("HOME").or_else(home).map(|dir| dir.join(".cache/allod")))
        .unwrap_or_else(own_folder);
    std::path::absolute(&cache).unwrap_or(cache)
}

/// The home that the system knows of this user.
#[cfg(unix)]
fn home() -> Option<PathBuf> {
    use uzers::os::unix::UserExt;
    let user = uzers::get_user_by_uid(uzers::get_effective_uid())?;
    Some(user.home_dir().to_path_buf()).filter(|home| home.is_dir())
}

#[cfg(not(unix))]
fn home() -> Option<PathBuf> {
    std::env::var_os("USERPROFILE").map(PathBuf::from)
}

/// A folder that no other user has. Whether somebody else made it is asked before anything is taken from it.
fn own_folder() -> PathBuf {
    #[cfg(unix)]
    let name = format!("allod-cache-{}", uzers::get_effective_uid());
    #[cfg(not(unix))]
    let name = "allod-cache";
    scratch::temp_dir().join(name)
}

/// The toolchain of that kind which this machine has.
///
/// # Errors
/// [`CompileError::NoToolchain`] and [`CompileError::NoTinyGo`] saying how to do without or get one;
/// [`CompileError::OpenCache`] and [`CompileError::ForeignCache`] for a cache that others decide about.
pub(crate) fn find(
    kind: Kind,
    cache: Option<&Path>,
    limits: ToolchainLimits,
) -> Result<Box<dyn Backend>, CompileError> {
    let cache = cache.map_or_else(default_cache, Path::to_path_buf);
    // A toolchain runs in a folder of its own, so what was meant from here is said from the root.
    let cache = std::path::absolute(&cache).map_err(|source| CompileError::Io { path: cache, source })?;
    cache::prepare(&cache)?;
    match kind {
        Kind::TinyGo => match tinygo::TinyGo::on_path(&cache, limits) {
            Some(tinygo) => Ok(Box::new(tinygo)),
            None => Err(CompileError::NoTinyGo),
        },
        Kind::Go => match go::Go::on_path(&cache, limits).or_else(|| go::Go::in_cache(&cache, limits)) {
            Some(go) => Ok(Box::new(go)),
            None => Err(CompileError::NoToolchain { minimum: MIN_GO_MINOR, looked: cache.join("go") }),
        },
    }
}

/// The program called `name` in a folder of PATH.
fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file());
    found.and_then(|file| std::path::absolute(file).ok())
}
