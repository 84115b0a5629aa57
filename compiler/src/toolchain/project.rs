//! The folder that a toolchain builds in.

use super::sdk;
use crate::CompileError;
use std::path::Path;
use tempfile::TempDir;

/// The contract's own source in the folder. Its name is in the module, so it is always the same.
pub(super) const CONTRACT: &str = "contract.go";
/// The wrapper in the folder.
pub(super) const WRAPPER: &str = "allod_wrapper.go";

/// What a toolchain builds.
pub(crate) struct Project<'p> {
    /// The contract's source, package `main`.
    pub(crate) contract: &'p str,
    /// The wrapper, the same package.
    pub(crate) wrapper: &'p str,
    /// The path by which the contract imports the SDK.
    pub(crate) sdk: &'static str,
    /// The file's name, for messages.
    pub(crate) name: &'p str,
}

impl Project<'_> {
    /// The project in a folder of its own, which is removed when dropped. The SDK is in it, under the path
    /// that the contract imports, so that nothing has to be fetched.
    pub(super) fn write(&self) -> Result<TempDir, CompileError> {
        let folder = tempfile::Builder::new().prefix("allod-build-").tempdir();
        let folder = folder.map_err(|source| CompileError::Io { path: std::env::temp_dir(), source })?;
        let sdk = self.sdk;
        let module = format!("module contract\n\ngo 1.26\n\nrequire {sdk} v0.0.0\n\nreplace {sdk} => ./sdk\n");
        put(&folder.path().join("go.mod"), &module)?;
        put(&folder.path().join(CONTRACT), self.contract)?;
        put(&folder.path().join(WRAPPER), self.wrapper)?;
        for (path, text) in sdk::FILES {
            put(&folder.path().join("sdk").join(path), &text.replace(sdk::OWN_PATH, sdk))?;
        }
        Ok(folder)
    }
}

fn put(path: &Path, text: &str) -> Result<(), CompileError> {
    let error = |source| CompileError::Io { path: path.to_path_buf(), source };
    path.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(error)?;
    std::fs::write(path, text).map_err(error)
}
