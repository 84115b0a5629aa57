//! Building of blocks: transaction by transaction, judged, and only then kept.
//!
//! | file | holds |
//! |---|---|
//! | [`block`] | [`Block`] and [`BlockHooks`]: a block under construction, and the chain's code at its two ends |
//! | [`phase`] | whether it is open, and places in it to go back to |
//! | [`running`] | its transactions and native code, and the undoing of the last |
//! | [`recorded`] | what its transactions read and write |
//! | [`host_state`] | accounts and application rows, by the chain's hand |
//! | [`ending`] | the end of a block: its root, its commit, its sealing |
//! | [`observed`] | what an observer is told of a block |
//! | [`options`], [`committed`] | what a block is held to, and what came of it |
//! | [`pending`] | [`PendingBlock`]: a block that is finished and not committed |
//! | [`engine`] | the engine's functions for all of these |

mod block;
mod committed;
mod ending;
mod engine;
mod host_state;
mod observed;
mod options;
mod pending;
mod phase;
mod recorded;
mod running;

pub use block::{Block, BlockHooks};
pub use committed::Committed;
pub use host_state::{APPLICATION_KEY_BYTES, APPLICATION_VALUE_BYTES};
pub use options::BlockOptions;
pub use pending::{PENDING_DEPTH, PendingBlock};
