//! What can go wrong that is not the contract's doing.

use allod_core::{Address, Status};
use std::path::PathBuf;

/// What can go wrong that is not the contract's doing. What a contract does wrong is in its receipt's status.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// No contract has that address.
    #[error("no contract at {address}")]
    NoContract {
        /// The address asked for.
        address: Address,
    },
    /// No such function, or arguments that don't fit it.
    #[error(transparent)]
    Abi(#[from] allod_core::Error),
    /// Source or module that can't be compiled.
    #[error(transparent)]
    Compile(#[from] allod_compiler::CompileError),
    /// A module that may not enter.
    #[error(transparent)]
    Gate(#[from] allod_compiler::gate::GateError),
    /// A module that can't be metered.
    #[error(transparent)]
    Instrument(#[from] allod_compiler::instrument::InstrumentError),
    /// A limit that can't be set, or was exceeded by the caller.
    #[error(transparent)]
    Limit(#[from] allod_security::LimitError),
    /// The store.
    #[error(transparent)]
    State(#[from] allod_state::StateError),
    /// A module that the compiler gave up on.
    #[error("the module can't be compiled: {0}")]
    NotCompiled(String),
    /// The WebAssembly engine.
    #[error("WebAssembly: {0}")]
    Wasm(String),
    /// The ABI promises what the module does not have.
    #[error("the ABI offers {function}, but the module {why}")]
    AbiMismatch {
        /// The function promised.
        function: String,
        /// What the module has instead.
        why: String,
    },
    /// The address that the salt and the code give is a contract already.
    #[error("there is a contract at {address} already: the same deployer, salt and code")]
    AddressTaken {
        /// The address.
        address: Address,
    },
    /// A deploy that ended without a contract, or the result of a call that did not succeed.
    #[error("{0}")]
    Failed(Status),
    /// A block that does not follow the last one.
    #[error("block {given} does not follow block {last}: heights rise, times never fall")]
    BlockOrder {
        /// The height and time given.
        given: String,
        /// The height and time of the last block.
        last: String,
    },
    /// A file of the artefact cache.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Threads that the system does not give.
    #[error("{wanted} threads for blocks: {source}")]
    Threads {
        /// How many were asked for.
        wanted: usize,
        /// What the system said.
        source: std::io::Error,
    },
    /// The machine had no room, even after everything idle was given up. Nothing was committed, no contract saw anything of
    /// it, and the same can be tried again.
    #[error("the machine has no room for {what}: {why}")]
    Shortage {
        /// What there was no room for.
        what: &'static str,
        /// What the system said.
        why: String,
    },
    /// A budget that can't be set.
    #[error("a budget of {given} {unit} for {name}: it must be from {least} to {most}")]
    Budget {
        /// The budget.
        name: &'static str,
        /// What was given.
        given: u64,
        /// What it is counted in.
        unit: &'static str,
        /// The least it may be.
        least: u64,
        /// The most it may be.
        most: u64,
    },
    /// Something that can't be, seen all the same: the store holds what no engine wrote.
    #[error("the store is damaged: {0}")]
    Damaged(String),
}

impl From<allod_core::CodecError> for EngineError {
    fn from(error: allod_core::CodecError) -> Self {
        Self::Abi(error.into())
    }
}

impl From<allod_core::ArgError> for EngineError {
    fn from(error: allod_core::ArgError) -> Self {
        Self::Abi(error.into())
    }
}
