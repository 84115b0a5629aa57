//! State by key: objects, nonces, balances, the application's rows.

use crate::engine::view::StateView;
use crate::{Engine, EngineError};
use allod_core::{Address, ObjectId, Ownership, Value};
use allod_state::{Pair, keys};

/// View of an object, with all its fields.
///
/// ```
/// use allod_vm::{Address, Context, Engine, EngineConfig, ExecuteOptions, Object, Ownership, Value};
///
/// let (engine, alice) = (Engine::open(EngineConfig::default())?, Address([1; 20]));
/// let options = ExecuteOptions { from: alice, ..Default::default() };
/// engine.execute_native(Address([7; 20]), "Make", options, |context| {
///     let object = context.create_object()?;
///     object.set("count", Value::from(1u64))?;
///     object.set_owner(&context.sender()?)?;
///     Ok(Vec::new())
/// })?;
/// let id = engine.objects_of(alice, None, 10)?[0];
/// let view = engine.object(id)?.expect("an object");
/// assert_eq!(view.owner, Ownership::Address(alice));
/// assert_eq!(view.fields, [("count".to_owned(), Value::from(1u64))]);
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ObjectView {
    /// Its id.
    pub id: ObjectId,
    /// Its owner.
    pub owner: Ownership,
    /// The contract that created it.
    pub contract: Address,
    /// True if a write needs the owner's consent.
    pub sealed: bool,
    /// Its fields, in order of their names.
    pub fields: Vec<(String, Value)>,
}

impl StateView {
    /// The object of `id`, if there is one.
    ///
    /// # Errors
    /// The store's.
    pub fn object(&self, id: ObjectId) -> Result<Option<ObjectView>, EngineError> {
        let mut journal = self.journal();
        let Some(record) = journal.objects().record(&id)?.copied() else { return Ok(None) };
        let fields = journal.objects().fields(&id)?;
        Ok(Some(ObjectView { id, owner: record.ownership, contract: record.contract, sealed: record.sealed, fields }))
    }

    /// Up to `limit` objects that `owner` owns, after `after`: by contract, and within a contract by age.
    ///
    /// # Errors
    /// The store's.
    pub fn objects_of(
        &self,
        owner: Address,
        after: Option<ObjectId>,
        limit: usize,
    ) -> Result<Vec<ObjectId>, EngineError> {
        Ok(self.journal().objects().owned_by(&owner, after.as_ref(), limit)?)
    }

    /// The nonce of the next transaction that `account` signs: see [`Engine::nonce`].
    ///
    /// # Errors
    /// The store's.
    pub fn nonce(&self, account: Address) -> Result<u64, EngineError> {
        Ok(self.journal().nonces().get(&account)?)
    }

    /// The money of `account`.
    ///
    /// # Errors
    /// The store's.
    pub fn balance(&self, account: Address) -> Result<u64, EngineError> {
        Ok(self.journal().balances().get(&account)?)
    }

    /// The value of the application's row `key`, as the chain's own code has [put](crate::Block::put) it.
    ///
    /// # Errors
    /// The store's.
    pub fn application_row(&self, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError> {
        Ok(self.store().get(&keys::application(key))?)
    }

    /// Up to `limit` of the application's rows whose keys begin with `prefix` and are above `after`, in order.
    ///
    /// # Errors
    /// The store's.
    pub fn application_rows(
        &self,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Pair>, EngineError> {
        let begin = keys::application(&[]).len();
        let after = after.map(keys::application);
        let page = self.store().scan_after(&keys::application(prefix), after.as_deref(), limit)?;
        Ok(page.into_iter().map(|(key, value)| (key[begin..].to_vec(), value)).collect())
    }
}

impl Engine {
    /// The object of `id`, if there is one.
    ///
    /// # Errors
    /// The store's.
    pub fn object(&self, id: ObjectId) -> Result<Option<ObjectView>, EngineError> {
        self.pin()?.object(id)
    }

    /// Up to `limit` objects that `owner` owns, after `after`: by contract, and within a contract by age.
    ///
    /// # Errors
    /// The store's.
    pub fn objects_of(
        &self,
        owner: Address,
        after: Option<ObjectId>,
        limit: usize,
    ) -> Result<Vec<ObjectId>, EngineError> {
        self.pin()?.objects_of(owner, after, limit)
    }

    /// The nonce of the next transaction that `account` signs; 0 at first. Calls and deploys in blocks have one count, which
    /// goes up with each, whatever becomes of it. Of what the host does by itself, a deploy without a salt takes the
    /// deployer's next nonce, and a call takes none: nobody could have it done again.
    ///
    /// ```
    /// use allod_vm::{Address, DeployOptions, Engine, EngineConfig};
    ///
    /// let engine = Engine::open(EngineConfig::default())?;
    /// let alice = Address([1; 20]);
    /// assert_eq!(engine.nonce(alice)?, 0);
    /// engine.deploy_with_options(r#"(module (func (export "f")))"#, DeployOptions { from: alice, ..Default::default() })?;
    /// assert_eq!(engine.nonce(alice)?, 1);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// The store's.
    pub fn nonce(&self, account: Address) -> Result<u64, EngineError> {
        self.pin()?.nonce(account)
    }

    /// The money of `account`.
    ///
    /// # Errors
    /// The store's.
    pub fn balance(&self, account: Address) -> Result<u64, EngineError> {
        self.pin()?.balance(account)
    }

    /// The value of the application's row `key`, as the chain's own code has [put](crate::Block::put) it.
    ///
    /// # Errors
    /// The store's.
    pub fn application_row(&self, key: &[u8]) -> Result<Option<Vec<u8>>, EngineError> {
        self.pin()?.application_row(key)
    }

    /// Up to `limit` of the application's rows whose keys begin with `prefix` and are above `after`, in order.
    ///
    /// # Errors
    /// The store's.
    pub fn application_rows(
        &self,
        prefix: &[u8],
        after: Option<&[u8]>,
        limit: usize,
    ) -> Result<Vec<Pair>, EngineError> {
        self.pin()?.application_rows(prefix, after, limit)
    }
}
