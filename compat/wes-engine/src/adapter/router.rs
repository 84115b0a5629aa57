//! Router: a request goes to the first engine of its type, in the order of registration, that holds its resource.

use crate::adapter::{EngineAdapter, EngineRegistry, ExecutionParams, ExecutionResult};
use crate::runtime::errors::WesError;
use std::sync::Arc;

/// Router over the engines of a registry.
#[derive(Clone, Debug)]
pub struct ExecutionRouter {
    registry: Arc<EngineRegistry>,
}

impl ExecutionRouter {
    /// Router over `registry`.
    pub fn new(registry: Arc<EngineRegistry>) -> Self {
        Self { registry }
    }

    /// The engine for a request.
    ///
    /// # Errors
    /// [`WesError::NoEngine`].
    pub fn route(&self, params: &ExecutionParams) -> Result<Arc<dyn EngineAdapter>, WesError> {
        let ExecutionParams { resource_type, resource_id, .. } = params;
        let fits =
            |engine: &Arc<dyn EngineAdapter>| engine.engine_type() == *resource_type && engine.holds(resource_id);
        let found = self.registry.all().into_iter().map(|entry| entry.1).find(fits);
        found.ok_or_else(|| WesError::NoEngine { engine_type: resource_type.clone(), resource: *resource_id })
    }

    /// Executes a request on its engine.
    ///
    /// # Errors
    /// [`WesError::NoEngine`], and the engine's.
    pub fn execute(&self, params: ExecutionParams) -> Result<ExecutionResult, WesError> {
        self.route(&params)?.execute(params)
    }
}
