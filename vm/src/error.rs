//! Engine errors: failures that are not the contract's doing.

use allod_compiler::CompileError;
use allod_compiler::instrument::InstrumentError;
use allod_core::reason::{self, AbiFault, Reason};
use allod_core::{Address, Hash, Status};
use allod_state::StoreFault;
use std::any::Any;
use std::path::PathBuf;

/// Error that is not the contract's doing. A contract's own failure is in its receipt's status.
///
/// ```
/// use allod_vm::{Address, Engine, EngineConfig, EngineError, args};
///
/// let engine = Engine::open(EngineConfig::default())?;
/// let nobody = Address([9; 20]);
/// match engine.execute_with_args(nobody, "f", args![]) {
///     Err(EngineError::NoContract { address }) => assert_eq!(address, nobody),
///     other => panic!("{other:?}"),
/// }
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[non_exhaustive]
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// No contract has that address.
    #[error("no contract at {address}")]
    NoContract {
        /// The address asked for.
        address: Address,
    },
    /// No such function, or arguments that don't fit it.
    #[error(transparent)]
    Abi(#[from] allod_core::Error),
    /// Source or module that can't be compiled.
    #[error(transparent)]
    Compile(#[from] allod_compiler::CompileError),
    /// A module that may not enter.
    #[error(transparent)]
    Gate(#[from] allod_compiler::gate::GateError),
    /// A module that can't be metered.
    #[error(transparent)]
    Instrument(#[from] allod_compiler::instrument::InstrumentError),
    /// A limit that can't be set, or was exceeded by the caller.
    #[error(transparent)]
    Limit(#[from] allod_security::LimitError),
    /// A host module that no engine can serve.
    #[error(transparent)]
    HostModule(#[from] crate::HostModuleError),
    /// A function of a host module that failed, in its own words.
    #[error("a host function failed: {0}")]
    HostFunction(String),
    /// A native contract that no engine can serve.
    #[error(transparent)]
    NativeContract(#[from] crate::NativeContractError),
    /// A native contract at an address where a contract was deployed.
    #[error(
        "native contract {name:?} can't begin at block {from}: a contract was deployed at {address}; give the native contract \
         another address"
    )]
    NativeTaken {
        /// The name of the native contract.
        name: String,
        /// The address of both.
        address: Address,
        /// The first block that the native contract is there for.
        from: u64,
    },
    /// Code of a native contract that failed.
    #[error(transparent)]
    NativeFailed(#[from] crate::NativeFailure),
    /// The store.
    #[error(transparent)]
    State(#[from] allod_state::StateError),
    /// A module that the compiler gave up on.
    #[error("the module can't be compiled: {0}")]
    NotCompiled(String),
    /// The WebAssembly engine.
    #[error("WebAssembly: {0}")]
    Wasm(String),
    /// The ABI promises what the module does not have, or is larger than one may be.
    #[error("the ABI offers {function}, but {why}")]
    AbiMismatch {
        /// The function promised.
        function: String,
        /// The fault.
        why: AbiFault,
    },
    /// A call that could not begin.
    #[error("{0}")]
    Refused(Reason),
    /// The address that the salt and the code give is a contract already.
    #[error("there is a contract at {address} already: the same deployer, salt and code")]
    AddressTaken {
        /// The address.
        address: Address,
    },
    /// A deploy that ended without a contract, or the result of a call that did not succeed.
    #[error("{0}")]
    Failed(Status),
    /// A deploy with less gas than the module takes.
    #[error("out of gas: the limit is {limit}, and a module of {module_size} bytes takes {needed}")]
    DeployGas {
        /// The gas it was given.
        limit: u64,
        /// Bytes of the module.
        module_size: u64,
        /// The gas that it takes.
        needed: u64,
    },
    /// A block that does not follow the last one.
    #[error("block {given} does not follow block {last}: heights rise, times never fall")]
    BlockOrder {
        /// The height and time given.
        given: String,
        /// The height and time of the last block.
        last: String,
    },
    /// A block at a height that none could follow.
    #[error("block {given} would end the chain: the greatest height is {}", u64::MAX - 1)]
    LastHeight {
        /// The height and time given.
        given: String,
    },
    /// A block of another chain.
    #[error("the block is of chain {given}, the engine was opened for chain {wanted}")]
    BlockChain {
        /// The chain id of the block.
        given: u64,
        /// The chain id that the engine was opened with.
        wanted: u64,
    },
    /// A block that leads to another state root than it was held to.
    #[error("the block leads to state root {found}, expected {expected}")]
    BlockRoot {
        /// The root that it was held to.
        expected: Hash,
        /// The root that it leads to.
        found: Hash,
    },
    /// A block whose receipts have another root than it was held to.
    #[error("the block has receipts root {found}, expected {expected}")]
    BlockReceipts {
        /// The root that it was held to.
        expected: Hash,
        /// The root that its receipts have.
        found: Hash,
    },
    /// A block whose transactions use more gas together than it may.
    #[error("transaction {position} of the block takes its gas to {used}, the limit is {limit}")]
    BlockGas {
        /// The position of the first transaction that has no room, from 0.
        position: u64,
        /// Gas of the block up to it.
        used: u64,
        /// Gas that the block may use.
        limit: u64,
    },
    /// A transaction of a block that asks for more gas than one may.
    #[error("transaction {position} of the block asks for {given} gas, the most is {limit}")]
    TransactionGas {
        /// Its position, from 0.
        position: u64,
        /// Gas that it asks for.
        given: u64,
        /// Gas that it may ask for.
        limit: u64,
    },
    /// A block that was given up by the flag in its options.
    #[error("the block was cancelled between two transactions, and nothing of it is kept")]
    Cancelled,
    /// A pending block that has another parent than the store's last block.
    #[error("the block was built on {wanted}, and the store is at {found}")]
    NotOnParent {
        /// The head and state root that it was built on.
        wanted: String,
        /// The head and state root of the store.
        found: String,
    },
    /// A block on more pending blocks than there may be.
    #[error("the block would stand on {given} blocks that are not committed, the most is {limit}")]
    PendingDepth {
        /// The blocks that it would stand on.
        given: usize,
        /// The most that there may be.
        limit: usize,
    },
    /// A block that failed before, and can only be dropped.
    #[error("the block has failed and can only be dropped: {why}")]
    BlockFailed {
        /// The failure.
        why: String,
    },
    /// An application's row that is too long.
    #[error("the {what} of an application's row has {given} bytes, the most is {limit}")]
    ApplicationRow {
        /// The part of the row.
        what: &'static str,
        /// Its bytes.
        given: usize,
        /// The most that there may be.
        limit: usize,
    },
    /// A transaction of another chain.
    #[error("the transaction is for chain {given}, this is chain {wanted}")]
    TransactionChain {
        /// The chain id of the transaction.
        given: u64,
        /// The chain's.
        wanted: u64,
    },
    /// A transaction that is not the next of its account.
    #[error("the transaction has nonce {given}, the next of {account} is {wanted}")]
    Nonce {
        /// The signer.
        account: Address,
        /// The transaction's nonce.
        given: u64,
        /// The one that comes next.
        wanted: u64,
    },
    /// A store that holds another chain's state.
    #[error("the store is of chain {found}, the engine was opened for chain {wanted}; {}", StoreFault::OtherChain.advice())]
    StoreChain {
        /// The chain id that the store names.
        found: u64,
        /// The chain id that the engine is opened with.
        wanted: u64,
    },
    /// A store that another engine, most likely, has written to since this engine looked. Nothing was committed; the next call
    /// begins with the store as it is now.
    #[error("another engine has written to the store: it is at {found}, this engine left it at {seen}")]
    StoreMoved {
        /// The head when this engine last read or wrote it.
        seen: String,
        /// The head found.
        found: String,
    },
    /// The engine was asked from inside a call of its own, by native code or by the store: nothing was done. Queries and
    /// simulations, which take a snapshot, are answered there.
    #[error("the engine is at a call of this very thread, and can't begin another one before that has ended")]
    Busy,
    /// A price list that no engine can work with.
    #[error(transparent)]
    Schedule(#[from] allod_core::ScheduleError),
    /// Fee terms that no engine can work with.
    #[error(transparent)]
    Fees(#[from] allod_core::FeeError),
    /// Rules from a later height on that no engine can work with.
    #[error("the rules from block {height} on: {error}")]
    RulesFrom {
        /// The height.
        height: u64,
        /// The fault.
        error: Box<EngineError>,
    },
    /// A store that ran under other rules than the engine is opened with.
    #[error(
        "the store ran under another {kind} from block {height} on: {found}, the engine was opened with {wanted}; {}, and name \
         the new one from a block after {last} on",
        StoreFault::OtherRules.advice()
    )]
    StoreRules {
        /// The rule: gas schedule, fee terms, limits, host modules, native contracts, or features.
        kind: &'static str,
        /// The first block for which it is another.
        height: u64,
        /// The last block of the store.
        last: u64,
        /// The digest that the store names.
        found: Hash,
        /// The digest of the configuration's.
        wanted: Hash,
    },
    /// A receipt asked for by a digest, of an engine that keeps no index.
    #[error("receipts are not indexed: open the engine with_receipt_index")]
    NoReceiptIndex,
    /// A genesis that can't be read or written.
    #[error(transparent)]
    Genesis(#[from] crate::GenesisError),
    /// A state that could not be exported.
    #[error(transparent)]
    Export(#[from] allod_state::transfer::error::ExportError),
    /// An export that was not imported.
    #[error(transparent)]
    Import(#[from] allod_state::transfer::error::ImportError),
    /// A file of the artefact cache.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// Threads that the system does not give.
    #[error("{wanted} threads for blocks: {source}")]
    Threads {
        /// The number asked for.
        wanted: usize,
        /// The system's error.
        source: std::io::Error,
    },
    /// The machine had no room, even after everything idle was given up. Nothing was committed, no contract could observe it,
    /// and the same can be tried again.
    #[error("the machine has no room for {what}: {why}")]
    Shortage {
        /// The thing that there was no room for.
        what: &'static str,
        /// The system's error.
        why: String,
    },
    /// A budget that can't be set.
    #[error("a budget of {given} {unit} for {name}: it must be from {least} to {most}")]
    Budget {
        /// The budget.
        name: &'static str,
        /// The value given.
        given: u64,
        /// Its unit.
        unit: &'static str,
        /// The least it may be.
        least: u64,
        /// The most it may be.
        most: u64,
    },
    /// The store holds a row that no engine wrote: which one, and its fault.
    #[error("the store is damaged: {0}; {advice}", advice = StoreFault::Damaged.advice())]
    CorruptStore(String),
    /// A state that can't be: a mistake in the engine, or a panic in a store of the embedder's.
    #[error("the engine is at fault: {0}")]
    Internal(String),
}

impl EngineError {
    /// Error for a host function that panicked, or the store behind it, with the panic's message.
    pub(crate) fn panicked(panic: &(dyn Any + Send)) -> Self {
        Self::Internal(format!("a host function panicked: {}", Self::panic_words(panic)))
    }

    /// The message of a panic.
    pub(crate) fn panic_words(panic: &(dyn Any + Send)) -> String {
        let text = panic.downcast_ref::<&str>().copied();
        text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no words").to_owned()
    }

    /// The fault of the store, if the store is to blame. [`StoreFault::InDoubt`] is the only one after which the changes may be
    /// committed all the same.
    pub fn store_fault(&self) -> Option<StoreFault> {
        match self {
            Self::State(error) => error.fault(),
            Self::StoreChain { .. } => Some(StoreFault::OtherChain),
            Self::StoreRules { .. } => Some(StoreFault::OtherRules),
            Self::StoreMoved { .. } => Some(StoreFault::Moved),
            Self::CorruptStore(_) => Some(StoreFault::Damaged),
            _ => None,
        }
    }

    /// The reason as nodes agree on it, if the transaction is to blame: without the words of compilers, parsers and systems
    /// that are in the error. `None` where the engine, its store or its settings failed.
    pub fn reason(&self) -> Option<Reason> {
        Some(match self {
            Self::NoContract { address } => Reason::NoContract { address: *address },
            Self::Refused(reason) => reason.clone(),
            Self::Limit(error) => error.into(),
            Self::Gate(error) => Reason::Gate { check: error.check },
            // A price is the chain's.
            Self::Instrument(InstrumentError::Price { .. }) => return None,
            Self::Instrument(_) => Reason::NotMetered,
            Self::NotCompiled(_) => Reason::NotCompiled,
            Self::Compile(CompileError::Abi(_) | CompileError::Module { .. }) => Reason::AbiUnreadable,
            Self::AbiMismatch { function, why } => {
                Reason::Abi { function: reason::name(function.as_bytes()), fault: *why }
            }
            Self::AddressTaken { address } => Reason::AddressTaken { address: *address },
            Self::TransactionChain { given, wanted } => Reason::Chain { given: *given, wanted: *wanted },
            Self::Nonce { account, given, wanted } => {
                Reason::Nonce { account: *account, given: *given, wanted: *wanted }
            }
            _ => return None,
        })
    }
}

impl From<allod_core::CodecError> for EngineError {
    fn from(error: allod_core::CodecError) -> Self {
        Self::Abi(error.into())
    }
}

impl From<allod_core::ArgError> for EngineError {
    fn from(error: allod_core::ArgError) -> Self {
        Self::Abi(error.into())
    }
}
