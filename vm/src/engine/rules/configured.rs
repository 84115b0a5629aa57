//! Rules by height of a configuration: what holds from a block on.

use crate::engine::rules::features::Features;
use crate::engine::rules::plan::RuleChange;
use crate::{EngineConfig, HostModule, NativeContract};
use allod_core::{FeeTerms, GasSchedule};
use allod_security::CallLimits;

impl EngineConfig {
    /// Charges by another schedule from block `height` on: an upgrade that all nodes of a chain plan alike. One engine runs
    /// across it, and modules are metered anew when they are called first. Simulations and queries take the rules of
    /// their block.
    ///
    /// The store knows what it ran under, so the schedules of the past stay in the configuration.
    ///
    /// ```
    /// use allod_vm::{Engine, EngineConfig, ExecuteOptions, GasSchedule, HostOp, Price, args};
    ///
    /// let dear = GasSchedule::standard().with_price(HostOp::Entry, Price { base: 5_000, per_unit: 1 });
    /// let engine = Engine::open(EngineConfig::default().with_schedule_from(3, dear))?;
    /// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address; // block 1
    /// let mut gas = || Ok::<_, allod_vm::EngineError>(engine.execute_with_args(contract, "f", args![])?.gas.used);
    /// let (before, after) = (gas()?, gas()?);
    /// assert_eq!(after - before, 4_900);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    pub fn with_schedule_from(mut self, height: u64, schedule: GasSchedule) -> Self {
        self.changes.push((height, RuleChange::Schedule(schedule)));
        self
    }

    /// Charges transactions of blocks by these fee terms from block `height` on: see
    /// [`with_schedule_from`](Self::with_schedule_from).
    pub fn with_fees_from(mut self, height: u64, terms: FeeTerms) -> Self {
        self.changes.push((height, RuleChange::Fees(terms)));
        self
    }

    /// Allows more, or less, from block `height` on: see [`with_schedule_from`](Self::with_schedule_from).
    ///
    /// ```
    /// use allod_vm::{CallLimits, Engine, EngineConfig};
    ///
    /// let deeper = CallLimits { call_depth: 128, ..CallLimits::default() };
    /// let engine = Engine::open(EngineConfig::default().with_limits_from(100, deeper.clone()))?;
    /// assert_eq!(engine.rules_at(100).limits(), &deeper);
    /// assert_ne!(engine.limits(), &deeper);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    pub fn with_limits_from(mut self, height: u64, limits: CallLimits) -> Self {
        self.changes.push((height, RuleChange::Limits(limits)));
        self
    }

    /// Serves the functions of `module` from block `height` on, in the place of those of the module of the same name if there is
    /// one: see [`with_schedule_from`](Self::with_schedule_from). A contract that imports a function which is not
    /// there any more can't be called.
    pub fn with_host_module_from(mut self, height: u64, module: HostModule) -> Self {
        self.changes.push((height, RuleChange::HostModule(module)));
        self
    }

    /// Has `native` at its address from block `height` on, in the place of the native contract of the same name if there is
    /// one, which was at the same address: see [`with_schedule_from`](Self::with_schedule_from). The objects of the one before
    /// are its own then. One without functions takes those away that there were.
    ///
    /// Where a contract was deployed at its address before, block `height` is refused with
    /// [`EngineError::NativeTaken`](crate::EngineError::NativeTaken).
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig, NativeContract, Type, args};
    ///
    /// let at = Address([7; 20]);
    /// let version = |number: u32| {
    ///     NativeContract::new("version", at, number)
    ///         .with_function("Number", &[], &[Type::U32], 50, move |_, _| Ok(vec![number.into()]))
    /// };
    /// let config = EngineConfig::default().with_native(version(1)).with_native_from(2, version(2));
    /// let engine = Engine::open(config)?;
    /// let mut number = || engine.execute_with_args(at, "Number", args![])?.decode::<u32>();
    /// assert_eq!([number()?, number()?], [1, 2]);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    pub fn with_native_from(mut self, height: u64, native: NativeContract) -> Self {
        self.changes.push((height, RuleChange::Native(native)));
        self
    }

    /// Allows deploys these features from block `height` on: see [`with_schedule_from`](Self::with_schedule_from). Contracts
    /// that are there already keep theirs.
    pub fn with_features_from(mut self, height: u64, features: Features) -> Self {
        self.changes.push((height, RuleChange::Features(features)));
        self
    }

    /// Takes over a store that ran under other rules: those of the configuration hold from its next block on, and the store
    /// notes it. For a single node, whose past nobody runs again; a chain names the rules of its past, and the height
    /// at which they change.
    pub fn with_rules_adopted(mut self) -> Self {
        self.adopts_rules = true;
        self
    }
}
