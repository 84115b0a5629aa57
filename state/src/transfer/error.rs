//! Errors of a transfer.

use crate::key_space::METADATA;
use crate::{StateError, keys};
use allod_core::Hash;
use std::io;

/// Error by which a state could not be exported.
///
/// ```
/// use allod_core::{Address, Hash};
/// use allod_state::transfer::{error::ExportError, export::export};
/// use allod_state::{LtHash, MemoryStorage, Storage, keys};
///
/// let (store, says) = (MemoryStorage::new(), Hash([1; 32]));
/// store.set(&keys::balance(&Address([1; 20])), &5_u64.to_le_bytes())?;
/// let root = LtHash::recomputed(&store)?.root();
/// let error = export(&store, says, false, Vec::new()).unwrap_err();
/// assert!(matches!(error, ExportError::Root { found, .. } if found == root));
/// # Ok::<_, allod_state::StateError>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The store, or a row of it that can't be in an export.
    #[error(transparent)]
    State(#[from] StateError),
    /// The rows do not have the root that their store says, so nobody could import them.
    #[error(
        "the store says root {says}, and its rows have root {found}: nobody could import them; `verify` names a row"
    )]
    Root {
        /// The root that the store says.
        says: Hash,
        /// The root of its rows.
        found: Hash,
    },
    /// The file, or what else it was to be written to.
    #[error("the export could not be written: {0}")]
    Write(#[from] io::Error),
}

/// Error by which an export was not imported. The store is as it was before, but for [`LeftBehind`](Self::LeftBehind).
///
/// ```
/// use allod_state::transfer::{error::ImportError, import::import};
/// use allod_state::{MemoryStorage, Reader};
///
/// let store = MemoryStorage::new();
/// let error = import(&store, &b"rows"[..], None, &|_, _| Ok(())).unwrap_err();
/// assert!(matches!(error, ImportError::NotAnExport { found } if found == "rows"));
/// assert_eq!(store.scan(b"", 1)?, [], "as it was before");
/// # Ok::<_, allod_state::StateError>(())
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The source could not be read.
    #[error("the export could not be read after row {after}: {source}")]
    Read {
        /// Rows that were read.
        after: u64,
        /// The system's error.
        source: io::Error,
    },
    /// The source is no export.
    #[error("it is no export of a state: it begins with {found:?}, wanted {wanted:?}", wanted = "allod state rows")]
    NotAnExport {
        /// Its first bytes, as text.
        found: String,
    },
    /// The header was changed.
    #[error("the header of the export is damaged: its check does not hold")]
    Header,
    /// An export of another version.
    #[error("the export has {what} {found}, this program reads {wanted}")]
    Version {
        /// `format version`, `schema version` or `flags`.
        what: &'static str,
        /// The one found.
        found: u32,
        /// The one wanted.
        wanted: u32,
    },
    /// An export of another state than the one that was asked for.
    #[error("the export is of the state with root {found}, wanted {wanted}")]
    OtherState {
        /// The root that the header says.
        found: Hash,
        /// The root that was asked for.
        wanted: Hash,
    },
    /// A row that is wrong.
    #[error("row {number} of the export, {row}: {why}")]
    Row {
        /// Its number, from 1.
        number: u64,
        /// The row, by what its key stands for and the key in hex, cut to 64 bytes; and the row before it.
        row: String,
        /// The fault.
        why: String,
    },
    /// The source ended before the export did.
    #[error("the export is cut off after row {after}{last}")]
    Cut {
        /// Rows that were there.
        after: u64,
        /// The last of them, with a comma; empty if there was none.
        last: String,
    },
    /// The end does not belong to the rows.
    #[error("the end of the export is damaged: {why}")]
    End {
        /// The fault.
        why: String,
    },
    /// The rows are whole, each has its shape, and they are not the state.
    #[error(
        "the {rows} rows have root {found}, wanted {wanted}: every check holds, so they were written like this, as another \
         state; a root can't tell which row is another"
    )]
    Root {
        /// Number of the rows.
        rows: u64,
        /// The root of the rows.
        found: Hash,
        /// The root that was asked for.
        wanted: Hash,
    },
    /// The store holds a state.
    #[error("the store is not empty: it has {row}; import into a new one")]
    NotEmpty {
        /// A row of it.
        row: String,
    },
    /// The store.
    #[error(transparent)]
    State(#[from] StateError),
    /// It was refused, and what was written by then could not be deleted. No engine opens the store; the next import deletes
    /// what is left before it begins.
    #[error(
        "{refused}; and what was written by then could not be deleted ({error}): delete the store, or import into it again"
    )]
    LeftBehind {
        /// The error by which it was refused.
        refused: Box<ImportError>,
        /// The store's.
        error: StateError,
    },
}

/// Row by its key: what it stands for, and the key in hex, cut to 64 bytes.
pub(super) fn row(key: &[u8]) -> String {
    let shown: String = key.iter().take(64).map(|byte| format!("{byte:02x}")).collect();
    match keys::space(key) {
        Some(&METADATA) => format!("metadata {} under key {shown}", key[1..].escape_ascii()),
        Some(space) => format!("{} under key {shown}", space.noun),
        None => format!("key {shown}"),
    }
}
