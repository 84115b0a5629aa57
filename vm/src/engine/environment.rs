//! Environment: the engine's part of every execution context, for the blocks that one set of rules holds for; and the rulebook
//! of all of them, found by height. They are in one file as each knows the other.

use crate::engine::budget::Budgets;
use crate::engine::rules::features::Features;
use crate::engine::rules::plan::Rules;
use crate::host_module::registry::HostModules;
use crate::modules::contract_cache::ContractCache;
use crate::modules::module_cache::{ModuleCache, ModuleSettings, SharedModules};
use crate::native::registered::registry::Natives;
use allod_core::{FeeTerms, GasSchedule};
use allod_security::CallLimits;
use std::sync::{Arc, Weak};

/// Environment that all transactions of an engine share which run under the same rules.
pub(crate) struct Environment {
    /// The blocks that its rules hold for.
    pub(crate) heights: Heights,
    /// The environments of the other blocks: it has this one too, so each knows it weakly.
    pub(crate) rulebook: Weak<Rulebook>,
    pub(crate) schedule: GasSchedule,
    pub(crate) fees: Option<FeeTerms>,
    pub(crate) limits: CallLimits,
    pub(crate) budgets: Budgets,
    pub(crate) host_modules: Arc<HostModules>,
    pub(crate) natives: Arc<Natives>,
    pub(crate) features: Features,
    pub(crate) modules: ModuleCache,
    pub(crate) contracts: ContractCache,
}

/// Range of heights.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Heights {
    first: u64,
    count: u64,
}

impl Heights {
    /// Heights from `first` to before `end`.
    pub(crate) fn new(first: u64, end: u64) -> Self {
        Self { first, count: end.saturating_sub(first) }
    }

    /// True if `height` is one of them.
    #[inline(always)]
    pub(crate) fn contain(self, height: u64) -> bool {
        // One comparison, as every call makes it.
        height.wrapping_sub(self.first) < self.count
    }

    /// The first of them.
    pub(crate) fn first(self) -> u64 {
        self.first
    }
}

impl Environment {
    /// The environment of block `height`.
    pub(crate) fn at(self: &Arc<Self>, height: u64) -> Arc<Self> {
        match self.rulebook.upgrade() {
            Some(rulebook) if !self.heights.contain(height) => rulebook.at(height).clone(),
            _ => self.clone(),
        }
    }
}

/// Rulebook of an engine. Its environments share the modules in memory and the artefacts on disk, which have their rules in
/// their keys: a module that is called under new rules for the first time is let in and metered anew.
pub(crate) struct Rulebook {
    /// In the order of their heights, the first from 0 on.
    environments: Vec<Arc<Environment>>,
}

impl Rulebook {
    /// Rulebook of `plan`, whose rules are in order and begin at 0.
    pub(crate) fn open(plan: Vec<Rules>, budgets: Budgets, modules: ModuleSettings) -> Arc<Self> {
        let ends: Vec<u64> = plan.iter().skip(1).map(|rules| rules.from).chain([u64::MAX]).collect();
        let shared = SharedModules::open(modules);
        Arc::new_cyclic(|rulebook| {
            let environment = |(rules, end): (Rules, u64)| {
                let modules = ModuleCache::new(shared.clone(), rules.clone());
                let Rules { from, fees, limits, schedule, host_modules, natives, features } = rules;
                let (heights, contracts) = (Heights::new(from, end), ContractCache::default());
                let rulebook = rulebook.clone();
                Arc::new(Environment {
                    heights,
                    rulebook,
                    schedule,
                    fees,
                    limits,
                    budgets,
                    host_modules,
                    natives,
                    features,
                    modules,
                    contracts,
                })
            };
            Self { environments: plan.into_iter().zip(ends).map(environment).collect() }
        })
    }

    /// The environment of block `height`.
    pub(crate) fn at(&self, height: u64) -> &Arc<Environment> {
        let begun = self.environments.partition_point(|environment| environment.heights.first() <= height);
        // The first begins at 0, so at least one has begun.
        &self.environments[begun.saturating_sub(1)]
    }

    /// The only environment, if no rules change.
    pub(crate) fn only(&self) -> Option<&Arc<Environment>> {
        self.environments.first().filter(|_| self.environments.len() == 1)
    }
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { heights, limits, .. } = self;
        f.debug_struct("Environment").field("heights", heights).field("limits", limits).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_heights_has_its_first_and_not_its_end() {
        let contains = |first, end| [0, 4, 5, 6, 9, u64::MAX].map(|height| Heights::new(first, end).contain(height));
        assert_eq!(contains(5, 9), [false, false, true, true, false, false]);
        assert_eq!(contains(0, u64::MAX), [true, true, true, true, true, false]);
        assert_eq!(contains(5, 5), [false; 6]);
    }
}
