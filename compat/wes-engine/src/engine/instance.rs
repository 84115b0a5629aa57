//! Instances: contracts under a number, with counts of their own.
//!
//! Memory is another matter: each call, of any instance, finds a memory as the module has it, which the engine pools and
//! resets. What lasts from call to call is in objects.

use crate::runtime::errors::WesError;
use allod_vm::Address;
use std::collections::BTreeMap;

/// Number of an instance. None is used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct InstanceId(pub(crate) u64);

/// Metrics of one instance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InstanceMetrics {
    /// Its contract.
    pub contract: Address,
    /// Calls of it.
    pub calls: u64,
    /// Those that failed.
    pub failed: u64,
    /// Gas of all.
    pub gas: u64,
}

/// The instances of an adapter.
#[derive(Debug)]
pub(crate) struct Instances {
    alive: BTreeMap<InstanceId, InstanceMetrics>,
    most: usize,
    pub(crate) created: u64,
    pub(crate) destroyed: u64,
}

impl Instances {
    pub(crate) fn new(most: usize) -> Self {
        Self { alive: BTreeMap::new(), most, created: 0, destroyed: 0 }
    }

    /// # Errors
    /// [`WesError::Full`].
    pub(crate) fn room(&self) -> Result<(), WesError> {
        if self.alive.len() < self.most { Ok(()) } else { Err(WesError::Full { what: "instances", limit: self.most }) }
    }

    /// # Errors
    /// As [`room`](Self::room).
    pub(crate) fn create(&mut self, contract: Address) -> Result<InstanceId, WesError> {
        self.room()?;
        self.created += 1;
        let id = InstanceId(self.created);
        self.alive.insert(id, InstanceMetrics { contract, calls: 0, failed: 0, gas: 0 });
        Ok(id)
    }

    /// # Errors
    /// [`WesError::NoInstance`].
    pub(crate) fn find(&mut self, id: InstanceId) -> Result<&mut InstanceMetrics, WesError> {
        self.alive.get_mut(&id).ok_or(WesError::NoInstance { instance: id.0 })
    }

    /// # Errors
    /// [`WesError::NoInstance`].
    pub(crate) fn destroy(&mut self, id: InstanceId) -> Result<InstanceMetrics, WesError> {
        let gone = self.alive.remove(&id).ok_or(WesError::NoInstance { instance: id.0 })?;
        self.destroyed += 1;
        Ok(gone)
    }

    pub(crate) fn count(&self) -> usize {
        self.alive.len()
    }
}
