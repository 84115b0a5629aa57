//! The Allod engine: deploys contracts, calls them, and keeps what they leave.
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
//! opened → an instance, charged as it goes → host operations: pointers, permission, price, journal → the
//! frame closed, its writes kept or undone → a [`Receipt`] → one atomic write.

#![deny(unsafe_code)]

mod admission;
mod artefacts;
mod block;
mod blocks;
mod budget;
mod call;
mod card;
mod compiler;
mod config;
mod contract;
mod contracts;
mod deploy;
mod engine;
mod error;
mod founding;
mod frame;
mod gas;
mod host;
mod imports;
mod interpreter;
mod kept;
mod metered;
mod modules;
mod native;
mod options;
mod own_stack;
mod profile;
mod progress;
mod receipt;
mod run;
mod session;
mod shared;
mod stop;
mod store;
mod stored_receipt;
mod tiers;
mod transact;
mod transaction;
mod transaction_name;
mod unready;
mod verify;
mod view;
mod wasm;

pub use allod_core::abi::Abi;
pub use allod_core::address::Salt;
pub use allod_core::{
    Address, Args, CallTerms, Context, Event, GasSchedule, Hash, HostOp, InstructionPrices, Name, Object, ObjectId,
    Ownership, Price, RevertCode, ScheduleError, Status, Trap, Type, Value, args, codec,
};
pub use allod_security::{CallFrame, CallLimits, LimitError, WasiOptions};
#[cfg(feature = "rocksdb")]
pub use allod_state::RocksStorage;
pub use allod_state::{
    Audit, LtHash, MemoryStorage, Pair, Reader, StateError, Storage, StoreFault, Visitor, Within, Write, WriteBatch,
    keys,
};
pub use artefacts::CacheError;
pub use block::BlockContext;
pub use budget::{BUDGETS, Budget, BudgetRow, Budgets};
pub use compiler::Compiler;
pub use config::{DEFAULT_GAS_LIMIT, EngineConfig};
pub use contract::ContractRecord;
pub use deploy::Deployment;
pub use engine::Engine;
pub use error::EngineError;
pub use gas::{GasMeter, GasReport, MAX_LIMIT, OutOfGas, Tally};
pub use native::{NativeContext, NativeError, NativeObject};
pub use options::{DeployCall, DeployOptions, ExecuteOptions};
pub use profile::{Node, Place, Profile};
pub use receipt::Receipt;
pub use tiers::{Tier, Tiers};
pub use transaction::{Constructor, DeployTerms, Payload, Transaction};
pub use view::ObjectView;

/// The Rust in the documents compiles.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
#[doc = include_str!("../../docs/embedding.md")]
#[doc = include_str!("../../docs/gas.md")]
struct Documents;
