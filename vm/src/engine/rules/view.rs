//! View of the rules of a block.

use crate::Engine;
use crate::engine::environment::Environment;
use crate::engine::rules::features::Features;
use crate::{GateRules, NativeContract};
use allod_core::{FeeTerms, GasSchedule, Hash};
use allod_security::{CallLimits, WasiOptions};
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
    /// Rules of the blocks that `environment` is for.
    pub(crate) fn of(environment: Arc<Environment>) -> Self {
        Self(environment)
    }

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

    /// The hash of the native contracts: names, addresses, versions, ABIs and prices. Nodes that have another one disagree
    /// over what is at these addresses.
    pub fn native_contracts_digest(&self) -> &Hash {
        self.0.natives.digest()
    }

    /// The native contracts, in the order of their addresses.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig, NativeContract};
    ///
    /// let bank = |version| NativeContract::new("bank", Address([7; 20]), version);
    /// let config = EngineConfig::default().with_native(bank(1)).with_native_from(100, bank(2));
    /// let engine = Engine::open(config)?;
    /// let listed = |height| engine.rules_at(height).native_contracts().next().map(|(bank, from)| (bank.version(), from));
    /// assert_eq!([listed(99), listed(100)], [Some((1, 0)), Some((2, 100))]);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    pub fn native_contracts(&self) -> impl Iterator<Item = (&NativeContract, u64)> {
        self.0.natives.all().iter().map(|native| (&native.contract, native.from))
    }

    /// The features that a deploy may ask for.
    pub fn features(&self) -> Features {
        self.0.features
    }

    /// The rules by which modules are let in that are deployed with `wasi`.
    pub fn gate_rules(&self, wasi: &WasiOptions) -> GateRules {
        GateRules::of(&self.0, wasi)
    }
}

impl Engine {
    /// The rules of block `height`: of the past, or as they are planned.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig, FeeTerms};
    ///
    /// let terms = FeeTerms::to(Address([9; 20]));
    /// let engine = Engine::open(EngineConfig::default().with_fees_from(100, terms))?;
    /// assert_eq!((engine.rules_at(99).fees(), engine.rules_at(100).fees()), (None, Some(&terms)));
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    pub fn rules_at(&self, height: u64) -> ChainRules {
        ChainRules(self.environment.at(height))
    }
}
