//! Settings of an adapter.

use crate::adapter::ExecutionParams;
use crate::compiler::{Optimizer, StandardOptimizer};
use crate::runtime::errors::WesError;
use crate::runtime::meter::CostMeter;
use crate::runtime::pricing::PricingPolicy;
use crate::runtime::security::ViolationPolicy;
use allod_compiler::CompileOptions;
use allod_vm::{EngineConfig, HostOp};
use std::sync::Arc;

/// Maker of meters: one for each call.
pub type MeterFactory = Arc<dyn Fn(&ExecutionParams) -> Box<dyn CostMeter> + Send + Sync>;

/// Bounds of what an adapter keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Compiled modules.
    pub cached_modules: usize,
    /// Their bytes.
    pub cached_bytes: usize,
    /// Instances at once.
    pub instances: usize,
    /// Functions whose costs are remembered, the last 64 of each.
    pub functions: usize,
    /// Security events, the last.
    pub security_events: usize,
}

impl Default for Bounds {
    fn default() -> Self {
        Self { cached_modules: 256, cached_bytes: 64 << 20, instances: 1_024, functions: 1_024, security_events: 1_024 }
    }
}

/// Settings of an adapter.
#[derive(Clone)]
pub struct AdapterConfig {
    /// The Allod engine's: store, limits, host modules, threads.
    pub engine: EngineConfig,
    /// The compiler's.
    pub compile: CompileOptions,
    /// Operations of the host that a module may import; all that the chain has, if none are named.
    pub allowed_operations: Option<Vec<HostOp>>,
    /// The optimiser.
    pub optimizer: Arc<dyn Optimizer>,
    /// The meter of each call, beside the engine's own. A call with one is simulated first, and takes twice the time.
    pub meters: Option<MeterFactory>,
    /// The policy for denied operations.
    pub violations: ViolationPolicy,
    /// The bounds.
    pub bounds: Bounds,
}

impl Default for AdapterConfig {
    fn default() -> Self {
        Self {
            engine: EngineConfig::default(),
            compile: CompileOptions::default(),
            allowed_operations: None,
            optimizer: Arc::new(StandardOptimizer::default()),
            meters: None,
            violations: ViolationPolicy::default(),
            bounds: Bounds::default(),
        }
    }
}

impl AdapterConfig {
    /// Settings over those of an Allod engine.
    pub fn new(engine: EngineConfig) -> Self {
        Self { engine, ..Self::default() }
    }

    /// Charges by the schedule of a policy. The nodes of a chain need the same.
    ///
    /// # Errors
    /// [`WesError::Pricing`].
    pub fn with_pricing(mut self, policy: &dyn PricingPolicy) -> Result<Self, WesError> {
        self.engine = self.engine.with_schedule(policy.schedule()?);
        Ok(self)
    }

    /// Optimises with an optimiser of the caller's own, where it is asked to.
    #[must_use]
    pub fn with_optimizer(mut self, optimizer: Arc<dyn Optimizer>) -> Self {
        self.optimizer = optimizer;
        self
    }

    /// Shows each call's charges to a meter of the caller's own.
    #[must_use]
    pub fn with_meters(
        mut self,
        meters: impl Fn(&ExecutionParams) -> Box<dyn CostMeter> + Send + Sync + 'static,
    ) -> Self {
        self.meters = Some(Arc::new(meters));
        self
    }

    /// Ends calls that are denied an operation, or lets them go on.
    #[must_use]
    pub fn with_violations(mut self, policy: ViolationPolicy) -> Self {
        self.violations = policy;
        self
    }
}

impl std::fmt::Debug for AdapterConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { engine, compile: _, allowed_operations, optimizer, meters, violations, bounds } = self;
        f.debug_struct("AdapterConfig")
            .field("engine", engine)
            .field("allowed_operations", allowed_operations)
            .field("optimizer", &optimizer.name())
            .field("meters", &meters.is_some())
            .field("violations", violations)
            .field("bounds", bounds)
            .finish_non_exhaustive()
    }
}
