//! Errors of ids, types, values, arguments and bytes.

use crate::reason::Flaw;

/// A name, type or ABI that can't be used as it stands.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Text that is not exactly the wanted number of bytes in hex.
    #[error("{what}: wanted {} hex digits (0x optional), given \"{given}\"", wanted * 2)]
    Hex {
        /// The kind of id that was read.
        what: &'static str,
        /// Its width in bytes.
        wanted: usize,
        /// The text, cut to 96 characters.
        given: String,
    },
    /// Bytes of the wrong length.
    #[error("{what}: wanted {wanted} bytes, given {given}")]
    Width {
        /// The kind of id that was read.
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
        /// The fault.
        why: &'static str,
        /// The index of the character, counted from 0.
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
    /// A value that can't be one of the wanted type, and what may be written instead.
    #[error("wanted {wanted}, given {given}: {why}")]
    Unfit {
        /// The type wanted.
        wanted: String,
        /// The value given, cut short.
        given: String,
        /// The fault, or the forms that may be written.
        why: String,
    },
    /// The fault, and its place in a list or struct: `[2].Part`.
    #[error("at {place}: {why}")]
    At {
        /// The way there: items by number, counted from 0, fields by name.
        place: String,
        /// The fault there.
        why: Box<Error>,
    },
    /// A field that a struct lacks, or has not.
    #[error("field \"{name}\" {what}; wanted {of}")]
    Field {
        /// The fault.
        what: &'static str,
        /// Its name.
        name: String,
        /// The struct, cut short.
        of: String,
    },
    /// A key that a JSON object has twice.
    #[error("\"{name}\" is given twice")]
    Repeated {
        /// The key, cut short.
        name: String,
    },
    /// Text that is no JSON.
    #[error("no JSON: {why}")]
    Json {
        /// The words of the parser.
        why: String,
    },
    /// The words of a resolver of names about one.
    #[error("{0}")]
    Name(String),
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
    Arg(#[from] ArgError),
}

/// An argument that does not fit: where, what was wanted, what was given.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArgError {
    /// Too few or too many.
    #[error("{function} takes {wanted} argument{}, given {given}: {signature}", if *wanted == 1 { "" } else { "s" })]
    Count {
        /// The function.
        function: String,
        /// The number it takes.
        wanted: usize,
        /// The number given.
        given: usize,
        /// The whole function as text.
        signature: String,
    },
    /// One argument of the wrong type or form.
    #[error("{function}: argument {position} ({name}): {why}")]
    Mismatch {
        /// The function.
        function: String,
        /// The position, counted from 1.
        position: usize,
        /// The parameter's name.
        name: String,
        /// The thing wanted and the thing given.
        why: Box<Error>,
    },
    /// A name the function does not know.
    #[error("{function} has no argument called \"{name}\": {signature}")]
    Unknown {
        /// The function.
        function: String,
        /// The name given.
        name: String,
        /// The whole function as text.
        signature: String,
    },
    /// A name that is wanted and not given.
    #[error("{function}: argument {position} ({name}) is missing: {signature}")]
    Missing {
        /// The function.
        function: String,
        /// The position, counted from 1.
        position: usize,
        /// The parameter's name.
        name: String,
        /// The whole function as text.
        signature: String,
    },
    /// JSON that is neither a list nor an object.
    #[error("{function}: arguments in JSON are a list or an object, given {given}")]
    NotAList {
        /// The function.
        function: String,
        /// The JSON given.
        given: String,
    },
}

impl Error {
    /// The same, a step further in: behind `.field` or `[3]`.
    pub(crate) fn at(self, step: String) -> Self {
        match self {
            Self::At { place, why } => Self::At { place: step + &place, why },
            why => Self::At { place: step, why: Box::new(why) },
        }
    }
}

/// Bytes that don't encode or decode.
#[non_exhaustive]
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
        /// The fault that the decoder met.
        why: String,
    },
    /// The value ended before the bytes did.
    #[error("{}", Flaw::Trailing { left: *left as u64 })]
    Trailing {
        /// The number of bytes.
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
        /// The kind of mark wanted.
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
    /// A list of what takes too few bytes for the parts it has; see [`density`](crate::values::density).
    #[error("{}", Flaw::Sparse)]
    Sparse,
}

impl From<&CodecError> for Flaw {
    fn from(error: &CodecError) -> Self {
        match *error {
            // Those of the encoding library, which reads neither values nor types.
            CodecError::Encode(_) | CodecError::Decode { .. } => Self::NoValue,
            CodecError::Trailing { left } => Self::Trailing { left: left as u64 },
            CodecError::Short { wanted, left } => Self::Short { wanted, left },
            CodecError::TooLong { given, limit } => Self::TooLong { given, limit },
            CodecError::Tag { byte, .. } => Self::Tag { byte },
            CodecError::Utf8 => Self::Utf8,
            CodecError::Depth { limit } => Self::Depth { limit: limit as u64 },
            CodecError::Sparse => Self::Sparse,
        }
    }
}

impl From<CodecError> for Flaw {
    fn from(error: CodecError) -> Self {
        Self::from(&error)
    }
}
