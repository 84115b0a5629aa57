//! Contracts that tests can deploy, each compiled once.

use super::Words;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Module of a contract.
#[derive(Clone, Debug)]
pub struct Module {
    /// The name by which reports call it.
    pub name: String,
    /// The module, its ABI within.
    pub wasm: Vec<u8>,
}

type Load = dyn Fn(&str) -> Result<Module, String> + Send + Sync;
type Loaded = Arc<OnceLock<Result<Arc<Module>, Words>>>;

/// Contracts by their paths from the folder of a test, each loaded once however many tests deploy it.
#[derive(Clone)]
pub struct Contracts {
    load: Arc<Load>,
    loaded: Arc<Mutex<HashMap<String, Loaded>>>,
}

/// Paths of contracts, at most.
const MOST: usize = 1_000;

impl Contracts {
    /// Contracts that `load` reads and compiles: it takes a path as a test has written it, `.` for the contract beside the test,
    /// and gives a module, or words that say why there is none.
    pub fn new(load: impl Fn(&str) -> Result<Module, String> + Send + Sync + 'static) -> Self {
        Self { load: Arc::new(load), loaded: Arc::default() }
    }

    /// The contract at `path`.
    pub(crate) fn find(&self, path: &str) -> Result<Arc<Module>, Words> {
        let loaded = {
            let mut all = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
            if all.len() >= MOST && !all.contains_key(path) {
                return Err(format!("tests deploy contracts of more than {MOST} paths"));
            }
            all.entry(path.to_owned()).or_default().clone()
        };
        loaded.get_or_init(|| (self.load)(path).map(Arc::new)).clone()
    }
}

impl fmt::Debug for Contracts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Contracts").finish_non_exhaustive()
    }
}
