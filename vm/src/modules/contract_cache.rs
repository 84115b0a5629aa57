//! Contracts ready to run.

use crate::modules::LoadedModule;
use crate::modules::contract_record::ContractRecord;
use allod_core::{Address, ObjectIds};
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, Weak};

/// A contract, ready to run.
#[derive(Debug)]
pub(crate) struct Contract {
    pub(crate) address: Address,
    /// The bytes its record was read from.
    pub(crate) bytes: Box<[u8]>,
    pub(crate) record: ContractRecord,
    /// What the ids of its objects have in common.
    pub(crate) ids: ObjectIds,
}

/// A contract, and its module ready to run.
pub(crate) type Found = (Arc<Contract>, Arc<LoadedModule>);

/// Contracts found so far, by address. Each is the answer only where the store still says the bytes that its record was
/// read from, so nothing here can be stale.
#[derive(Default)]
pub(crate) struct Contracts(RwLock<HashMap<Address, Known, RandomState>>);

struct Known {
    contract: Arc<Contract>,
    module: Weak<LoadedModule>,
}

impl Contracts {
    /// The contract at `address`, if its record has these `bytes`, and its module, if that is still loaded.
    pub(crate) fn find(&self, address: &Address, bytes: &[u8]) -> Option<Found> {
        let contracts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let known = contracts.get(address).filter(|known| *known.contract.bytes == *bytes)?;
        let module = known.module.upgrade()?;
        module.note_use();
        Some((known.contract.clone(), module))
    }

    /// Remembers `contract`, which has this module.
    /// With more than `most` all others are forgotten, and found again as they are called. Each takes some 400 bytes.
    pub(crate) fn keep(&self, contract: Arc<Contract>, module: &Arc<LoadedModule>, most: u64) {
        let mut contracts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if contracts.len() as u64 >= most {
            contracts.clear();
        }
        contracts.insert(contract.address, Known { contract, module: Arc::downgrade(module) });
    }
}
