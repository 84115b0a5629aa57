//! The Allod engine: deploys contracts, calls them, and keeps their state.
//!
//! ```
//! use allod_vm::{Engine, EngineConfig, args};
//!
//! let engine = Engine::open(EngineConfig::default())?; // in memory; `.with_path("./data")` for RocksDB
//! let deployed = engine.deploy(r#"(module (func (export "add") (param i64 i64) (result i64)
//!     (i64.add (local.get 0) (local.get 1))))"#)?;
//! let receipt = engine.execute_with_args(deployed.address, "add", args![7, 8])?;
//! assert_eq!(receipt.decode::<i64>()?, 15);
//! # Ok::<(), allod_vm::EngineError>(())
//! ```
//!
//! The way of one call: [`Engine::execute`] → the contract's record and its module, from the cache → a frame
//! opened → an instance, charged as it goes → host operations: price, pointers, permission, journal → the
//! frame closed, its writes kept or undone → a [`Receipt`] → one atomic write.
//!
//! | folder | holds |
//! |---|---|
//! | `engine/` | [`Engine`], its settings and budgets, deploys, views |
//! | `block/` | blocks in order, committed or rolled back; `parallel/`: on several threads |
//! | `transaction/` | a transaction admitted, hashed, validated, executed, written up; `money/`: its fee, and what moved |
//! | `execution/` | a call: frames, gas, `host/` behind the imports, `backend/` that runs modules |
//! | `modules/` | modules ready to run: in memory, on disk, made again; `tiering/`: when they are compiled |
//! | `receipt/` | [`Receipt`], and its encoding in the store |
//! | `genesis/` | the state that a chain begins with, from a document |
//! | `native/` | Rust in the place of a contract; `registered/`: [`NativeContract`], at an address from a height on |
//! | `host_module/` | [`HostModule`]: functions of an embedder's own for contracts to import |
//! | `profile/` | the gas of a call by place |
//! | `explain/` | the places where a call failed |

#![deny(unsafe_code)]

#[cfg(not(feature = "interpreter"))]
compile_error!(
    "allod-vm runs contracts by the feature `interpreter`, or `cranelift`, which has it in it: ask for one of the two"
);

mod block;
mod engine;
mod error;
mod execution;
mod explain;
mod genesis;
mod host_module;
mod modules;
mod native;
mod profile;
mod receipt;
mod span;
mod transaction;

pub use allod_compiler::{GoCompiler, Stage};
pub use allod_core::abi::Abi;
pub use allod_core::address::Salt;
pub use allod_core::{
    Address, Args, CallTerms, CodecError, Context, Event, FeeError, FeeOffer, FeeTerms, GasSchedule, Hash, HostOp,
    HostStatus, InstructionPrices, Name, Object, ObjectId, Ownership, Price, Reason, RevertCode, ScheduleError, Status,
    Trap, Type, Value, WasmType, args, codec,
};
pub use allod_security::{CallFrame, CallLimits, LimitError, WasiOptions};
#[cfg(feature = "rocksdb")]
pub use allod_state::RocksStorage;
#[cfg(feature = "conformance")]
pub use allod_state::conformance;
pub use allod_state::transfer::error::{ExportError, ImportError};
pub use allod_state::transfer::export::Exported;
pub use allod_state::{
    AccessSet, Audit, LtHash, MemoryStorage, ObjectRecord, Pair, Reader, RowChange, RowKey, RowRange, StateError,
    Storage, StoreFault, Visitor, Within, Write, WriteBatch, keys,
};
pub use block::BlockContext;
pub use block::building::{
    APPLICATION_KEY_BYTES, APPLICATION_VALUE_BYTES, Block, BlockHooks, BlockOptions, Committed, PENDING_DEPTH,
    PendingBlock,
};
pub use block::recording::Recording;
pub use block::recording::row_value::RowValue;
pub use engine::Engine;
pub use engine::budget::{BUDGETS, Budget, BudgetRow, Budgets};
pub use engine::call::account::Account;
pub use engine::compiler::Compiler;
pub use engine::config::EngineConfig;
pub use engine::deploy::Deployment;
pub use engine::observer::figures::{BlockFigures, Compilation, MachineFigures};
#[cfg(feature = "metrics")]
pub use engine::observer::metrics::MetricsObserver;
pub use engine::observer::{Observer, SeenFrame};
pub use engine::options::{DEFAULT_ACCOUNT, DEFAULT_GAS_LIMIT, DeployCall, DeployOptions, ExecuteOptions};
pub use engine::rules::features::Features;
pub use engine::rules::view::ChainRules;
pub use engine::store::transfer::{ImportedState, StateExport, import, import_unverified};
pub use engine::view::StateView;
pub use engine::view::contracts::ContractView;
pub use engine::view::event_cursor::EventCursor;
pub use engine::view::events::{EVENT_SCAN_RECEIPTS, EventFilter, EventPage, PastEvent};
pub use engine::view::state::ObjectView;
pub use error::EngineError;
#[cfg(feature = "middleware")]
pub use execution::backend::machine_code::middleware;
pub use execution::gas::{GasBreakdown, GasMeter, GasReport, MAX_LIMIT, OutOfGas};
pub use execution::signatures::{
    ed25519_is_key, ed25519_verify, ethereum_address, keccak256, secp256k1_recover, secp256k1_verify, sha256,
};
#[cfg(feature = "profile")]
pub use explain::{Explanation, Failure, SourceLine, StackFrame};
pub use genesis::error::GenesisError;
pub use genesis::{Genesis, GenesisCounts};
pub use host_module::HostModule;
pub use host_module::context::{HostContext, HostExit, HostResult};
pub use host_module::registry::HostModuleError;
pub use modules::artifact_store::CacheError;
pub use modules::contract_record::ContractRecord;
pub use modules::gate_rules::GateRules;
pub use modules::tiering::{Tier, Tiers};
pub use native::registered::args::NativeArgs;
pub use native::registered::contract::NativeContract;
pub use native::registered::error::{NativeContractError, NativeFailure};
pub use native::{NativeContext, NativeError, NativeObject};
#[cfg(feature = "profile")]
pub use profile::{Node, Place, Profile};
pub use receipt::Receipt;
pub use receipt::digest::receipts_root;
pub use transaction::money::fee::Fee;
pub use transaction::money::transfer::{Transfer, TransferKind};
pub use transaction::money::transfer_log::MAX_TRANSFERS;
pub use transaction::{Constructor, DeployTerms, Payload, Transaction};

/// The Rust in the documents compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
#[doc = include_str!("../../docs/embedding.md")]
#[doc = include_str!("../../docs/book/parallel-blocks.md")]
#[doc = include_str!("../../docs/book/stores.md")]
#[doc = include_str!("../../docs/failures.md")]
#[doc = include_str!("../../docs/gas.md")]
struct Documents;
