//! The state as people look at it.

use crate::{Engine, EngineError};
use allod_core::{Address, ObjectId, Ownership, Value};

/// An object with all its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectView {
    /// Its name.
    pub id: ObjectId,
    /// Who it belongs to.
    pub owner: Ownership,
    /// The contract that made it.
    pub contract: Address,
    /// Whether a write needs the owner's consent.
    pub sealed: bool,
    /// Its fields, in order of their names.
    pub fields: Vec<(String, Value)>,
}

impl Engine {
    /// The object called `id`, if there is one.
    ///
    /// # Errors
    /// What the store says.
    pub fn object(&self, id: ObjectId) -> Result<Option<ObjectView>, EngineError> {
        let mut journal = self.journal()?;
        let Some(record) = journal.objects().record(&id)?.copied() else { return Ok(None) };
        let fields = journal.objects().fields(&id)?;
        Ok(Some(ObjectView { id, owner: record.ownership, contract: record.contract, sealed: record.sealed, fields }))
    }

    /// Up to `limit` objects that `owner` owns, after `after`: by contract, and within a contract by age.
    ///
    /// # Errors
    /// What the store says.
    pub fn objects_of(
        &self,
        owner: Address,
        after: Option<ObjectId>,
        limit: usize,
    ) -> Result<Vec<ObjectId>, EngineError> {
        let mut journal = self.journal()?;
        Ok(journal.objects().owned_by(&owner, after.as_ref(), limit)?)
    }

    /// The nonce of the next transaction that `account` signs; 0 at first.
    ///
    /// # Errors
    /// What the store says.
    pub fn nonce(&self, account: Address) -> Result<u64, EngineError> {
        Ok(self.journal()?.nonces().get(&account)?)
    }

    /// What `account` has.
    ///
    /// # Errors
    /// What the store says.
    pub fn balance(&self, account: Address) -> Result<u64, EngineError> {
        Ok(self.journal()?.balances().get(&account)?)
    }
}
