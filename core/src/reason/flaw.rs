//! Flaws of bytes that should be a value or a type.

use serde::{Deserialize, Serialize};

/// A flaw of bytes that should be a value or a type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the texts say what the fields are")]
pub enum Flaw {
    #[error("{left} bytes left over after the value")]
    Trailing { left: u64 },
    #[error("cut short: {wanted} more bytes wanted, {left} left")]
    Short { wanted: u64, left: u64 },
    #[error("too long: {given} bytes, the limit is {limit}")]
    TooLong { given: u64, limit: u64 },
    #[error("{byte} is no type, no bool and no option's mark")]
    Tag { byte: u8 },
    #[error("a string that is not UTF-8")]
    Utf8,
    #[error("nested deeper than {limit}")]
    Depth { limit: u64 },
    #[error("the items of a list take too few bytes for their parts")]
    Sparse,
    /// A flaw that no value and no type can have.
    #[error("no value")]
    NoValue,
}
