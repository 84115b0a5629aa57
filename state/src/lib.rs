//! Where objects live.
//!
//! | module | holds |
//! |---|---|
//! | [`keys`] | how every key of the store is laid out; nothing else knows |
//! | [`storage`], [`write_batch`] | what a store can do, and a set of changes it makes all at once |
//! | [`guarded`] | a store of somebody else's, held to what a store promises |
//! | [`schema`] | which layout a store was written in |
//! | [`memory`], [`rocks`] | the two stores; RocksDB is the feature `rocksdb`, on by default |
//! | [`journal`], [`checkpoint`] | changes that are not yet in the store, and can still be undone |
//! | [`changes`] | what a journal has changed: found out, added to the root, made into a batch |
//! | [`frozen`], [`window`] | one journal read by many threads, and their changes brought into one order again |
//! | [`lattice`] | the hash of a whole state, kept up to date change by change |
//! | [`objects`], [`balances`], [`nonces`], [`contracts`], [`receipts`], [`meta`] | the tables, read and written through a journal |
//!
//! The life of a change: a table writes it into a [`Journal`], a checkpoint keeps or undoes it, and
//! [`Journal::take_batch`] hands what is left to [`Storage::write`], which makes all of it or nothing durable.
//!
//! Nothing here knows what a contract is made of.

#![deny(unsafe_code)]

pub mod balances;
pub mod changes;
pub mod checkpoint;
pub mod contracts;
pub mod error;
mod expected;
pub mod frozen;
pub mod guarded;
mod hints;
mod index;
pub mod journal;
mod key_hash;
pub mod keys;
pub mod lattice;
pub mod memory;
mod merge;
pub mod meta;
pub mod nonces;
mod numbers;
pub mod objects;
mod overlay;
mod owned;
mod reading;
mod receipt_group;
pub mod receipts;
mod recent;
pub mod record;
#[cfg(feature = "rocksdb")]
pub mod rocks;
#[cfg(feature = "rocksdb")]
mod rocks_snapshot;
pub mod schema;
mod short_bytes;
mod slot;
pub mod storage;
pub mod stored_field;
mod table;
pub mod unwritten;
pub mod window;
pub mod write_batch;

pub use balances::Balances;
pub use changes::{Change, Prepared};
pub use checkpoint::Checkpoint;
pub use contracts::Contracts;
pub use error::StateError;
pub use frozen::Frozen;
pub use guarded::GuardedStorage;
pub use journal::Journal;
pub use keys::Key;
pub use lattice::Lattice;
pub use memory::MemoryStorage;
pub use meta::Meta;
pub use nonces::Nonces;
pub use objects::Objects;
pub use receipts::Receipts;
pub use record::ObjectRecord;
#[cfg(feature = "rocksdb")]
pub use rocks::RocksStorage;
pub use storage::{Pair, Reader, Storage, Visitor, Within};
pub use stored_field::StoredField;
pub use unwritten::Parts;
pub use window::Window;
pub use write_batch::{Write, WriteBatch};
