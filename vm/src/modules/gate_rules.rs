//! Gate rules: the gate as an engine sets it up, for whoever checks a module before it is deployed.

use crate::Engine;
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

impl Engine {
    /// The rules by which its gate lets modules in that are deployed with `wasi`: what
    /// [`allod_compiler::gate::check_with`] takes to say the same.
    pub fn gate_rules(&self, wasi: &WasiOptions) -> GateRules {
        let options = gate_options(wasi, &self.environment.limits);
        GateRules { options, imports: self.environment.host_modules.imports().to_vec() }
    }
}
