//! Configuration of an engine.

use crate::engine::rules::features::Features;
use crate::engine::rules::plan::RuleChange;
use crate::engine::store::receipt_indexes::ReceiptIndexes;
use crate::transaction::admission::Nonces;
use crate::{BlockHooks, Budgets, Compiler, HostModule, NativeContract, Observer, Tiers};
use allod_core::{FeeTerms, GasSchedule};
use allod_security::CallLimits;
use allod_state::Storage;
use std::path::PathBuf;
use std::sync::Arc;

/// Configuration of an engine. The default keeps everything in memory.
///
/// ```
/// use allod_vm::{Budget, Budgets, Engine, EngineConfig};
///
/// let budgets = Budgets::default().with(Budget::InstanceBytes, 64 << 20);
/// let config = EngineConfig::default().with_chain_id(7).with_threads(2).with_budgets(budgets);
/// assert_eq!(Engine::open(config)?.chain_id(), 7);
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone)]
pub struct EngineConfig {
    pub(crate) path: Option<PathBuf>,
    pub(crate) storage: Option<Arc<dyn Storage>>,
    pub(crate) artefacts: Option<PathBuf>,
    pub(crate) go_cache: Option<PathBuf>,
    pub(crate) schedule: GasSchedule,
    pub(crate) fees: Option<FeeTerms>,
    pub(crate) limits: CallLimits,
    pub(crate) compiler: Compiler,
    pub(crate) tiers: Tiers,
    pub(crate) chain_id: u64,
    pub(crate) nonces: Nonces,
    pub(crate) sync: bool,
    pub(crate) read_only: bool,
    pub(crate) threads: usize,
    pub(crate) batch_size: Option<usize>,
    pub(crate) budgets: Budgets,
    pub(crate) host_modules: Vec<HostModule>,
    pub(crate) natives: Vec<NativeContract>,
    pub(crate) features: Features,
    pub(crate) hooks: Option<Arc<dyn BlockHooks>>,
    /// Rules that change, and the blocks from which on they do.
    pub(crate) changes: Vec<(u64, RuleChange)>,
    pub(crate) adopts_rules: bool,
    pub(crate) indexes: ReceiptIndexes,
    pub(crate) observer: Option<Arc<dyn Observer>>,
}

impl std::fmt::Debug for EngineConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { path, storage, artefacts, go_cache, schedule, fees, limits, .. } = self;
        let Self {
            compiler, tiers, chain_id, nonces, sync, read_only, threads, batch_size, budgets, host_modules, ..
        } = self;
        let Self { natives, features, changes, adopts_rules, indexes, observer, .. } = self;
        let mut debug = f.debug_struct("EngineConfig");
        debug.field("path", path).field("storage", &storage.as_ref().map(|_| "one of the caller's own"));
        debug.field("artefacts", artefacts).field("go_cache", go_cache);
        debug.field("schedule", schedule).field("fees", fees).field("limits", limits);
        debug.field("compiler", compiler).field("tiers", tiers);
        debug.field("chain_id", chain_id).field("nonces", nonces).field("sync", sync).field("read_only", read_only);
        debug.field("threads", threads).field("batch_size", batch_size).field("budgets", budgets);
        debug.field("host_modules", host_modules).field("hooks", &self.hooks.as_ref().map(|_| "some"));
        debug.field("natives", natives).field("features", features);
        debug.field("changes", changes).field("adopts_rules", adopts_rules);
        debug.field("indexes", indexes).field("observer", &observer.as_ref().map(|_| "some")).finish()
    }
}

impl Default for EngineConfig {
    fn default() -> Self {
        Self {
            path: None,
            storage: None,
            artefacts: None,
            go_cache: None,
            schedule: GasSchedule::standard(),
            fees: None,
            limits: CallLimits::default(),
            compiler: Compiler::default(),
            tiers: Tiers::default(),
            chain_id: 1,
            nonces: Nonces::Counted,
            sync: false,
            read_only: false,
            threads: 1,
            batch_size: None,
            budgets: Budgets::default(),
            host_modules: Vec::new(),
            natives: Vec::new(),
            features: Features::default(),
            hooks: None,
            changes: Vec::new(),
            adopts_rules: false,
            indexes: ReceiptIndexes::default(),
            observer: None,
        }
    }
}

