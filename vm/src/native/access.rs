//! Access to host operations, as a native context asks for them.

use crate::NativeError;
use allod_core::{HostOp, HostStatus};

/// Arguments of an operation, as a module passes them.
pub(crate) type RawArgs = [u64; 8];

/// Host operations of the call that native code serves.
pub(crate) trait NativeAccess {
    /// Performs `op` with `parts` in memory, one after the other; `args` gets the place of each, and the place of the result
    /// behind them, which may take `result_bytes`.
    ///
    /// # Errors
    /// [`NativeError::Ended`].
    fn perform(
        &mut self,
        op: HostOp,
        parts: &[&[u8]],
        result_bytes: usize,
        args: &mut dyn FnMut(&[u64], u64) -> RawArgs,
    ) -> Result<i64, NativeError>;

    /// The bytes for a result, as the last operation has left them.
    fn memory(&self) -> &[u8];

    /// The bytes of a result of `len` bytes: in memory, or the return data where it did not fit.
    fn result(&mut self, len: u32) -> Vec<u8>;

    /// Charges `gas`, for work of the code's own.
    ///
    /// # Errors
    /// [`NativeError::Ended`], out of gas.
    fn charge(&mut self, gas: u64) -> Result<(), NativeError>;

    /// The error for a status that the last operation has answered.
    fn refusal(&mut self, status: HostStatus) -> NativeError;
}
