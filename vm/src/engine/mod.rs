//! The engine: where everything meets.

pub(crate) mod browse;
pub(crate) mod budget;
pub(crate) mod compiler;
pub(crate) mod config;
pub(crate) mod deploy;
pub(crate) mod environment;
pub(crate) mod options;
pub(crate) mod progress;
pub(crate) mod store;
pub(crate) mod verify;
pub(crate) mod view;

use crate::block::{Behind, Ledger, Turn, Turns, last_block, next_block, possible_block};
use crate::engine::environment::Environment;
use crate::execution::call::{affords, find, prepare};
use crate::execution::context::ExecutionContext;
use crate::host_module::registry::HostModules;
use crate::modules::artifact_store::CacheError;
use crate::modules::contract_cache::Contracts;
use crate::modules::{ModuleCache, Rules};
use crate::profile::Profile;
use crate::receipt::encoding;
use crate::transaction::executor::{Mode, transact_prepared};
use crate::{BlockContext, EngineConfig, EngineError, ExecuteOptions, Receipt, Transaction};
use allod_core::abi::Abi;
use allod_core::{Address, Args, GasSchedule, Hash};
use allod_security::CallLimits;
use allod_state::{GuardedStorage, Journal, MemoryStorage, Reader, StateError, Storage};
use std::path::PathBuf;
use std::sync::Arc;

/// The store on disk in `folder`, which is made if there is none, unless it is only read.
#[cfg(feature = "rocksdb")]
fn store_at(folder: PathBuf, sync: bool, read_only: bool) -> Result<Arc<dyn Storage>, EngineError> {
    Ok(Arc::new(match read_only {
        true => allod_state::RocksStorage::open_read_only(folder)?,
        false => allod_state::RocksStorage::open(folder)?.with_sync(sync),
    }))
}

/// Says that there is no store on disk in this build.
#[cfg(not(feature = "rocksdb"))]
fn store_at(folder: PathBuf, _sync: bool, _read_only: bool) -> Result<Arc<dyn Storage>, EngineError> {
    let why = format!("{} wants the feature rocksdb, and this program was built without", folder.display());
    Err(allod_state::StateError::Store { what: "open", why }.into())
}

/// Deploys contracts, calls them, and keeps what they leave. `Send` and `Sync`; everything goes through `&self`.
///
/// A call either commits all of it or none of it. Writers take turns; queries and simulations run beside them on a
/// snapshot. An engine in memory leaves what calls changed where the next call finds it, and brings it together when
/// somebody asks for the state: the first question after a call waits for the call under way.
pub struct Engine {
    pub(crate) shared: Arc<Environment>,
    /// The store as it was given, for whoever asks for it.
    given: Arc<dyn Storage>,
    /// The store as the engine uses it.
    storage: Arc<dyn Storage>,
    pub(crate) chain_id: u64,
    pub(crate) go_cache: Option<PathBuf>,
    /// What is kept from block to block; held by whoever is writing one.
    turns: Turns,
    behind: Arc<Behind>,
    /// What the store is called in errors, where nobody may write to it.
    read_only: Option<String>,
}

