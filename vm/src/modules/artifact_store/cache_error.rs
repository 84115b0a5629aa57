//! Cache error: why an engine that should keep compiled modules on disk works without.

use std::io;
use std::path::PathBuf;

/// Error by which an engine that should keep compiled modules on disk works without.
///
/// ```
/// use allod_vm::{CacheError, Engine, EngineConfig};
///
/// let file = tempfile::NamedTempFile::new()?;
/// let engine = Engine::open(EngineConfig::default().with_cache_dir(file.path()))?;
/// assert!(matches!(engine.cache_error(), Some(CacheError::Io { path, .. }) if path == file.path()));
/// assert!(engine.deploy(r#"(module (func (export "f")))"#).is_ok(), "it works without");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CacheError {
    /// The disk failed.
    #[error("compiled modules are not kept: {}: {source}", path.display())]
    Io {
        /// The folder or file.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// Other users could decide what is run.
    #[error("compiled modules are not kept: {}: {why}", path.display())]
    Distrusted {
        /// The folder or file.
        path: PathBuf,
        /// The fault, and a remedy.
        why: String,
    },
    /// This build has no machine code: the feature `cranelift`. Every module is interpreted, and none is kept.
    #[error("compiled modules are not kept in {}: this build of allod-vm has no compiler, the feature `cranelift`", path.display())]
    NoCompiler {
        /// The folder.
        path: PathBuf,
    },
}
