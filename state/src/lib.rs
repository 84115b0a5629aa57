//! Where objects live.
//!
//! | module | holds |
//! |---|---|
//! | [`keys`] | how every key of the store is laid out; nothing else knows |
//! | [`storage`] | what a store can do, the two stores, a set of changes one makes all at once, and which layout it was written in |
//! | `map` | keys found by hash and put in order, short bytes without an allocation |
//! | [`fault`] | what can be the matter with a store, by what to do about it |
//! | [`root`] | the hash of a whole state, kept up to date change by change; a check of every row |
//! | [`journal`] | changes that are not yet in the store, and can still be undone; what they come to as a batch |
//! | [`parallel`] | one journal read by many threads, and their changes brought into one order again |
//! | [`tables`] | objects, balances, nonces, contracts, metadata: read and written through a journal |
//! | [`receipts`] | the table of receipts, and how they stand together under a key |
//!
//! The life of a change: a table writes it into a [`Journal`], a checkpoint keeps or undoes it, and
//! [`Journal::take_batch`] hands what is left to [`Storage::write`], which makes all of it or nothing durable.
//!
//! Nothing here knows what a contract is made of.

#![deny(unsafe_code)]

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

pub use error::StateError;
pub use fault::StoreFault;
pub use journal::Journal;
pub use journal::change_set::{Change, ChangeSet};
pub use journal::checkpoint::Checkpoint;
pub use keys::Key;
pub use parallel::base_view::BaseView;
pub use parallel::child_journal::ChildJournal;
pub use parallel::validator::BatchValidator;
pub use receipts::Receipts;
pub use receipts::buffer::ReceiptSections;
pub use root::audit::Audit;
pub use root::lthash::LtHash;
pub use storage::guarded::GuardedStorage;
pub use storage::memory::MemoryStorage;
#[cfg(feature = "rocksdb")]
pub use storage::rocks::RocksStorage;
pub use storage::schema;
pub use storage::write_batch::{Write, WriteBatch};
pub use storage::{Pair, Reader, Storage, Visitor, Within};
pub use tables::balances::Balances;
pub use tables::contracts::Contracts;
pub use tables::field::StoredField;
pub use tables::metadata::Metadata;
pub use tables::nonces::Nonces;
pub use tables::object_record::ObjectRecord;
pub use tables::objects::Objects;

/// Whether accelerators are built in: everything that makes the state fast and changes no answer. False with the feature
/// `no-accel`, which proves the latter: gas, receipts and roots are the same.
pub(crate) const ACCELERATED: bool = !cfg!(feature = "no-accel");
