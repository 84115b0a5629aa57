//! Contracts ready to run.

use crate::contract::ContractRecord;
use crate::modules::LoadedModule;
use allod_core::{Address, ObjectIds};
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, Weak};

/// Contracts kept: some 400 bytes each. With more, all are forgotten and found again as they are called.
const MOST: usize = 65_536;

/// A contract, ready to run.
#[derive(Debug)]
pub(crate) struct Contract {
    pub(crate) address: Address,
    pub(crate) record: ContractRecord,
    /// What the ids of its objects have in common.
    pub(crate) ids: ObjectIds,
}

/// Contracts found so far, by address. Each stands beside the bytes of the record it was read from, and is the answer
/// only where the store still says the same, so nothing here can be stale.
#[derive(Default)]
pub(crate) struct Contracts(RwLock<HashMap<Address, Known, RandomState>>);

struct Known {
    bytes: Box<[u8]>,
    contract: Arc<Contract>,
    module: Weak<LoadedModule>,
}

impl Contracts {
    /// The contract at `address`, if its record has these `bytes`, and its module, if that is still loaded.
    pub(crate) fn find(&self, address: &Address, bytes: &[u8]) -> Option<(Arc<Contract>, Arc<LoadedModule>)> {
        let contracts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let known = contracts.get(address).filter(|known| *known.bytes == *bytes)?;
        let module = known.module.upgrade()?;
        module.note_use();
        Some((known.contract.clone(), module))
    }

    /// Remembers that `contract` was read from these `bytes`, and has this module.
    pub(crate) fn keep(&self, bytes: Box<[u8]>, contract: Arc<Contract>, module: &Arc<LoadedModule>) {
        let mut contracts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if contracts.len() >= MOST {
            contracts.clear();
        }
        contracts.insert(contract.address, Known { bytes, contract, module: Arc::downgrade(module) });
    }
}
