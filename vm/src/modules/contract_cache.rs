//! Contract cache: contracts ready to run, by address.

use crate::modules::contract_record::ContractRecord;
use crate::modules::loaded_module::LoadedModule;
use allod_core::{Address, ObjectIds};
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, Weak};

/// Contract with its record decoded.
#[derive(Debug)]
pub(crate) struct CachedContract {
    pub(crate) address: Address,
    /// The bytes that its record was decoded from.
    pub(crate) record_bytes: Box<[u8]>,
    pub(crate) record: ContractRecord,
    /// The part that the ids of its objects have in common.
    pub(crate) ids: ObjectIds,
}

/// Contract, and its module ready to run.
#[derive(Clone, Debug)]
pub(crate) struct ReadyContract {
    pub(crate) contract: Arc<CachedContract>,
    pub(crate) module: Arc<LoadedModule>,
}

/// Cache of contracts, by address. An entry is a hit only where the store still has the bytes that its record was decoded
/// from, so nothing here can be stale.
#[derive(Default)]
pub(crate) struct ContractCache(RwLock<HashMap<Address, Entry, RandomState>>);

struct Entry {
    contract: Arc<CachedContract>,
    module: Weak<LoadedModule>,
}

impl ContractCache {
    /// The contract at `address`, if its record has these `bytes` and its module is still loaded.
    pub(crate) fn find(&self, address: &Address, bytes: &[u8]) -> Option<ReadyContract> {
        let contracts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let entry = contracts.get(address).filter(|entry| *entry.contract.record_bytes == *bytes)?;
        let module = entry.module.upgrade()?;
        module.note_use();
        Some(ReadyContract { contract: entry.contract.clone(), module })
    }

    /// Inserts `contract`, which has this module. With more than `max_entries` all others are forgotten, and found again as
    /// they are called. Each takes some 400 bytes.
    pub(crate) fn insert(&self, contract: Arc<CachedContract>, module: &Arc<LoadedModule>, max_entries: u64) {
        let mut contracts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if contracts.len() as u64 >= max_entries {
            contracts.clear();
        }
        contracts.insert(contract.address, Entry { contract, module: Arc::downgrade(module) });
    }
}
