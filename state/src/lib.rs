//! State of Allod: objects, accounts, contracts and receipts, in a journal over a key-value store.
//!
//! | module | holds |
//! |---|---|
//! | [`keys`], `key_space` | key layout; the table of what each first letter stands for |
//! | [`storage`] | interface of a store, the stores (memory, RocksDB), write batches, schema check |
//! | `map` | hash index, slot map, ordered index, inline bytes, prefetch; which of all accelerators are built in |
//! | [`root`] | LtHash: the hash of a whole state, kept up to date change by change; audit of a store |
//! | [`journal`] | uncommitted changes: cache, undo log, transaction log, change sets; accelerators in a folder of their own |
//! | [`parallel`] | base view that threads share, child journals with read sets, validation in order; `access/`: access sets |
//! | [`tables`] | objects, balances, nonces, contracts, metadata: read and written through a journal |
//! | [`receipts`] | table of receipts, their buffer, and the segments they are delta-encoded in |
//! | [`transfer`] | a whole state as a stream, out of one store and into another |
//! | `conformance` | the promises of a store as a suite, by the feature of that name |
//! | [`error`], [`fault`] | what can go wrong, and what an operator does about it |
//!
//! The life of a change: a table writes it into a [`Journal`], a checkpoint keeps or undoes it, and
//! [`Journal::take_batch`] hands what is left to [`Storage::write`], which makes all of it or nothing durable.
//!
//! # Invariants
//! - Nothing here knows WebAssembly, gas or permissions.
//! - Keys are made in [`keys`] alone, and values are encoded in the table that they belong to.
//! - No answer depends on a cache, a prediction, the order of a hash map, or the number of threads. The feature `no-accel`
//!   builds the crate without its accelerators, and the suite runs both ways.
//!
//! The crate is internal to Allod: what embedders need of it, `allod-vm` re-exports, and only that follows semver.

#![deny(unsafe_code)]

#[cfg(feature = "conformance")]
pub mod conformance;
pub mod error;
pub mod fault;
pub mod journal;
mod key_space;
pub mod keys;
mod map;
pub mod parallel;
pub mod receipts;
pub mod root;
pub mod storage;
pub mod tables;
pub mod transfer;

pub use error::StateError;
pub use fault::StoreFault;
pub use journal::Journal;
pub use journal::change_set::{Change, ChangeSet};
pub use journal::checkpoint::Checkpoint;
pub use keys::Key;
pub use parallel::access::access_set::{AccessSet, AccessedKeys, RowChange};
pub use parallel::access::row_key::RowKey;
pub use parallel::access::row_range::RowRange;
pub use parallel::base_view::BaseView;
pub use parallel::child_journal::ChildJournal;
pub use parallel::validator::BatchValidator;
pub use receipts::Receipts;
pub use receipts::buffer::ReceiptSections;
pub use root::audit::Audit;
pub use root::lthash::LtHash;
pub use storage::guarded::GuardedStorage;
pub use storage::memory::MemoryStorage;
pub use storage::overlay::{Overlay, SortedBatch};
#[cfg(feature = "rocksdb")]
pub use storage::rocks::RocksStorage;
pub use storage::schema;
pub use storage::write_batch::{Write, WriteBatch};
pub use storage::{Pair, Reader, Storage, Visitor, Within};
pub use tables::application::ApplicationRows;
pub use tables::balances::Balances;
pub use tables::contract_storage::ContractStorage;
pub use tables::contracts::Contracts;
pub use tables::field::StoredField;
pub use tables::metadata::Metadata;
pub use tables::nonces::Nonces;
pub use tables::object_record::ObjectRecord;
pub use tables::objects::Objects;
