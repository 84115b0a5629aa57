//! What can be wrong with names, values and bytes.

use crate::reason::Flaw;

/// A name, type or ABI that can't be used as it stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Text that is not exactly the wanted number of bytes in hex.
    #[error("{what}: wanted {} hex digits (0x optional), given \"{given}\"", wanted * 2)]
    Hex {
        /// What was being read.
        what: &'static str,
        /// Its width in bytes.
        wanted: usize,
        /// The text, cut to 96 characters.
        given: String,
    },
    /// Bytes of the wrong length.
    #[error("{what}: wanted {wanted} bytes, given {given}")]
    Width {
        /// What was being read.
        what: &'static str,
        /// Its width in bytes.
        wanted: usize,
        /// The number of bytes given.
        given: usize,
    },
    /// A type that can't be read.
    #[error("type \"{text}\": {why} at character {at}")]
    Type {
        /// The whole type text, cut to 96 characters.
        text: String,
        /// What is wrong.
        why: &'static str,
        /// Where, counted from 0.
        at: usize,
    },
    /// A value that does not have the wanted type.
    #[error("wanted {wanted}, given {given}")]
    Mismatch {
        /// The type wanted.
        wanted: String,
        /// The value given, cut short.
        given: String,
    },
    /// Bytes that don't decode.
    #[error(transparent)]
    Codec(#[from] CodecError),
    /// An ABI that can't be read.
    #[error("ABI: {0}")]
    Abi(String),
    /// No such function in the ABI.
    #[error("no function \"{function}\"; the contract offers {}", offered.join(", "))]
    NoFunction {
        /// The name asked for.
        function: String,
        /// The names there are.
        offered: Vec<String>,
    },
    /// An argument that does not fit its parameter.
    #[error(transparent)]
    Arg(#[from] crate::args::ArgError),
}

/// Bytes that don't encode or decode.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// The value has no encoding.
    #[error("cannot encode: {0}")]
    Encode(String),
    /// The bytes are not such a value.
    #[error("not a {what}: {why}")]
    Decode {
        /// The type wanted.
        what: &'static str,
        /// What the decoder met.
        why: String,
    },
    /// The value ended before the bytes did.
    #[error("{}", Flaw::Trailing { left: *left as u64 })]
    Trailing {
        /// How many.
        left: usize,
    },
    /// The bytes ended before the value did.
    #[error("{}", Flaw::Short { wanted: *wanted, left: *left })]
    Short {
        /// Bytes the next item needs.
        wanted: u64,
        /// Bytes there are.
        left: u64,
    },
    /// Longer than is allowed.
    #[error("{}", Flaw::TooLong { given: *given, limit: *limit })]
    TooLong {
        /// Bytes given.
        given: u64,
        /// Bytes allowed.
        limit: u64,
    },
    /// A byte that stands for nothing.
    #[error("{byte} is no {what}")]
    Tag {
        /// The byte.
        byte: u8,
        /// What was wanted.
        what: &'static str,
    },
    /// A string that is not UTF-8.
    #[error("{}", Flaw::Utf8)]
    Utf8,
    /// Types inside types, too deep.
    #[error("{}", Flaw::Depth { limit: *limit as u64 })]
    Depth {
        /// Levels allowed.
        limit: usize,
    },
    /// A list of what takes too few bytes for the parts it has; see [`density`](crate::density).
    #[error("{}", Flaw::Sparse)]
    Sparse,
}
