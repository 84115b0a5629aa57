//! A limit that was set wrong, or was met.

use allod_core::{LimitKind, Reason};

/// Error of a limit that was set wrong, or was met. It names the limit, the value and what was wanted, with the unit.
///
/// ```
/// use allod_security::{LimitError, WasiOptions};
///
/// let error = WasiOptions { memory_limit: 1 << 40, ..WasiOptions::default() }.validate().unwrap_err();
/// assert!(matches!(error, LimitError::OutOfRange { field: "memory_limit", .. }));
/// assert_eq!(error.to_string(), "memory_limit is 1099511627776 bytes, wanted 65536 to 4294967296");
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LimitError {
    /// An option outside the range it may have.
    #[error("{field} is {value} {unit}, wanted {min} to {max}{}", if *zero { " (or 0 for none)" } else { "" })]
    OutOfRange {
        /// The option.
        field: &'static str,
        /// Its value.
        value: u64,
        /// Its unit.
        unit: &'static str,
        /// The least it may be.
        min: u64,
        /// The most it may be.
        max: u64,
        /// True if 0 is allowed too, and means none.
        zero: bool,
    },
    /// An option that can't be had.
    #[error("{field} is true, wanted false: {why}")]
    Unsupported {
        /// The option.
        field: &'static str,
        /// The obstacle.
        why: &'static str,
    },
    /// More than a call may bring, hold or make.
    #[error("{}", Reason::Limit { what: *what, given: *given, limit: *limit })]
    Exceeded {
        /// The limit that is exceeded.
        what: LimitKind,
        /// The amount asked for.
        given: u64,
        /// The most there may be.
        limit: u64,
    },
}

impl From<&LimitError> for Reason {
    fn from(error: &LimitError) -> Self {
        match *error {
            LimitError::OutOfRange { field, value, min, max, .. } => {
                Self::Option { option: field.into(), value, min, max }
            }
            LimitError::Unsupported { field, .. } => Self::Option { option: field.into(), value: 1, min: 0, max: 0 },
            LimitError::Exceeded { what, given, limit } => Self::Limit { what, given, limit },
        }
    }
}
