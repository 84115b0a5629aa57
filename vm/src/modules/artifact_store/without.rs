//! Artefact store in a build without the feature `cranelift`: there is no machine code to keep, so no store can be opened.

use crate::engine::budget::Budgets;
use crate::modules::artifact_store::CacheError;
use allod_core::Hash;
use std::io;
use std::path::PathBuf;

/// Store of artefacts, of which there is none.
#[derive(Debug)]
pub(crate) enum ArtifactStore {}

impl ArtifactStore {
    /// Opens nothing.
    ///
    /// # Errors
    /// [`CacheError::NoCompiler`], always.
    pub(crate) fn open(path: PathBuf, _: &Budgets) -> Result<Self, CacheError> {
        Err(CacheError::NoCompiler { path })
    }

    pub(crate) fn read(&self, _: &Hash) -> Option<Vec<u8>> {
        match *self {}
    }

    pub(crate) fn write(&self, _: &Hash, _: &[&[u8]]) -> io::Result<()> {
        match *self {}
    }
}
