//! Errors of native contracts: those that no engine can serve, and code that failed.

use allod_core::Address;
use allod_core::reason::AbiFault;

/// A native contract that no engine can serve.
///
/// ```
/// use allod_vm::{Address, Engine, EngineConfig, EngineError, NativeContract, NativeContractError};
///
/// let nobody = NativeContract::new("nobody", Address::ZERO, 1);
/// let engine = Engine::open(EngineConfig::default().with_native(nobody));
/// assert!(matches!(engine, Err(EngineError::NativeContract(NativeContractError::ZeroAddress { .. }))));
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NativeContractError {
    /// A name that is none, or is too long.
    #[error("the native contract at {address} has a name of {} bytes, wanted 1 to {most}", name.len())]
    NameLength {
        /// The name.
        name: String,
        /// Its address.
        address: Address,
        /// The most bytes.
        most: usize,
    },
    /// The zero address, which stands for nobody.
    #[error("native contract {name:?} is at the zero address, which stands for nobody; choose another")]
    ZeroAddress {
        /// The name.
        name: String,
    },
    /// Two at one address.
    #[error("native contracts {name:?} and {other:?} are both at {address}")]
    Address {
        /// The name of one.
        name: String,
        /// The name of the other.
        other: String,
        /// The address.
        address: Address,
    },
    /// Two of one name, or one that moves: its objects would stay behind.
    #[error(
        "native contract {name:?} is at two addresses, {address} and {other}: one name has one address, at every height"
    )]
    Name {
        /// The name.
        name: String,
        /// One address.
        address: Address,
        /// The other.
        other: Address,
    },
    /// A function without a name.
    #[error("native contract {name:?} has a function without a name")]
    NoFunctionName {
        /// The name.
        name: String,
    },
    /// Two functions of one name.
    #[error("native contract {name:?} has function {function:?} twice")]
    Twice {
        /// The name.
        name: String,
        /// The function.
        function: String,
    },
    /// Functions that are larger than those of a contract may be.
    #[error("native contract {name:?} offers {function}, but {why}")]
    Abi {
        /// The name.
        name: String,
        /// The function.
        function: String,
        /// The fault.
        why: AbiFault,
    },
    /// A price that no meter holds.
    #[error("native contract {name:?}: a call of {function:?} costs {gas} gas, wanted {most} at most")]
    Gas {
        /// The name.
        name: String,
        /// The function.
        function: String,
        /// The gas.
        gas: u64,
        /// The most.
        most: u64,
    },
    /// More of them than may be.
    #[error("{given} native contracts, wanted {most} at most")]
    TooMany {
        /// Their number.
        given: usize,
        /// The most.
        most: usize,
    },
}

/// Failure of native code, by which a call, or the block that it is in, ends. Nothing of it is kept.
///
/// ```
/// use allod_vm::{Address, Engine, EngineConfig, EngineError, NativeContract, NativeFailure, args};
///
/// let hasty = NativeContract::new("hasty", Address([7; 20]), 1)
///     .with_function("Run", &[], &[], 0, |_, _| panic!("too fast"));
/// let engine = Engine::open(EngineConfig::default().with_native(hasty))?;
/// let Err(EngineError::NativeFailed(failure)) = engine.execute_with_args(Address([7; 20]), "Run", args![]) else { panic!() };
/// assert!(matches!(failure, NativeFailure::Panicked { .. }));
/// assert_eq!(failure.to_string(), "native contract \"hasty\" panicked in \"Run\": too fast");
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NativeFailure {
    /// It panicked.
    #[error("native contract {name:?} panicked in {function:?}: {why}")]
    Panicked {
        /// The name of the native contract.
        name: String,
        /// The function.
        function: String,
        /// The panic's words.
        why: String,
    },
    /// Its result is not what its ABI promises.
    #[error("native contract {name:?} has another result than its ABI promises in {function:?}: {why}")]
    Result {
        /// The name of the native contract.
        name: String,
        /// The function.
        function: String,
        /// The fault of the result.
        why: String,
    },
    /// It says so itself, with [`NativeError::Fault`](crate::NativeError::Fault).
    #[error("native code failed: {0}")]
    Fault(String),
}
