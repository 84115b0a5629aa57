//! State view: one committed state, pinned for as many questions as there are.
//!
//! | file | answers |
//! |---|---|
//! | [`state`] | objects, nonces, balances, the application's rows |
//! | [`contracts`] | contracts, their ABI and tier |
//! | [`receipts`] | receipts of the past, by number, hash, height and digest |
//! | [`events`], [`event_cursor`] | events of the past, by contract and name |
//! | [`calls`] | queries and simulations |
//! | `refusal` | why a block would not let a transaction begin |
//! | `observed` | profiles and explanations, by the feature `profile` |
//!
//! Each file has the engine's own function of the same name, which asks a view of the state as it is now.

pub(crate) mod calls;
pub(crate) mod contracts;
pub(crate) mod event_cursor;
pub(crate) mod events;
#[cfg(feature = "profile")]
mod observed;
pub(crate) mod receipts;
mod refusal;
pub(crate) mod state;

use crate::block::last_block;
use crate::engine::environment::{Environment, Rulebook};
use crate::engine::store::receipt_indexes::ReceiptIndexes;
use crate::transaction::admission::Nonces;
use crate::{BlockContext, ChainRules, Engine, EngineError};
use allod_core::Hash;
use allod_state::{Journal, LtHash, Reader, keys};
use std::sync::{Arc, OnceLock};

/// View of one committed state: all its answers are about the same block, whatever is committed meanwhile.
///
/// It holds a snapshot of the store and no lock, so writers do not wait for it. A clone is the same view. It may outlive its
/// engine; a store on disk stays open, and keeps the rows that were written over since, as long as one of its views is there.
///
/// ```
/// use allod_vm::{Address, Engine, EngineConfig, StateView};
///
/// let (engine, alice) = (Engine::open(EngineConfig::default())?, Address([1; 20]));
/// engine.fund(alice, 5)?;
/// let view: StateView = engine.view()?;
/// engine.fund(alice, 3)?;
/// engine.execute_block(&engine.last_block()?.next(), vec![])?;
/// assert_eq!((view.balance(alice)?, view.last_block()?.height), (5, 0));
/// assert_eq!((engine.balance(alice)?, engine.last_block()?.height), (8, 1));
/// assert_ne!(view.state_root()?, engine.state_root()?);
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone)]
pub struct StateView {
    store: Arc<dyn Reader>,
    /// The rules of all blocks. It keeps the environments, and with them the modules, alive.
    rulebook: Arc<Rulebook>,
    chain_id: u64,
    /// The keeper of nonces.
    nonces: Nonces,
    indexes: ReceiptIndexes,
    /// The root, once somebody has asked for it.
    root: Arc<OnceLock<Hash>>,
}

impl Engine {
    /// The state as it is now, pinned: see [`StateView`].
    ///
    /// It waits for nobody where the store is up to date. In memory, after single calls, it is brought up to date first, with
    /// its root, and that waits for the call under way.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig};
    ///
    /// let (engine, alice) = (Engine::open(EngineConfig::default())?, Address([1; 20]));
    /// let view = engine.view()?;
    /// engine.fund(alice, 5)?;
    /// let answers = std::thread::scope(|scope| {
    ///     let ask = || scope.spawn(|| view.balance(alice));
    ///     [ask(), ask()].map(|thread| thread.join().expect("no panic"))
    /// });
    /// assert!(answers.iter().all(|answer| matches!(answer, Ok(0))));
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    ///
    /// # Errors
    /// [`EngineError::Busy`] inside a call of this engine's whose state was not written yet, or the store's.
    pub fn view(&self) -> Result<StateView, EngineError> {
        let view = self.pin()?;
        if view.store.get(&keys::metadata(keys::ROOT_NAME))?.is_some() {
            return Ok(view);
        }
        // So that the view need not work its root out from all rows.
        match self.executor() {
            Ok(mut executor) => {
                executor.update_root()?;
                Ok(self.view_of(self.storage.snapshot()))
            }
            // This thread is writing, and sees the state before it.
            Err(EngineError::Busy) => Ok(view),
            Err(error) => Err(error),
        }
    }

    /// The state as it is now, for a few questions that are not about its root.
    ///
    /// # Errors
    /// As [`view`](Self::view).
    pub(crate) fn pin(&self) -> Result<StateView, EngineError> {
        Ok(self.view_of(self.snapshot()?))
    }

    /// View of a snapshot of the store.
    fn view_of(&self, store: Arc<dyn Reader>) -> StateView {
        StateView {
            store,
            rulebook: self.rulebook.clone(),
            chain_id: self.chain_id,
            nonces: self.nonces,
            indexes: self.indexes,
            root: Arc::default(),
        }
    }

    /// Block that was committed last; height 0 at time 0 before the first.
    ///
    /// # Errors
    /// The store's.
    pub fn last_block(&self) -> Result<BlockContext, EngineError> {
        self.pin()?.last_block()
    }
}

impl StateView {
    /// Block that was committed last; height 0 at time 0 before the first.
    ///
    /// # Errors
    /// The store's.
    pub fn last_block(&self) -> Result<BlockContext, EngineError> {
        last_block(&mut self.journal(), self.chain_id)
    }

    /// The number of the chain.
    pub fn chain_id(&self) -> u64 {
        self.chain_id
    }

    /// Root of the state: see [`Engine::state_root`]. It is read from the store, and worked out from all rows where that has
    /// none: in a view that was pinned inside of a call in memory.
    ///
    /// # Errors
    /// The store's.
    pub fn state_root(&self) -> Result<Hash, EngineError> {
        if let Some(root) = self.root.get() {
            return Ok(*root);
        }
        let root = LtHash::of_store(&*self.store)?.root();
        Ok(*self.root.get_or_init(|| root))
    }

    /// The rules of the block after the last one: simulations run under them.
    ///
    /// # Errors
    /// The store's.
    pub fn rules(&self) -> Result<ChainRules, EngineError> {
        Ok(ChainRules::of(self.planned_environment()?))
    }

    /// The snapshot of the store.
    pub(crate) fn store(&self) -> &Arc<dyn Reader> {
        &self.store
    }

    /// Journal over the snapshot.
    pub(crate) fn journal(&self) -> Journal {
        Journal::new(self.store.clone())
    }

    /// The environment of the first block, which finds those of others.
    pub(crate) fn environment(&self) -> &Arc<Environment> {
        self.rulebook.at(0)
    }

    /// The environment of the block after the last one.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn planned_environment(&self) -> Result<Arc<Environment>, EngineError> {
        self.next_environment(&mut self.journal())
    }

    /// The environment of the block after the one that `journal`, of this view, is at.
    ///
    /// # Errors
    /// The store's.
    pub(crate) fn next_environment(&self, journal: &mut Journal) -> Result<Arc<Environment>, EngineError> {
        match self.rulebook.only() {
            Some(environment) => Ok(environment.clone()),
            None => Ok(self.rulebook.at(last_block(journal, self.chain_id)?.next().height).clone()),
        }
    }
}

impl std::fmt::Debug for StateView {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { chain_id, nonces, indexes, root, .. } = self;
        let mut debug = f.debug_struct("StateView");
        debug.field("chain_id", chain_id).field("nonces", nonces).field("indexes", indexes);
        debug.field("root", &root.get()).finish_non_exhaustive()
    }
}

/// Assertion that threads may share a view, and hand it on.
const _: fn() = || {
    fn shared<T: Send + Sync + Clone + 'static>() {}
    shared::<StateView>();
};
