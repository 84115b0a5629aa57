//! Engine: the public interface, over blocks, transactions and the store.
//!
//! | file | holds |
//! |---|---|
//! | [`config`], [`options`] | settings of an engine, of a call, of a deploy |
//! | [`call`] | execute, as any account; transactions for blocks |
//! | [`deploy`] | a contract made of source or a module |
//! | [`chain`] | blocks, the state's root, money of the host's |
//! | [`view`] | one committed state, to look at: objects, contracts, receipts, queries, simulations |
//! | [`observer`] | an embedder's code that is told of committed blocks |
//! | [`environment`] | the part that all transactions share |
//! | [`rules`] | prices, limits, host modules, native contracts and features by height |
//! | [`budget`] | shares of the machine |
//! | [`store`] | the check of a store as it is opened, its head, all its rows verified, exported and imported |

pub(crate) mod budget;
pub(crate) mod call;
mod chain;
pub(crate) mod compiler;
pub(crate) mod config;
pub(crate) mod deploy;
pub(crate) mod environment;
pub(crate) mod observer;
pub(crate) mod options;
pub(crate) mod progress;
pub(crate) mod rules;
pub(crate) mod store;
pub(crate) mod view;

use crate::block::{BlockExecutor, BlockSettings, ExecutorGuard, ExecutorLock};
use crate::engine::environment::{Environment, Rulebook};
use crate::engine::observer::handle::ObserverHandle;
use crate::engine::rules::plan::{FirstRules, plan};
use crate::engine::rules::stored::StoredRules;
use crate::engine::store::receipt_indexes::ReceiptIndexes;
use crate::engine::store::{OpenedStore, StoreOptions};
use crate::modules::artifact_store::CacheError;
use crate::modules::module_cache::ModuleSettings;
use crate::transaction::admission::Nonces;
use crate::{BlockHooks, EngineConfig, EngineError};
use allod_core::{FeeTerms, GasSchedule, Hash};
use allod_security::CallLimits;
use allod_state::{Journal, Reader, StateError, Storage};
use allod_sync::WriteBehind;
use std::path::PathBuf;
use std::sync::Arc;

/// Engine: deploys contracts, calls them, and keeps their state. `Send` and `Sync`; everything goes through `&self`.
///
/// A call either commits all of it or none of it. Writers take turns; queries and simulations run beside them on a
/// snapshot. An engine in memory leaves the changes of calls in its journal, where the next call finds them, and writes them
/// when the state is asked for: the first question after a call waits for the call under way.
///
/// ```
/// use allod_vm::{Engine, EngineConfig, ExecuteOptions, args};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let code = r#"(module (func (export "double") (param i64) (result i64) (i64.mul (local.get 0) (i64.const 2))))"#;
/// let contract = engine.deploy(code)?.address;
/// let gas = engine.simulate(contract, "double", args![21], ExecuteOptions::default())?.gas.used;
/// let receipt = engine.execute(contract, "double", args![21], ExecuteOptions::default())?;
/// assert_eq!((receipt.decode::<i64>()?, receipt.gas.used), (42, gas));
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
pub struct Engine {
    /// The environment of the first block, which finds those of others.
    pub(crate) environment: Arc<Environment>,
    pub(crate) rulebook: Arc<Rulebook>,
    /// The store as it was given, for whoever asks for it.
    given: Arc<dyn Storage>,
    /// The store as the engine uses it.
    storage: Arc<dyn Storage>,
    pub(crate) chain_id: u64,
    pub(crate) go_cache: Option<PathBuf>,
    /// The executor of blocks, for one writer at a time.
    executor: ExecutorLock,
    write_behind: Arc<WriteBehind>,
    /// The keeper of nonces.
    nonces: Nonces,
    /// The chain's own code around each block.
    pub(crate) hooks: Option<Arc<dyn BlockHooks>>,
    /// The observer, if there is one.
    pub(crate) observer: Option<Arc<ObserverHandle>>,
    /// The indexes of receipts that the store has.
    indexes: ReceiptIndexes,
    /// The store's name in errors, where nothing may be written to it.
    read_only: Option<String>,
}

