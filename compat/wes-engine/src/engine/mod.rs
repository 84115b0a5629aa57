//! Engine: instances with a life of their own.
//!
//! | file | holds |
//! |---|---|
//! | [`config`] | settings of an adapter |
//! | [`instance`] | instances: created, called, destroyed |

pub mod config;
pub mod instance;

use crate::adapter::ExecutionResult;
use crate::compiler::CompiledModule;
use crate::engine::instance::{InstanceId, InstanceMetrics};
use crate::runtime::errors::WesError;
use crate::runtime::metrics::Metrics;
use allod_vm::Args;

/// Engine of instances.
pub trait WasmEngine {
    /// Makes an instance of a module: a contract of its own, with its own state.
    ///
    /// # Errors
    /// [`WesError::Full`], and those of a deploy.
    fn create_instance(&self, module: &CompiledModule) -> Result<InstanceId, WesError>;

    /// Calls a function of an instance.
    ///
    /// # Errors
    /// [`WesError::NoInstance`], and those of [`EngineAdapter::execute`](crate::EngineAdapter::execute).
    fn execute_function(&self, instance: InstanceId, function: &str, input: Args) -> Result<ExecutionResult, WesError>;

    /// Destroys an instance: it can't be called by its number any more. Its contract and what it wrote stay in the state, which
    /// only transactions change.
    ///
    /// # Errors
    /// [`WesError::NoInstance`].
    fn destroy_instance(&self, instance: InstanceId) -> Result<InstanceMetrics, WesError>;

    /// Metrics of all instances together.
    fn get_performance_metrics(&self) -> Metrics;
}
