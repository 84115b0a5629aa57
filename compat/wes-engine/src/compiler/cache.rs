//! Cache of compiled modules, by the hash of what they were compiled from. It has two bounds, and the module longest unused
//! goes first. Machine code is another matter: the engine keeps that by itself, in memory and on disk.

use crate::compiler::CompiledModule;
use allod_vm::Hash;
use std::collections::HashMap;
use std::sync::Arc;

/// Entry of the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CacheEntry {
    /// Hash of what the module was compiled from.
    pub source: Hash,
    /// Bytes of the module.
    pub bytes: usize,
    /// True if it is kept: a module larger than the whole cache is not.
    pub kept: bool,
}

/// Counts of the cache.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheStats {
    /// Modules in it.
    pub modules: usize,
    /// Their bytes.
    pub bytes: usize,
    /// Times that a module was found.
    pub hits: u64,
    /// Times that one was not.
    pub misses: u64,
    /// Modules that went for others.
    pub evicted: u64,
}

/// Cache of compiled modules.
#[derive(Debug)]
pub struct CompilationCache {
    modules: HashMap<Hash, (Arc<CompiledModule>, u64)>,
    most_modules: usize,
    most_bytes: usize,
    /// The number of the last use.
    uses: u64,
    stats: CacheStats,
}

impl CompilationCache {
    /// Cache of so many modules and bytes at most.
    pub fn new(most_modules: usize, most_bytes: usize) -> Self {
        Self { modules: HashMap::new(), most_modules, most_bytes, uses: 0, stats: CacheStats::default() }
    }

    /// The module that was compiled from what has this hash.
    pub fn find(&mut self, source: &Hash) -> Option<Arc<CompiledModule>> {
        self.uses += 1;
        let Some((module, used)) = self.modules.get_mut(source) else {
            self.stats.misses += 1;
            return None;
        };
        *used = self.uses;
        self.stats.hits += 1;
        Some(module.clone())
    }

    /// Keeps `module`.
    pub fn insert(&mut self, module: Arc<CompiledModule>) -> CacheEntry {
        let (source, bytes) = (module.source, module.wasm.len());
        let kept = bytes <= self.most_bytes && self.most_modules > 0;
        if !kept || self.modules.contains_key(&source) {
            return CacheEntry { source, bytes, kept };
        }
        while self.modules.len() >= self.most_modules || self.stats.bytes + bytes > self.most_bytes {
            let Some(oldest) = self.modules.iter().min_by_key(|(_, (_, used))| *used).map(|(key, _)| *key) else {
                break;
            };
            if let Some((module, _)) = self.modules.remove(&oldest) {
                self.stats.bytes -= module.wasm.len();
                self.stats.evicted += 1;
            }
        }
        self.uses += 1;
        self.stats.bytes += bytes;
        self.modules.insert(source, (module, self.uses));
        CacheEntry { source, bytes, kept }
    }

    /// The counts.
    pub fn stats(&self) -> CacheStats {
        CacheStats { modules: self.modules.len(), ..self.stats }
    }
}
