//! View of the rules of a block.

use crate::Engine;
use crate::block::last_block;
use crate::engine::environment::Environment;
use crate::{EngineError, GateRules};
use allod_core::{FeeTerms, GasSchedule, Hash};
use allod_security::{CallLimits, WasiOptions};
use allod_state::Journal;
use std::sync::Arc;

/// Rules that a block runs under.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, GasSchedule};
///
/// let config = EngineConfig::default().with_schedule_from(100, GasSchedule::calibrated());
/// let engine = Engine::open(config)?;
/// assert_eq!(engine.rules_at(99).schedule(), &GasSchedule::standard());
/// assert_eq!(engine.rules_at(100).schedule(), &GasSchedule::calibrated());
/// assert_eq!(engine.rules_at(250).from(), 100);
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ChainRules(Arc<Environment>);

impl ChainRules {
    /// The first block that they hold for.
    pub fn from(&self) -> u64 {
        self.0.heights.first()
    }

    /// The prices.
    pub fn schedule(&self) -> &GasSchedule {
        &self.0.schedule
    }

    /// The fee terms, if there are any.
    pub fn fees(&self) -> Option<&FeeTerms> {
        self.0.fees.as_ref()
    }

    /// The limits of everything that contracts pass to the host.
    pub fn limits(&self) -> &CallLimits {
        &self.0.limits
    }

    /// The hash of the host modules: see [`Engine::host_modules`].
    pub fn host_modules(&self) -> &Hash {
        self.0.host_modules.digest()
    }

    /// The rules by which modules are let in that are deployed with `wasi`.
    pub fn gate_rules(&self, wasi: &WasiOptions) -> GateRules {
        GateRules::of(&self.0, wasi)
    }
}

impl Engine {
    /// The rules of block `height`: of the past, or as they are planned.
    pub fn rules_at(&self, height: u64) -> ChainRules {
        ChainRules(self.environment.at(height))
    }

    /// The environment of the block after the one that `journal` is at.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn next_environment(&self, journal: &mut Journal) -> Result<Arc<Environment>, EngineError> {
        match self.rulebook.only() {
            Some(environment) => Ok(environment.clone()),
            None => Ok(self.environment.at(last_block(journal, self.chain_id)?.next().height)),
        }
    }
}