impl Engine {
    /// Opens an engine, and the store it keeps its state in.
    ///
    /// # Errors
    /// [`EngineError::Schedule`], [`EngineError::Limit`] and [`EngineError::HostModule`] for prices, limits and host
    /// modules that no engine can work with,
    /// [`EngineError::State`] where the store can't be opened or is none, [`EngineError::StoreChain`] where it holds
    /// another chain's state, [`EngineError::Threads`], [`EngineError::Budget`] for a budget out of its bounds. A folder for
    /// compiled modules that can't be used is none: see [`Engine::cache_error`].
    pub fn open(config: EngineConfig) -> Result<Self, EngineError> {
        let EngineConfig {
            path,
            storage,
            artefacts,
            go_cache,
            schedule,
            limits,
            compiler,
            tiers,
            chain_id,
            nonces,
            sync,
            read_only,
            threads,
            window,
            budgets,
            host_modules,
        } = config;
        let host_modules = Arc::new(HostModules::new(host_modules)?);
        budgets.check()?;
        schedule.validate()?;
        limits.validate()?;
        let artefacts = artefacts.or_else(|| path.as_ref().map(|path| path.join("artefacts")));
        let exclusive = storage.is_none();
        let (given, storage, name): (Arc<dyn Storage>, Arc<dyn Storage>, _) = match (storage, path) {
            (Some(given), _) => (given.clone(), Arc::new(GuardedStorage::new(given)?), "the store given".to_owned()),
            (None, Some(path)) => {
                let folder = path.join("state");
                let (name, store) = (folder.display().to_string(), store_at(folder, sync, read_only)?);
                (store.clone(), store, name)
            }
            (None, None) => {
                let store = Arc::new(MemoryStorage::new());
                (store.clone(), store, "memory".to_owned())
            }
        };
        store::check(&storage, &name, (chain_id, read_only))?;
        let behind = Arc::new(Behind::new(storage.is_volatile(), exclusive));
        let rules = Rules { limits: limits.clone(), schedule: schedule.clone(), host_modules: host_modules.clone() };
        let modules = ModuleCache::open(artefacts, (compiler, tiers), rules, budgets);
        let contracts = Contracts::default();
        let shared = Arc::new(Environment { schedule, limits, budgets, host_modules, modules, contracts });
        let chain = (chain_id, nonces);
        let ledger = Ledger::new(shared.clone(), storage.clone(), chain, (threads, window), behind.clone())?;
        let read_only = read_only.then_some(name);
        Ok(Self { shared, given, storage, chain_id, go_cache, turns: Turns::new(ledger), behind, read_only })
    }

    /// The prices it charges by.
    pub fn schedule(&self) -> &GasSchedule {
        &self.shared.schedule
    }

    /// The name of the host modules it serves: their functions with types, prices and versions. Nodes that have another
    /// one disagree over what enters, what it does and what it costs.
    pub fn host_modules(&self) -> &Hash {
        self.shared.host_modules.digest()
    }

    /// Why compiled modules are not kept on disk, where they should be. The engine works without, and compiles each module
    /// anew after it was opened.
    pub fn cache_error(&self) -> Option<&CacheError> {
        self.shared.modules.cache_error()
    }

    /// How large anything may be that crosses from a contract to the host.
    pub fn limits(&self) -> &CallLimits {
        &self.shared.limits
    }

    /// The number of the chain it works for.
    pub fn chain_id(&self) -> u64 {
        self.chain_id
    }

    /// Calls `function` with `args` as the zero account, and commits what it does.
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn execute_with_args(&self, contract: Address, function: &str, args: Args) -> Result<Receipt, EngineError> {
        self.execute(contract, function, args, ExecuteOptions::default())
    }

    /// Calls `function` with `args`, and commits what it does: a block of one transaction.
    ///
    /// # Errors
    /// [`EngineError`] for what is not the contract's doing: no such contract or function, arguments that
    /// don't fit, a block out of order, the store. Nothing is committed then. What the contract does wrong
    /// is in [`Receipt::status`]; the receipt is kept and nothing else.
    pub fn execute(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Receipt, EngineError> {
        let mode = Mode { timing: options.timing, ..Mode::default() };
        self.write(options.block, mode, |session| self.call(session, contract, function, args, options))
    }

    /// Opens a block of one transaction, does `act` in it, and commits what that leaves.
    pub(crate) fn write(
        &self,
        block: Option<BlockContext>,
        mode: Mode,
        act: impl FnOnce(&mut ExecutionContext) -> Result<Receipt, EngineError>,
    ) -> Result<Receipt, EngineError> {
        self.writer()?.one(block, mode, act)
    }

    /// The state as it is now, whatever is committed later.
    ///
    /// # Errors
    /// [`EngineError::Busy`] while this thread is writing, or what the store says.
    pub(crate) fn snapshot(&self) -> Result<Arc<dyn Reader>, EngineError> {
        if self.behind.is_waiting() {
            self.ledger()?.flush()?;
        }
        Ok(self.storage.snapshot())
    }

    /// A journal over the state as it is now, for somebody who only looks.
    ///
    /// # Errors
    /// What the store says.
    pub(crate) fn journal(&self) -> Result<Journal, EngineError> {
        Ok(Journal::new(self.snapshot()?))
    }

    /// As [`ledger`](Self::ledger), for somebody who is going to write.
    ///
    /// # Errors
    /// [`StateError::ReadOnly`], and [`EngineError::Busy`].
    #[inline]
    fn writer(&self) -> Result<Turn<'_>, EngineError> {
        match &self.read_only {
            None => self.ledger(),
            Some(name) => Err(StateError::ReadOnly { path: name.clone() }.into()),
        }
    }

