//! Errors of instrumentation.

/// An error of instrumentation. A module that the gate allowed, with prices in their range, meets none of these unless its instructions or frames are beyond what the counters can hold.
///
/// ```
/// use allod_compiler::instrument::{InstrumentError, instrument};
/// use allod_core::GasSchedule;
///
/// let error = instrument(b"no module", &GasSchedule::standard()).unwrap_err();
/// assert!(matches!(error, InstrumentError::Malformed { offset: 0, .. }), "{error}");
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InstrumentError {
    /// Bytes that are no module, or one that the gate would have refused.
    #[error("not a module that the gate allows: {reason} at byte {offset}")]
    Malformed {
        /// The fault.
        reason: String,
        /// The byte of the module.
        offset: u64,
    },
    /// An operator outside the features that have prices.
    #[error("function {function}: {operator} at byte {offset} has no price")]
    Unpriced {
        /// The operator's name.
        operator: String,
        /// The function's index, imports counted.
        function: u32,
        /// The byte of the module.
        offset: u64,
    },
    /// A price with which metering could be escaped or could overflow.
    #[error("the price \"{name}\" is {value}, wanted {least} to {most}")]
    Price {
        /// The price's name in the schedule.
        name: &'static str,
        /// Its value, in gas.
        value: u32,
        /// The least it may be.
        least: u32,
        /// The most it may be.
        most: u32,
    },
    /// Instructions that cost more in all than the counter can hold.
    #[error("all instructions together cost {cost} gas, the limit is {limit}")]
    TooDear {
        /// Their cost, in gas.
        cost: u64,
        /// The limit.
        limit: u64,
    },
    /// A stack frame wider than the counter can hold.
    #[error("function {function} has a frame of {bytes} bytes, the limit is {limit}")]
    Frame {
        /// The function's index, imports counted.
        function: u32,
        /// The frame, in bytes.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// Code that metering would swell beyond what it is worth to compile.
    #[error("metering makes {bytes} bytes of code out of {from}, the limit is {limit}")]
    Growth {
        /// The bytes of code at least.
        bytes: u64,
        /// The bytes of the module.
        from: u64,
        /// The limit for a module of that length.
        limit: u64,
    },
    /// The result does not validate.
    #[error("the instrumented module does not validate: {reason} at byte {offset}")]
    Output {
        /// The fault.
        reason: String,
        /// The byte of the result.
        offset: u64,
    },
}

impl From<wasmparser::BinaryReaderError> for InstrumentError {
    fn from(error: wasmparser::BinaryReaderError) -> Self {
        Self::Malformed { reason: error.message().to_owned(), offset: error.offset() }
    }
}

impl InstrumentError {
    /// A part of the module that the gate refuses.
    pub(super) fn refused(reason: &str, offset: u64) -> Self {
        Self::Malformed { reason: reason.to_owned(), offset }
    }
}
