//! Adapters: engines behind one interface, and the way to the right one.
//!
//! | file | holds |
//! |---|---|
//! | [`execution`] | what an engine is asked, and what it answers |
//! | [`wasm_adapter`] | the adapter over an Allod engine |
//! | [`registry`] | engines by name |
//! | [`router`] | a request to the engine that holds its resource |

pub mod execution;
pub mod registry;
pub mod router;
pub mod wasm_adapter;

pub use execution::{EngineType, ExecutionParams, ExecutionResult};
pub use registry::EngineRegistry;
pub use router::ExecutionRouter;
pub use wasm_adapter::WasmAdapter;

use crate::engine::config::AdapterConfig;
use crate::runtime::errors::WesError;
use crate::runtime::metrics::Metrics;
use allod_vm::Address;

/// Engine behind a router.
pub trait EngineAdapter: Send + Sync {
    /// The type of resources it executes.
    fn engine_type(&self) -> EngineType;

    /// Begins to work.
    ///
    /// # Errors
    /// [`WesError::Running`], and those of opening an engine.
    fn initialize(&self, config: AdapterConfig) -> Result<(), WesError>;

    /// Executes a call and commits it.
    ///
    /// # Errors
    /// [`WesError::Failed`] for a call that did not succeed, with its receipt; nothing else of it is committed. Others for what
    /// is not the contract's doing.
    fn execute(&self, params: ExecutionParams) -> Result<ExecutionResult, WesError>;

    /// Counts and times so far.
    fn get_metrics(&self) -> Metrics;

    /// Waits for the calls under way, and ends the work. What was committed is in the store.
    ///
    /// # Errors
    /// [`WesError::NotRunning`], [`WesError::Busy`], and those of the store.
    fn shutdown(&self) -> Result<(), WesError>;

    /// True if it has the resource.
    fn holds(&self, resource: &Address) -> bool;
}
