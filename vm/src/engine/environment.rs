//! Environment: the engine's part of every execution context.

use crate::engine::budget::Budgets;
use crate::host_module::registry::HostModules;
use crate::modules::contract_cache::ContractCache;
use crate::modules::module_cache::ModuleCache;
use allod_core::{FeeTerms, GasSchedule};
use allod_security::CallLimits;
use std::sync::Arc;

/// Environment that all transactions of an engine share.
pub(crate) struct Environment {
    pub(crate) schedule: GasSchedule,
    pub(crate) fees: Option<FeeTerms>,
    pub(crate) limits: CallLimits,
    pub(crate) budgets: Budgets,
    pub(crate) host_modules: Arc<HostModules>,
    pub(crate) modules: ModuleCache,
    pub(crate) contracts: ContractCache,
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Environment").field("limits", &self.limits).finish_non_exhaustive()
    }
}
