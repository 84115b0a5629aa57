//! Plan of rules: those of the first block, and what changes at later heights.

use super::features::Features;
use crate::host_module::registry::HostModules;
use crate::native::registered::registry::Natives;
use crate::{EngineError, HostModule, NativeContract, NativeContractError};
use allod_core::{FeeTerms, GasSchedule};
use allod_security::CallLimits;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Rules that hold from one height on: by them modules are let in and metered, and calls charged and limited.
#[derive(Clone, Debug)]
pub(crate) struct Rules {
    /// The first block that they hold for.
    pub(crate) from: u64,
    pub(crate) limits: CallLimits,
    pub(crate) schedule: GasSchedule,
    pub(crate) fees: Option<FeeTerms>,
    pub(crate) host_modules: Arc<HostModules>,
    pub(crate) natives: Arc<Natives>,
    pub(crate) features: Features,
}

/// Rules of the first block.
pub(crate) struct FirstRules {
    pub(crate) schedule: GasSchedule,
    pub(crate) fees: Option<FeeTerms>,
    pub(crate) limits: CallLimits,
    pub(crate) host_modules: Vec<HostModule>,
    /// Native contracts, each with the first block that it is there for.
    pub(crate) natives: Vec<(u64, NativeContract)>,
    pub(crate) features: Features,
}

/// Change of one rule.
#[derive(Clone, Debug)]
pub(crate) enum RuleChange {
    Schedule(GasSchedule),
    Fees(FeeTerms),
    Limits(CallLimits),
    /// A module more, or another one in the place of that of the same name.
    HostModule(HostModule),
    /// A native contract more, or another version in the place of that of the same name.
    Native(NativeContract),
    Features(Features),
}

/// Rules as they change: each with its own first block, in order. The first ones hold from 0 on.
///
/// # Errors
/// [`EngineError::Schedule`], [`EngineError::Fees`], [`EngineError::Limit`], [`EngineError::HostModule`] and [`EngineError::NativeContract`] for
/// rules that no engine can work with, in [`EngineError::RulesFrom`] where they are those of a later height.
pub(crate) fn plan(first: FirstRules, changes: Vec<(u64, RuleChange)>) -> Result<Vec<Rules>, EngineError> {
    let mut rules = first;
    let mut by_height: BTreeMap<u64, Vec<RuleChange>> = BTreeMap::from([(0, Vec::new())]);
    for (from, change) in changes {
        by_height.entry(from).or_default().push(change);
    }
    let mut plan = Vec::with_capacity(by_height.len());
    for (from, changes) in by_height {
        let of_height = |error| match from {
            0 => error,
            height => EngineError::RulesFrom { height, error: Box::new(error) },
        };
        for change in changes {
            match change {
                RuleChange::Schedule(another) => rules.schedule = another,
                RuleChange::Fees(others) => rules.fees = Some(others),
                RuleChange::Limits(others) => rules.limits = others,
                RuleChange::HostModule(module) => {
                    rules.host_modules.retain(|known| known.name() != module.name());
                    rules.host_modules.push(module);
                }
                RuleChange::Native(native) => replace(&mut rules.natives, from, native).map_err(of_height)?,
                RuleChange::Features(others) => rules.features = others,
            }
        }
        plan.push(checked(from, &rules).map_err(of_height)?);
    }
    Ok(plan)
}

/// Puts `native` in the place of the one of its name, which was at the same address.
fn replace(natives: &mut Vec<(u64, NativeContract)>, from: u64, native: NativeContract) -> Result<(), EngineError> {
    if let Some((_, known)) = natives.iter().find(|(_, known)| known.name == native.name)
        && known.address != native.address
    {
        let (name, address, other) = (native.name, known.address, native.address);
        return Err(NativeContractError::Name { name, address, other }.into());
    }
    natives.retain(|(_, known)| known.name != native.name);
    natives.push((from, native));
    Ok(())
}

/// Rules that an engine can work with.
fn checked(from: u64, rules: &FirstRules) -> Result<Rules, EngineError> {
    let FirstRules { schedule, fees, limits, host_modules, natives, features } = rules;
    schedule.validate()?;
    fees.as_ref().map_or(Ok(()), FeeTerms::validate)?;
    limits.validate()?;
    let host_modules = Arc::new(HostModules::new(host_modules.clone())?);
    let natives = Arc::new(Natives::new(natives)?);
    let (limits, schedule) = (limits.clone(), schedule.clone());
    Ok(Rules { from, limits, schedule, fees: *fees, host_modules, natives, features: *features })
}
