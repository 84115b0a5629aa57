//! Protocols by which the engine's threads work together, each small enough to be checked in every order of its steps.
//!
//! | module | holds |
//! |---|---|
//! | [`write_behind`] | the two flags by which a store is shared while changes wait |
//! | [`hotness`], [`tiered`] | when a module is promoted, and the exchange of a program for machine code under running calls |
//! | [`spmc_queue`] | one producer's values for many consumers: the chunks whose delta to the root is accumulated |
//! | [`work_range`] | the queue of indices that threads take their shares from |
//! | [`worker_pool`] | threads that share a task and give it back |
//! | `primitives` | the atomics, locks and channels they stand on: the standard library's or the model checker's |
//!
//! These types are what the engine runs, not a copy of it. `RUSTFLAGS="--cfg loom"` exchanges the primitives for those of
//! the model checker loom; the tests in `models` then run each protocol in all interleavings, and with a mistake planted in
//! it, which the same model must find. `setup/models.sh` does that in seconds.
//!
//! loom takes a `SeqCst` access for an `AcqRel` one, so a protocol that needs one order over several variables uses fences.

#![forbid(unsafe_code)]

pub mod hotness;
#[cfg(all(loom, test))]
mod models;
mod primitives;
pub mod spmc_queue;
pub mod tiered;
pub mod work_range;
pub mod worker_pool;
pub mod write_behind;

pub use hotness::Hotness;
pub use spmc_queue::SpmcQueue;
pub use tiered::{Ready, Tiered};
pub use work_range::WorkRange;
pub use worker_pool::{Pending, PoolId, WorkerPool};
pub use write_behind::WriteBehind;
