//! Errors of a genesis.

use allod_core::Hash;
use std::io;

/// Error of a genesis: which document, which line, which entry. Nothing was written.
///
/// ```
/// use allod_vm::Genesis;
///
/// let document = "chain_id = 7\ntime = 0\n\n[[accounts]]\naddress = \"01\"\nbalance = 5\n";
/// let error = Genesis::from_toml(document, ".").unwrap_err().to_string();
/// assert!(error.starts_with("genesis, line 4, accounts[0]: "), "{error}");
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum GenesisError {
    /// A document that is neither TOML nor JSON by its name, or TOML in a program without it.
    #[error("{path}: a genesis is a document in TOML or JSON, .toml or .json{}", if cfg!(feature = "toml") { "" } else { "; this program was built without TOML" })]
    Format {
        /// The document.
        path: String,
    },
    /// A document or a file that can't be read.
    #[error("{path}: {source}")]
    Read {
        /// The file.
        path: String,
        /// The system's error.
        source: io::Error,
    },
    /// A document that is none.
    #[error("{document}, line {line}: {why}")]
    Document {
        /// The document.
        document: String,
        /// The line, from 1.
        line: usize,
        /// The fault.
        why: String,
    },
    /// An entry that is wrong.
    #[error("{document}, {place}: {why}")]
    Entry {
        /// The document.
        document: String,
        /// Its line, from 1, and its name with its number, from 0: `line 4, accounts[0]`.
        place: String,
        /// The fault.
        why: String,
    },
    /// A genesis of another chain.
    #[error("{document} is of chain {given}, the engine was opened for chain {wanted}")]
    Chain {
        /// The document.
        document: String,
        /// The chain id that it says.
        given: u64,
        /// The engine's.
        wanted: u64,
    },
    /// A store whose state began with another genesis.
    #[error("the state began with genesis {found}, {document} is {given}")]
    Another {
        /// The document.
        document: String,
        /// Digest of the one it began with.
        found: Hash,
        /// Digest of the document.
        given: Hash,
    },
    /// A store in which something has happened.
    #[error("the state has come to {head} without a genesis: it needs an empty store")]
    NotEmpty {
        /// The last block, and the changes since.
        head: String,
    },
}
