//! Gate rules: the gate as an engine sets it up, for whoever checks a module before it is deployed.

use crate::Engine;
use crate::engine::environment::Environment;
use crate::modules::metadata::gate_options;
use allod_compiler::gate::GateOptions;
use allod_core::ModuleImport;
use allod_security::WasiOptions;

/// Rules of the gate of one chain, for modules that are deployed with one [`WasiOptions`].
///
/// ```
/// use allod_vm::{Engine, EngineConfig, GateRules, WasiOptions};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let GateRules { options, imports } = engine.gate_rules(&WasiOptions::default());
/// assert!(options.bulk_memory && !options.simd);
/// assert!(imports.is_empty(), "without host modules");
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GateRules {
    /// Sizes and features.
    pub options: GateOptions,
    /// Functions of the chain's host modules.
    pub imports: Vec<ModuleImport>,
}

impl GateRules {
    /// Those of `environment`, for modules that are deployed with `wasi`.
    pub(crate) fn of(environment: &Environment, wasi: &WasiOptions) -> Self {
        let options = gate_options(wasi, &environment.limits);
        Self { options, imports: environment.host_modules.imports().to_vec() }
    }
}

impl Engine {
    /// The rules by which its gate lets modules in that are deployed with `wasi`: what
    /// [`allod_compiler::gate::check_with`] takes to say the same. Those of the first block;
    /// [`rules_at`](Engine::rules_at) has others.
    pub fn gate_rules(&self, wasi: &WasiOptions) -> GateRules {
        GateRules::of(&self.environment, wasi)
    }
}
