//! Instances of a service.

use crate::adapter::{ExecutionParams, ExecutionResult};
use crate::compiler::CompiledModule;
use crate::engine::instance::{InstanceId, InstanceMetrics};
use crate::runtime::errors::WesError;
use crate::service::{Running, lock};
use allod_vm::{Args, DeployOptions};

impl Running {
    pub(crate) fn create_instance(&self, module: &CompiledModule) -> Result<InstanceId, WesError> {
        lock(&self.instances).room()?;
        let contract = self.deploy(module, DeployOptions::default())?.address;
        lock(&self.instances).create(contract)
    }

    pub(crate) fn execute_function(
        &self,
        instance: InstanceId,
        function: &str,
        input: Args,
    ) -> Result<ExecutionResult, WesError> {
        let contract = self.instance(instance)?.contract;
        let outcome = self.execute(ExecutionParams::new(contract, function, input));
        let gas = match &outcome {
            Ok(result) => result.consumed(),
            Err(WesError::Failed { result, .. }) => result.consumed(),
            Err(_) => 0,
        };
        // It may have been destroyed meanwhile.
        if let Ok(metrics) = lock(&self.instances).find(instance) {
            metrics.calls += 1;
            metrics.failed += u64::from(outcome.is_err());
            metrics.gas = metrics.gas.saturating_add(gas);
        }
        outcome
    }

    pub(crate) fn instance(&self, instance: InstanceId) -> Result<InstanceMetrics, WesError> {
        lock(&self.instances).find(instance).copied()
    }

    pub(crate) fn destroy_instance(&self, instance: InstanceId) -> Result<InstanceMetrics, WesError> {
        lock(&self.instances).destroy(instance)
    }

    /// Instances there are, that were made, and that were destroyed.
    pub(crate) fn instance_counts(&self) -> (u64, u64, u64) {
        let instances = lock(&self.instances);
        (instances.count() as u64, instances.created, instances.destroyed)
    }
}
