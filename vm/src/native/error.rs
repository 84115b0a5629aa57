//! Error of a native contract's operation.

use allod_core::{HostStatus, RevertCode};

/// Error of a native contract's operation.
///
/// ```
/// use allod_vm::{Address, Context, Engine, EngineConfig, ExecuteOptions, NativeError, ObjectId, RevertCode, Status};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let receipt = engine.execute_native(Address([7; 20]), "Find", ExecuteOptions::default(), |context| {
///     match context.get_object(&ObjectId([0; 32])) {
///         Err(NativeError::Refused { .. }) => Err(NativeError::Revert("there is nothing".into())),
///         found => found.map(|_| Vec::new()),
///     }
/// })?;
/// assert_eq!(receipt.status, Status::Reverted { code: RevertCode::ERROR, message: "there is nothing".into() });
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NativeError {
    /// The host refused; the contract may go on.
    #[error("{why}")]
    Refused {
        /// The status of the operation.
        status: HostStatus,
        /// The reason, in words.
        why: String,
    },
    /// The call is over, whatever the contract does: out of gas, or the engine failed.
    #[error("the call has ended")]
    Ended,
    /// The contract gives up, and says why.
    #[error("{0}")]
    Revert(String),
    /// The contract gives up, and says why, with a code that its caller understands.
    #[error("{message}")]
    RevertWith {
        /// The code.
        code: RevertCode,
        /// The reason, in words.
        message: String,
    },
    /// The code itself failed: the call, or the block that it is in, ends with [`NativeFailure::Fault`](crate::NativeFailure), and nothing of it
    /// is kept. It must not depend on the machine, or nodes disagree.
    #[error("{0}")]
    Fault(String),
}
