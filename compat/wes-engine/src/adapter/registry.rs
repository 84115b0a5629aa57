//! Registry of engines, by name.

use crate::adapter::EngineAdapter;
use crate::runtime::errors::WesError;
use std::sync::{Arc, PoisonError, RwLock};

/// Engines that a registry has room for.
pub const MOST_ENGINES: usize = 64;

type Entry = (String, Arc<dyn EngineAdapter>);

/// Registry of engines. They may come and go while others work.
#[derive(Default)]
pub struct EngineRegistry {
    engines: RwLock<Vec<Entry>>,
}

impl std::fmt::Debug for EngineRegistry {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EngineRegistry").field("engines", &self.names()).finish()
    }
}

impl EngineRegistry {
    /// An empty registry.
    pub fn new() -> Self {
        Self::default()
    }

    /// Registers an engine.
    ///
    /// # Errors
    /// [`WesError::NameTaken`], [`WesError::Full`].
    pub fn register(&self, name: impl Into<String>, engine: Arc<dyn EngineAdapter>) -> Result<(), WesError> {
        let name = name.into();
        let mut engines = self.engines.write().unwrap_or_else(PoisonError::into_inner);
        if engines.iter().any(|known| known.0 == name) {
            return Err(WesError::NameTaken { name });
        }
        if engines.len() >= MOST_ENGINES {
            return Err(WesError::Full { what: "engines", limit: MOST_ENGINES });
        }
        engines.push((name, engine));
        Ok(())
    }

    /// Takes an engine out, and gives it; it goes on working for those who hold it.
    pub fn unregister(&self, name: &str) -> Option<Arc<dyn EngineAdapter>> {
        let mut engines = self.engines.write().unwrap_or_else(PoisonError::into_inner);
        let at = engines.iter().position(|known| known.0 == name)?;
        Some(engines.remove(at).1)
    }

    /// The engine called `name`.
    pub fn find(&self, name: &str) -> Option<Arc<dyn EngineAdapter>> {
        let engines = self.engines.read().unwrap_or_else(PoisonError::into_inner);
        engines.iter().find(|known| known.0 == name).map(|known| known.1.clone())
    }

    /// The names, in the order of registration.
    pub fn names(&self) -> Vec<String> {
        self.all().into_iter().map(|entry| entry.0).collect()
    }

    /// The engines, in the order of registration.
    pub(crate) fn all(&self) -> Vec<Entry> {
        self.engines.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Shuts every engine down, also after one that failed, and leaves none registered.
    ///
    /// # Errors
    /// The name and error of each engine that failed, but for those that were not running.
    pub fn shutdown_all(&self) -> Result<(), Vec<(String, WesError)>> {
        let engines = std::mem::take(&mut *self.engines.write().unwrap_or_else(PoisonError::into_inner));
        let ended = engines.into_iter().filter_map(|(name, engine)| match engine.shutdown() {
            Ok(()) | Err(WesError::NotRunning) => None,
            Err(error) => Some((name, error)),
        });
        let failed: Vec<_> = ended.collect();
        if failed.is_empty() { Ok(()) } else { Err(failed) }
    }
}
