//! The modules an engine has in memory.

use crate::engine::budget::{Budget, Budgets, CODE};
use crate::execution::backend::machine_code;
use crate::modules::LoadedModule;
use allod_core::Hash;
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The modules an engine has in memory, by their keys. What they take is counted over all engines of the process; the one
/// that would take too much lets go of its own.
pub(crate) struct LruCache {
    budgets: Budgets,
    modules: Mutex<HashMap<Hash, Arc<LoadedModule>, RandomState>>,
}

impl LruCache {
    pub(crate) fn new(budgets: Budgets) -> Self {
        Self { budgets, modules: Mutex::default() }
    }

    pub(crate) fn budgets(&self) -> &Budgets {
        &self.budgets
    }

    fn modules(&self) -> MutexGuard<'_, HashMap<Hash, Arc<LoadedModule>, RandomState>> {
        self.modules.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The module called `key`, if it is there.
    pub(crate) fn find(&self, key: &Hash) -> Option<Arc<LoadedModule>> {
        let module = self.modules().get(key).cloned()?;
        module.note_use();
        Some(module)
    }

    /// Keeps `module`, and lets go of those not asked for the longest where there is too much. Calls that run them hold
    /// them still.
    pub(crate) fn keep(&self, module: LoadedModule) -> Arc<LoadedModule> {
        let module = Arc::new(module);
        module.note_use();
        let replaced = self.modules().insert(module.key, module.clone());
        drop(replaced);
        self.make_room(&module.key);
        module
    }

    /// Lets go of modules other than the one called `key`, if there is too much; then of some more, so that not every new
    /// one finds too much again.
    pub(crate) fn make_room(&self, key: &Hash) {
        let now = CODE.total();
        let (bytes, mappings) = (self.budgets.get(Budget::CodeBytes), self.budgets.get(Budget::CodeMappings));
        if now.bytes <= bytes && now.mappings <= mappings {
            return;
        }
        let above = |now: u64, most: u64| now.saturating_sub(most / 8 * 7);
        self.let_go((above(now.bytes, bytes), above(now.mappings, mappings)), Some(key));
    }

    /// Lets go of modules that take so many `bytes` and `mappings`, those not asked for the longest first, but not of the
    /// one called `but`.
    fn let_go(&self, (bytes, mappings): (u64, u64), but: Option<&Hash>) {
        let mut gone = Vec::new();
        {
            let mut modules = self.modules();
            let mut rows: Vec<_> = modules.values().map(|module| (module.used(), module.key)).collect();
            rows.sort_unstable();
            let mut given = (0, 0);
            for (_, key) in rows.iter().filter(|row| Some(&row.1) != but) {
                if given.0 >= bytes && given.1 >= mappings {
                    break;
                }
                let Some(module) = modules.remove(key) else { continue };
                let share = module.share();
                given = (given.0 + share.bytes, given.1 + share.mappings);
                gone.push(module);
            }
        }
        if !gone.is_empty() {
            // Freed with nothing locked, and their instances after them.
            drop(gone);
            machine_code::sweep();
        }
    }

    /// Lets go of all.
    pub(crate) fn clear(&self) {
        self.let_go((u64::MAX, u64::MAX), None);
        machine_code::sweep();
    }
}