impl Engine {
    /// Opens an engine, and the store it keeps its state in.
    ///
    /// # Errors
    /// [`EngineError::Schedule`], [`EngineError::Fees`], [`EngineError::Limit`], [`EngineError::HostModule`] and
    /// [`EngineError::NativeContract`] for prices, fees, limits, host modules and native contracts that no engine can work
    /// with, in [`EngineError::RulesFrom`] where they are those of a later height,
    /// [`EngineError::State`] where the store can't be opened or is none, [`EngineError::StoreChain`] where it holds
    /// another chain's state, [`EngineError::StoreRules`] where it ran under other rules, [`EngineError::Threads`],
    /// [`EngineError::NativeTaken`] for a contract that was deployed at the address of a native one,
    /// [`EngineError::Budget`] for a budget out of its bounds. A folder for compiled modules that can't be used is none: see
    /// [`Engine::cache_error`].
    pub fn open(config: EngineConfig) -> Result<Self, EngineError> {
        let EngineConfig {
            path,
            storage,
            artefacts,
            go_cache,
            schedule,
            fees,
            limits,
            compiler,
            tiers,
            chain_id,
            nonces,
            sync,
            read_only,
            threads,
            batch_size,
            budgets,
            host_modules,
            natives,
            features,
            hooks,
            changes,
            adopts_rules,
            indexes,
            observer,
        } = config;
        let observer = observer.map(|observer| Arc::new(ObserverHandle::new(observer)));
        budgets.check()?;
        let natives = natives.into_iter().map(|native| (0, native)).collect();
        let first = FirstRules { schedule, fees, limits, host_modules, natives, features };
        let plan = plan(first, changes)?;
        let folder = artefacts.or_else(|| path.as_ref().map(|path| path.join("artefacts")));
        let rules = StoredRules::of(&plan);
        let options = StoreOptions { chain_id, sync, read_only, rules, adopts_rules };
        let OpenedStore { given, storage, name, exclusive } = store::open(storage, path, options)?;
        let indexes = match read_only {
            true => indexes.complete_in(&*storage)?,
            false => indexes.settle(&*storage)?,
        };
        let write_behind = Arc::new(WriteBehind::new(storage.is_volatile(), exclusive));
        let mut journal = Journal::new(storage.clone());
        plan.iter().try_for_each(|rules| rules.natives.check_free(&mut journal))?;
        let rulebook = Rulebook::open(
            plan,
            budgets,
            ModuleSettings { folder, compiler, tiers, budgets, observer: observer.clone() },
        );
        let environment = rulebook.at(0).clone();
        let settings = BlockSettings { chain_id, nonces, threads, batch_size, indexes };
        let executor = BlockExecutor::new(environment.clone(), storage.clone(), settings, write_behind.clone())?;
        let (executor, read_only) = (ExecutorLock::new(executor), read_only.then_some(name));
        Ok(Self {
            environment,
            rulebook,
            given,
            storage,
            chain_id,
            nonces,
            go_cache,
            executor,
            write_behind,
            hooks,
            observer,
            indexes,
            read_only,
        })
    }

    /// The prices of the first block. Where they change, [`rules_at`](Self::rules_at) has those of any other.
    pub fn schedule(&self) -> &GasSchedule {
        &self.environment.schedule
    }

    /// The fee terms it charges transactions of blocks by, if the chain has any in its first block: see
    /// [`rules_at`](Self::rules_at).
    pub fn fees(&self) -> Option<&FeeTerms> {
        self.environment.fees.as_ref()
    }

    /// The hash of the host modules it serves in the first block: their functions with types, prices and versions. Nodes that have another one
    /// disagree over which modules enter, what they do and what they cost.
    pub fn host_modules(&self) -> &Hash {
        self.environment.host_modules.digest()
    }

    /// The error by which compiled modules are not kept on disk, where they should be. The engine works without, and compiles
    /// each module anew after it was opened.
    pub fn cache_error(&self) -> Option<&CacheError> {
        self.environment.modules.cache_error()
    }

    /// The limits of everything that contracts pass to the host, of the first block: see [`rules_at`](Self::rules_at).
    pub fn limits(&self) -> &CallLimits {
        &self.environment.limits
    }

    /// The number of the chain it works for.
    pub fn chain_id(&self) -> u64 {
        self.chain_id
    }

    /// The store, for tools that look at keys, and for exports. From then on every call writes to it before it returns,
    /// and brings the root along or deletes it, so that no copy ever holds a root of other rows.
    pub fn storage(&self) -> &Arc<dyn Storage> {
        self.write_behind.disable();
        // Where that can't be, in a call of this very thread or with a store that fails, the store holds the state that was
        // committed before, and is right as it is.
        let _ = self.executor().and_then(|mut executor| executor.update_root());
        &self.given
    }

    /// Snapshot of the state, whatever is committed later.
    ///
    /// # Errors
    /// [`EngineError::Busy`] while this thread is writing, or the store's.
    pub(crate) fn snapshot(&self) -> Result<Arc<dyn Reader>, EngineError> {
        if self.write_behind.is_dirty() {
            self.executor()?.flush()?;
        }
        Ok(self.storage.snapshot())
    }

    /// The executor, for a write.
    ///
    /// # Errors
    /// [`StateError::ReadOnly`], and [`EngineError::Busy`].
    #[inline]
    pub(crate) fn writer(&self) -> Result<ExecutorGuard<'_>, EngineError> {
        match &self.read_only {
            None => self.executor(),
            Some(name) => Err(StateError::ReadOnly { path: name.clone() }.into()),
        }
    }

    /// The executor, once no other thread uses it.
    ///
    /// # Errors
    /// [`EngineError::Busy`].
    #[inline]
    pub(crate) fn executor(&self) -> Result<ExecutorGuard<'_>, EngineError> {
        self.executor.lock()
    }
}

/// Assertion that threads may share an engine by reference.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<Engine>();
};
