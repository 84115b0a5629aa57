//! Artefact store: machine code on disk.
//!
//! | file | holds |
//! |---|---|
//! | [`files`] | files of machine code in a folder, under a keyed hash |
//! | `without` | the same in a build without the feature `cranelift`: none |
//! | [`cache_error`] | why there are none of these files |

mod cache_error;
#[cfg(feature = "cranelift")]
mod files;
#[cfg(not(feature = "cranelift"))]
#[path = "without.rs"]
mod files;

pub use cache_error::CacheError;
pub(crate) use files::ArtifactStore;
