//! Modules, parsed and translated once for all calls.

use soroban_env_host::budget::{AsBudget, Budget};
use soroban_env_host::xdr::ContractCostParams;
use soroban_env_host::{CompilationContext, Error, ErrorHandler, HostError, ModuleCache, Val, meta};
use std::fmt::Debug;

/// A cache that holds `code` and nothing else.
pub(crate) fn cache_with(code: &[u8]) -> ModuleCache {
    let context = Uncharged::new();
    let cache = ModuleCache::new(&context).expect("a cache can be made");
    cache
        .parse_and_cache_module_simple(&context, meta::INTERFACE_VERSION.protocol, code)
        .expect("the contract passes its checks");
    cache
}

/// Charges nothing for what is done in it: a node fills its cache at nobody's cost.
#[derive(Clone)]
struct Uncharged(Budget);

impl Uncharged {
    fn new() -> Self {
        let free = || ContractCostParams(Default::default());
        Self(Budget::try_from_configs(u64::MAX, u64::MAX, free(), free()).expect("no cost is a valid cost"))
    }
}

impl AsBudget for Uncharged {
    fn as_budget(&self) -> &Budget {
        &self.0
    }
}

impl ErrorHandler for Uncharged {
    fn map_err<T, E>(&self, result: Result<T, E>) -> Result<T, HostError>
    where
        Error: From<E>,
        E: Debug,
    {
        result.map_err(HostError::from)
    }

    fn error(&self, error: Error, _: &str, _: &[Val]) -> HostError {
        HostError::from(error)
    }
}

impl CompilationContext for Uncharged {}
