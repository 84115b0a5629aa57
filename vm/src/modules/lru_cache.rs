//! LRU cache: the modules of an engine that are in memory.

use crate::engine::budget::{Budget, Budgets, CODE, Share, reclaim};
use crate::modules::loaded_module::LoadedModule;
use allod_core::Hash;
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Cache of modules, by their keys. Their share of the machine is counted over all engines of the process; the engine that
/// would take too much drops its own least recently used ones.
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

    /// The module of `key`, if it is there.
    pub(crate) fn find(&self, key: &Hash) -> Option<Arc<LoadedModule>> {
        let module = self.modules().get(key).cloned()?;
        module.note_use();
        Some(module)
    }

    /// Inserts `module`, and drops the least recently used ones where there is too much. Calls that run them still hold
    /// them.
    pub(crate) fn insert(&self, module: LoadedModule) -> Arc<LoadedModule> {
        let module = Arc::new(module);
        module.note_use();
        let replaced = self.modules().insert(module.key, module.clone());
        drop(replaced);
        self.make_room(&module.key);
        module
    }

    /// Drops modules other than that of `key`, if there is too much; then some more, so that not every new one finds too
    /// much again.
    pub(crate) fn make_room(&self, key: &Hash) {
        let now = CODE.total();
        let (bytes, mappings) = (self.budgets.get(Budget::CodeBytes), self.budgets.get(Budget::CodeMappings));
        if now.bytes <= bytes && now.mappings <= mappings {
            return;
        }
        let above = |now: u64, budget: u64| now.saturating_sub(budget / 8 * 7);
        let excess = Share { bytes: above(now.bytes, bytes), mappings: above(now.mappings, mappings), count: 0 };
        self.evict(excess, Some(key));
    }

    /// Evicts modules that take the bytes and mappings of `share` together, the least recently used first, but not that of
    /// the key `but`.
    fn evict(&self, share: Share, but: Option<&Hash>) {
        let mut evicted = Vec::new();
        {
            let mut modules = self.modules();
            let mut rows: Vec<_> = modules.values().map(|module| (module.used(), module.key)).collect();
            rows.sort_unstable();
            let mut freed = Share::default();
            for (_, key) in rows.iter().filter(|row| Some(&row.1) != but) {
                if freed.bytes >= share.bytes && freed.mappings >= share.mappings {
                    break;
                }
                let Some(module) = modules.remove(key) else { continue };
                let of_module = module.share();
                freed.bytes += of_module.bytes;
                freed.mappings += of_module.mappings;
                evicted.push(module);
            }
        }
        if !evicted.is_empty() {
            // Freed with nothing locked, and their instances after them.
            drop(evicted);
            reclaim::sweep();
        }
    }

    /// Evicts all.
    pub(crate) fn clear(&self) {
        self.evict(Share { count: 0, mappings: u64::MAX, bytes: u64::MAX }, None);
        reclaim::sweep();
    }
}