impl EngineConfig {
    /// Keeps state in RocksDB under `path/state`, and compiled modules under `path/artefacts`. Needs the
    /// feature `rocksdb`, which is on by default.
    pub fn with_path(mut self, path: impl Into<PathBuf>) -> Self {
        self.path = Some(path.into());
        self
    }

    /// Keeps state in a store of the caller's own.
    pub fn with_storage(mut self, storage: Arc<dyn Storage>) -> Self {
        self.storage = Some(storage);
        self
    }

    /// Keeps compiled modules in `folder`, whatever the state is kept in.
    pub fn with_cache_dir(mut self, folder: impl Into<PathBuf>) -> Self {
        self.artefacts = Some(folder.into());
        self
    }

    /// Looks for stock Go, where a deploy asks for it, and keeps its build cache, in `folder`.
    pub fn with_go_cache(mut self, folder: impl Into<PathBuf>) -> Self {
        self.go_cache = Some(folder.into());
        self
    }

    /// Charges by another schedule.
    pub fn with_schedule(mut self, schedule: GasSchedule) -> Self {
        self.schedule = schedule;
        self
    }

    /// Charges transactions of blocks a fee for their gas. Without, they pay nothing. What the host does by itself, single calls
    /// and deploys, pays nothing either way: nobody has signed it, and it offers no price.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig, FeeTerms};
    ///
    /// let terms = FeeTerms { base_price: 5, ..FeeTerms::to(Address([9; 20])) };
    /// let engine = Engine::open(EngineConfig::default().with_fees(terms))?;
    /// assert_eq!(engine.fees(), Some(&terms));
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    pub fn with_fees(mut self, terms: FeeTerms) -> Self {
        self.fees = Some(terms);
        self
    }

    /// Allows more, or less.
    pub fn with_limits(mut self, limits: CallLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Serves the functions of `module` to contracts, beside the engine's own. The nodes of a chain need the same modules:
    /// [`Engine::host_modules`](crate::Engine::host_modules) names the set.
    pub fn with_host_module(mut self, module: HostModule) -> Self {
        self.host_modules.push(module);
        self
    }

    /// Has `native` at its address: Rust of the chain's own that anybody may call, as any other contract. The nodes of a chain
    /// need the same ones. An engine does not open where two are at one address, and where a contract was deployed at the
    /// address of one.
    ///
    /// ```
    /// use allod_vm::{Address, Context, Engine, EngineConfig, NativeContract, Type, args};
    ///
    /// let at = Address([7; 20]);
    /// let clock = NativeContract::new("clock", at, 1)
    ///     .with_function("Height", &[], &[Type::U64], 50, |context, _| Ok(vec![context.block_height()?.into()]));
    /// let engine = Engine::open(EngineConfig::default().with_native(clock))?;
    /// assert_eq!(engine.execute_with_args(at, "Height", args![])?.decode::<u64>()?, 1);
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    pub fn with_native(mut self, native: NativeContract) -> Self {
        self.natives.push(native);
        self
    }

    /// Allows deploys fewer features than all, which is the default: see [`Features`].
    pub fn with_features(mut self, features: Features) -> Self {
        self.features = features;
        self
    }

    /// Runs the chain's own code at the beginning and the end of each block. It is part of the chain's rules: the same on
    /// every node.
    pub fn with_hooks(mut self, hooks: Arc<dyn BlockHooks>) -> Self {
        self.hooks = Some(hooks);
        self
    }

    /// Keeps an index by which receipts are found by a transaction's digest, which its signer knew beforehand:
    /// [`Engine::receipt_of`](crate::Engine::receipt_of). It is a node's own, in no root, and costs one row more for each
    /// transaction. Receipts that are there already are indexed when the engine opens.
    ///
    /// ```
    /// use allod_vm::{Address, Engine, EngineConfig, Payload, Transaction};
    ///
    /// let engine = Engine::open(EngineConfig::default().with_receipt_index())?;
    /// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address;
    /// let payload =
    ///     Payload::Call { contract, function: "f".into(), input: Vec::new(), value: 0, objects: Vec::new() };
    /// let transaction = Transaction { from: Address([1; 20]), nonce: 0, chain_id: 1, gas_limit: 100_000, gas_price: 0, payload };
    /// let digest = transaction.digest();
    /// assert_eq!(engine.receipt_of(digest)?, None);
    /// let receipts = engine.execute_block(&engine.last_block()?.next(), vec![transaction])?;
    /// assert_eq!(engine.receipt_of(digest)?.as_ref(), receipts.first());
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    pub fn with_receipt_index(mut self) -> Self {
        self.indexes.digests = true;
        self
    }

    /// Keeps an index by which [`Engine::events`](crate::Engine::events) finds the events of a contract, and those of a name,
    /// without a look at all receipts. It is a node's own, in no root, and costs two rows more for each transaction with an
    /// event, and for each other contract or name in it. Receipts that are there already are indexed when the engine opens.
    ///
    /// ```
    /// use allod_vm::{Engine, EngineConfig, EventFilter};
    ///
    /// let engine = Engine::open(EngineConfig::default().with_event_index())?;
    /// let contract = engine.deploy(r#"(module (func (export "f")))"#)?.address;
    /// let filter = EventFilter { contract: Some(contract), ..EventFilter::default() };
    /// assert!(engine.events(&filter, None, 10)?.events.is_empty());
    /// # Ok::<(), allod_vm::EngineError>(())
    /// ```
    pub fn with_event_index(mut self) -> Self {
        self.indexes.events = true;
        self
    }

    /// Tells `observer` of each block, call, transfer, event and compilation: see [`Observer`], which has an example. Results, gas,
    /// receipts and roots stay the same.
    pub fn with_observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = Some(observer);
        self
    }

