//! Refusal of a module: the check, the reason and the place.

pub use allod_core::reason::Check;

/// The reason of a refusal.
///
/// ```
/// use allod_compiler::gate::{GateOptions, Refusal, check};
///
/// let wasm = wat::parse_str("(module (memory 1) (memory 1))")?;
/// let refusal = check(&wasm, &GateOptions::default()).unwrap_err().refusal;
/// assert!(matches!(refusal, Refusal::Invalid(_) | Refusal::TooMuch { .. }));
/// # Ok::<(), wat::Error>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// More than is allowed.
    #[error("{value} {what}, the limit is {limit}")]
    TooMuch {
        /// The measure, with its unit.
        what: &'static str,
        /// Its value.
        value: u64,
        /// The most it may be.
        limit: u64,
    },
    /// Not valid, or of a feature that is not allowed.
    #[error("{0}")]
    Invalid(String),
    /// Valid, and not allowed.
    #[error("{0} is not allowed")]
    Disallowed(&'static str),
    /// Something named is not what it must be.
    #[error("\"{name}\" is {given}, wanted {wanted}")]
    Mismatch {
        /// Its name, cut to 96 characters.
        name: String,
        /// The thing given.
        given: String,
        /// The thing wanted.
        wanted: String,
    },
    /// A name that stands for nothing here.
    #[error("there is no \"{0}\" to import")]
    Unknown(String),
}

/// A module that is not allowed: the check that failed, what was wrong, and where.
///
/// ```
/// use allod_compiler::gate::{GateOptions, check};
///
/// let wasm = wat::parse_str(r#"(module (import "env" "now" (func)))"#)?;
/// let error = check(&wasm, &GateOptions::default()).unwrap_err();
/// assert!(error.to_string().contains("now"), "{error}");
/// # Ok::<(), wat::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{check}: {refusal}{}", self.place())]
pub struct GateError {
    /// The check that failed.
    pub check: Check,
    /// The reason.
    pub refusal: Refusal,
    /// The function it is in, imports counted.
    pub function: Option<u32>,
    /// The byte of the module it begins at.
    pub offset: Option<u64>,
}

impl GateError {
    pub(super) fn new(check: Check, refusal: Refusal) -> Self {
        Self { check, refusal, function: None, offset: None }
    }

    pub(super) fn invalid(error: &wasmparser::BinaryReaderError) -> Self {
        Self::new(Check::Features, Refusal::Invalid(error.message().to_owned())).at(error.offset())
    }

    pub(super) fn mismatch(check: Check, name: &str, given: impl ToString, wanted: impl ToString) -> Self {
        let name = name.chars().take(96).collect();
        Self::new(check, Refusal::Mismatch { name, given: given.to_string(), wanted: wanted.to_string() })
    }

    pub(super) fn at(self, offset: u64) -> Self {
        Self { offset: self.offset.or(Some(offset)), ..self }
    }

    pub(super) fn within(self, function: u32) -> Self {
        Self { function: self.function.or(Some(function)), ..self }
    }

    fn place(&self) -> String {
        match (self.function, self.offset) {
            (Some(function), Some(offset)) => format!(" (function {function}, byte {offset})"),
            (Some(function), None) => format!(" (function {function})"),
            (None, Some(offset)) => format!(" (byte {offset})"),
            (None, None) => String::new(),
        }
    }
}

impl From<wasmparser::BinaryReaderError> for GateError {
    fn from(error: wasmparser::BinaryReaderError) -> Self {
        Self::invalid(&error)
    }
}

/// Refuses `value` above `limit`.
pub(super) fn check_limit(check: Check, what: &'static str, value: u64, limit: u64) -> Result<(), GateError> {
    if value > limit {
        return Err(GateError::new(check, Refusal::TooMuch { what, value, limit }));
    }
    Ok(())
}
