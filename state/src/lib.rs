//! Where objects live.
//!
//! | module | holds |
//! |---|---|
//! | [`keys`] | how every key of the store is laid out; nothing else knows |
//! | [`storage`], [`write_batch`] | what a store can do, and a set of changes it makes all at once |
//! | [`memory`], [`rocks`] | the two stores; RocksDB is the feature `rocksdb`, on by default |
//! | [`journal`], [`checkpoint`] | changes that are not yet in the store, and can still be undone |
//! | [`objects`], [`balances`], [`nonces`], [`contracts`], [`receipts`], [`meta`] | the tables, read and written through a journal |
//!
//! The life of a change: a table writes it into a [`Journal`], a checkpoint keeps or undoes it, and
//! [`Journal::into_batch`] hands what is left to [`Storage::write`], which makes all of it or nothing durable.
//!
//! Nothing here knows what a contract is made of.

#![forbid(unsafe_code)]

pub mod balances;
pub mod checkpoint;
pub mod contracts;
pub mod error;
pub mod journal;
mod key_hash;
pub mod keys;
pub mod memory;
mod merge;
pub mod meta;
pub mod nonces;
pub mod objects;
mod oldest;
mod overlay;
pub mod receipts;
pub mod record;
#[cfg(feature = "rocksdb")]
pub mod rocks;
#[cfg(feature = "rocksdb")]
mod rocks_snapshot;
pub mod storage;
pub mod stored_field;
pub mod write_batch;

pub use balances::Balances;
pub use checkpoint::Checkpoint;
pub use contracts::Contracts;
pub use error::StateError;
pub use journal::{Change, Journal};
pub use keys::Key;
pub use memory::MemoryStorage;
pub use meta::Meta;
pub use nonces::Nonces;
pub use objects::Objects;
pub use receipts::Receipts;
pub use record::ObjectRecord;
#[cfg(feature = "rocksdb")]
pub use rocks::RocksStorage;
pub use storage::{Pair, Reader, Storage};
pub use stored_field::StoredField;
pub use write_batch::{Write, WriteBatch};