    /// A turn with the ledger, once the others have had theirs.
    ///
    /// # Errors
    /// [`EngineError::Busy`].
    #[inline]
    fn ledger(&self) -> Result<Turn<'_>, EngineError> {
        self.turns.take()
    }

    /// As [`Engine::execute`], and commits nothing. The gas is exactly what `execute` would use.
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn simulate(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Receipt, EngineError> {
        self.simulate_with(contract, function, args, options, None)
    }

    /// A simulation, which fills `profile` if there is one.
    pub(crate) fn simulate_with(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
        profile: Option<&mut Profile>,
    ) -> Result<Receipt, EngineError> {
        let mut journal = self.journal()?;
        let block = next_block(last_block(&mut journal, self.chain_id)?, options.block)?;
        let mode = Mode { timing: options.timing, profiled: profile.is_some(), ..Mode::default() };
        let mut session = ExecutionContext::new(self.shared.clone(), journal, block, mode);
        let receipt = self.call(&mut session, contract, function, args, options);
        if let (Some(profile), Some(profiler)) = (profile, session.profiler) {
            *profile = profiler.finish();
        }
        receipt
    }

    /// Calls `function` on the state as it is: every write is denied, nothing is committed, gas is reported.
    ///
    /// # Errors
    /// As [`Engine::execute`].
    pub fn query(
        &self,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Receipt, EngineError> {
        let mut journal = self.journal()?;
        let block = match options.block {
            Some(block) => possible_block(block, self.chain_id)?,
            None => last_block(&mut journal, self.chain_id)?,
        };
        let mode = Mode { read_only: true, timing: options.timing, ..Mode::default() };
        let mut session = ExecutionContext::new(self.shared.clone(), journal, block, mode);
        self.call(&mut session, contract, function, args, options)
    }

    /// Runs `transactions` in order over one journal, and commits them in one atomic batch. Each has a
    /// receipt; one that fails, or could not begin, changes nothing but its account's nonce and does not stop the others.
    /// One of another chain, or not the next of its account, changes nothing at all.
    ///
    /// # Errors
    /// [`EngineError::BlockOrder`], [`EngineError::BlockChain`], [`EngineError::LastHeight`],
    /// [`EngineError::StoreMoved`], [`EngineError::Busy`], or what the store says. Nothing of the block is committed then.
    pub fn execute_block(
        &self,
        block: &BlockContext,
        transactions: Vec<Transaction>,
    ) -> Result<Vec<Receipt>, EngineError> {
        self.writer()?.block(*block, transactions)
    }

    /// The root of the state as it was committed last: a hash of everything that later transactions depend on, the same
    /// for the same state on every machine and every store ([`allod_state::root::lthash`] says what is in it). A block's is
    /// in the batch that commits the block. That of single calls too where the store outlives the process; in memory
    /// it is worked out here, once for many calls, and the store has none meanwhile: whoever opens a copy works it out.
    ///
    /// # Errors
    /// [`EngineError::Busy`] inside a call of this engine's, or what the store says.
    pub fn state_root(&self) -> Result<Hash, EngineError> {
        self.ledger()?.root()
    }

    /// Gives `account` money out of nothing: a chain's genesis, or a test's.
    ///
    /// # Errors
    /// [`EngineError::State`] where the balance would not fit, or the store fails; [`EngineError::StoreMoved`] and
    /// [`EngineError::Busy`].
    pub fn fund(&self, account: Address, amount: u64) -> Result<(), EngineError> {
        self.writer()?.outside(|journal| journal.balances().credit(&account, amount))
    }

    /// Moves money from one account to another, as whoever embeds the engine says: outside of any block, without gas and
    /// without a receipt. A contract's transfers are its own business.
    ///
    /// # Errors
    /// [`EngineError::State`] where `from` has less, the other balance would not fit, or the store fails;
    /// [`EngineError::StoreMoved`] and [`EngineError::Busy`]. Nothing has moved then.
    pub fn transfer(&self, from: Address, to: Address, amount: u64) -> Result<(), EngineError> {
        self.ledger()?.outside(|journal| journal.balances().transfer(&from, &to, amount))
    }

    /// One call in `session`.
    fn call(
        &self,
        session: &mut ExecutionContext,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Receipt, EngineError> {
        // Made where it is wanted: a receipt is long to copy.
        let done = Self::begun(session, contract, function, args, options);
        if let Err(error) = &done {
            self.after(error);
        }
        done
    }

    /// As [`call`](Self::call), and nothing is let go of.
    #[inline(never)]
    fn begun(
        session: &mut ExecutionContext,
        contract: Address,
        function: &str,
        args: Args,
        options: ExecuteOptions,
    ) -> Result<Receipt, EngineError> {
        let ExecuteOptions { from, gas_limit, value, objects, .. } = options;
        let callee = prepare(session, contract, function, |function, room, _| Ok(args.encode_in(function, room)?));
        let callee = callee.map_err(|unready| unready.told(function))?;
        affords(session, &from, value).map_err(|unready| unready.told(function))?;
        let gas_limit = gas_limit.unwrap_or(crate::DEFAULT_GAS_LIMIT);
        transact_prepared(session, callee, function, (from, gas_limit, value), objects)
    }

    /// Lets go of everything idle where the machine had no room, so that trying again finds what there is.
    #[cold]
    fn after(&self, error: &EngineError) {
        if matches!(error, EngineError::Shortage { .. }) {
            self.shared.modules.give_up();
        }
    }

    /// The block that was committed last; height 0 at time 0 before the first.
    ///
    /// # Errors
    /// What the store says.
    pub fn last_block(&self) -> Result<BlockContext, EngineError> {
        last_block(&mut self.journal()?, self.chain_id)
    }

    /// What the contract at `address` offers.
    ///
    /// # Errors
    /// [`EngineError::NoContract`], or what the store says.
    pub fn abi(&self, address: Address) -> Result<Abi, EngineError> {
        let mut journal = self.journal()?;
        Ok(find(&self.shared, &mut journal, &address, false)?.1.card.abi.clone())
    }

    /// The receipt called `hash`, if there is one.
    ///
    /// # Errors
    /// What the store says.
    pub fn receipt(&self, hash: Hash) -> Result<Option<Receipt>, EngineError> {
        let mut journal = self.journal()?;
        journal.receipts().get(&hash)?.map(|bytes| encoding::read(hash, &bytes)).transpose()
    }

    /// The store, for tools that look at keys, and for exports. From then on every call writes to it before it returns,
    /// and brings the root along or takes it away, so that no copy ever holds a root of other rows.
    pub fn storage(&self) -> &Arc<dyn Storage> {
        self.behind.share();
        // Where that can't be, in a call of this very thread or with a store that fails, what the store holds is what was
        // committed before, and right as it is.
        let _ = self.ledger().and_then(|mut ledger| ledger.bring_root());
        &self.given
    }
}

/// The engine is shared between threads by reference.
const _: fn() = || {
    fn shared<T: Send + Sync>() {}
    shared::<Engine>();
};