    /// Compiles modules with another compiler. Results and gas stay the same.
    pub fn with_compiler(mut self, compiler: Compiler) -> Self {
        self.compiler = compiler;
        self
    }

    /// Compiles modules at another time. Results and gas stay the same.
    ///
    /// By default a large module is interpreted until it has been called enough, so that no call waits for the compiler, and
    /// a thread of low priority compiles behind the calls. [`Tiers::COMPILED`] compiles each before its first call.
    pub fn with_tiers(mut self, tiers: Tiers) -> Self {
        self.tiers = tiers;
        self
    }

    /// Takes more of the machine, or less. Results, gas, receipts and roots stay the same; where a budget is met, calls
    /// become slower. Instances and mappings are counted over the whole process, other engines' included.
    pub fn with_budgets(mut self, budgets: Budgets) -> Self {
        self.budgets = budgets;
        self
    }

    /// Gives the chain another number than 1. Blocks and transactions of other chains are refused, and so is a store that
    /// holds another chain's state.
    pub fn with_chain_id(mut self, chain_id: u64) -> Self {
        self.chain_id = chain_id;
        self
    }

    /// Leaves nonces to the host. By default each transaction of a block must have the next one of its account, so that it
    /// can't be replayed; with this they are neither checked nor counted, and the host keeps transactions from being run
    /// twice. The same on every node of a chain.
    pub fn with_own_nonces(mut self) -> Self {
        self.nonces = Nonces::Own;
        self
    }

    /// Waits for the disk after every block, so that a committed block survives a power cut and not only
    /// the death of the process.
    pub fn with_sync(mut self, sync: bool) -> Self {
        self.sync = sync;
        self
    }

    /// Opens the state to be read: queries, simulations, receipts, the root, and nothing that writes. A store on disk is
    /// seen as it is when it is opened, beside another process that goes on writing to it: everything that was acknowledged
    /// before is there, and what comes later is not. It is not locked, and no file of it is made or changed; where there is
    /// none, none is made.
    pub fn with_read_only(mut self, read_only: bool) -> Self {
        self.read_only = read_only;
        self
    }

    /// Runs a block's transactions on so many threads, as far as they leave each other alone. Results, gas, receipts,
    /// events and root stay what they are on one, which is the default: one call at a time has no use for more, and the
    /// embedder knows what else the processor is for.
    pub fn with_threads(mut self, threads: usize) -> Self {
        self.threads = threads;
        self
    }

    /// Fixes the size of a parallel batch, in transactions, where the engine would learn it from conflicts. For tests and
    /// measurements.
    #[doc(hidden)]
    pub fn with_batch_size(mut self, transactions: usize) -> Self {
        self.batch_size = Some(transactions);
        self
    }
}
