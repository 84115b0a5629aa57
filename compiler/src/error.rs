//! Errors of compilation.

use crate::diagnostic::Diagnostics;
#[cfg(feature = "go")]
use crate::toolchain::scratch::ScratchError;
use std::path::PathBuf;

/// An error of compilation.
///
/// ```
/// use allod_compiler::{CompileError, CompileOptions, compile};
///
/// let error = compile(b"fn main() {}", &CompileOptions { name: "a.rs".into(), ..CompileOptions::default() });
/// assert!(matches!(error, Err(CompileError::Unrecognised { name, .. }) if name == "a.rs"));
/// ```
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum CompileError {
    /// Neither a module, nor its text, nor Go.
    #[error(
        "{name}: neither WebAssembly (\\0asm), nor its text ((module …)), nor Go (package …): it begins with {begins:?}"
    )]
    Unrecognised {
        /// The file's name.
        name: String,
        /// The first bytes, as text.
        begins: String,
    },
    /// Larger than is allowed.
    #[error("{name}: {size} bytes, the limit is {limit}")]
    TooLarge {
        /// The file's name.
        name: String,
        /// Its size in bytes.
        size: usize,
        /// The limit in bytes.
        limit: usize,
    },
    /// More files than a contract may have.
    #[error("{name}: {files} files, the limit is {limit}")]
    TooMany {
        /// The folder's name.
        name: String,
        /// The number of files.
        files: usize,
        /// The limit.
        limit: usize,
    },
    /// A folder for a compiler that takes one file.
    #[error("{name}: stock Go and TinyGo compile a contract of one file; the compiler that is built in takes folders")]
    OneFile {
        /// The folder's name.
        name: String,
    },
    /// Go source that is no contract: every reason with its place.
    #[error("{0}")]
    Refused(Diagnostics),
    /// Go source that the Go compiler refuses: what it said, at places in the contract's own source.
    #[error("{0}")]
    Build(Diagnostics),
    /// WebAssembly text with a mistake in it.
    #[error("{name}: {why}")]
    Wat {
        /// The file's name.
        name: String,
        /// The fault and its place.
        why: String,
    },
    /// Go source, in a build without a compiler for it.
    #[error("{name}: Go source, and this build has no compiler for it: build allod-vm with the feature `go`")]
    WithoutGo {
        /// The file's name.
        name: String,
    },
    /// Stock Go was asked for, and this machine has none.
    #[error(
        "no stock Go: no go >= 1.{minimum} on PATH, and none in {}; run setup/go.sh to install one there, or take the compiler that is built in",
        looked.display()
    )]
    NoToolchain {
        /// The least minor version of Go that will do.
        minimum: u32,
        /// The folder where setup puts it.
        looked: PathBuf,
    },
    /// TinyGo was asked for, and this machine has none.
    #[error("no tinygo on PATH; install it, or take the compiler that is built in")]
    NoTinyGo,
    /// The toolchain, or what it built before, lies where others than this user may write.
    #[error(
        "{}: others may write it, and so decide what a contract becomes; chmod o-w,g-w it, or set ALLOD_CACHE to a folder of your own",
        path.display()
    )]
    OpenCache {
        /// The folder or program.
        path: PathBuf,
    },
    /// The toolchain, or what it built before, lies in what is another user's.
    #[error(
        "{}: it belongs to user {owner}, who so decides what a contract becomes; chown it, or set ALLOD_CACHE to a folder of your own",
        path.display()
    )]
    ForeignCache {
        /// The folder, link or program.
        path: PathBuf,
        /// The number of its owner.
        owner: u32,
    },
    /// The toolchain did not work as a program, or took more of the machine than it may.
    #[error("{backend}: {why}")]
    Toolchain {
        /// The backend's name.
        backend: String,
        /// The fault, with the toolchain's own words where it had any.
        why: String,
    },
    /// The contract's initialisation (package variables and `init` functions) did not end well.
    #[error("{name}: package variables and init functions run once, when the contract is compiled, and there {why}")]
    Initialise {
        /// The file's name.
        name: String,
        /// The way it ended.
        why: String,
    },
    /// A module that a pass could not work on, or that is not what it should be.
    #[error("{pass}: {why}")]
    Module {
        /// The pass.
        pass: &'static str,
        /// The fault.
        why: String,
    },
    /// No folder to build in.
    #[cfg(feature = "go")]
    #[error(transparent)]
    Scratch(#[from] ScratchError),
    /// The ABI section of a module can't be read.
    #[error(transparent)]
    Abi(#[from] allod_core::Error),
    /// The file system refused.
    #[error("{}: {source}", path.display())]
    Io {
        /// The path.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
}
