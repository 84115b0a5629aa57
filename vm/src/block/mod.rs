//! Blocks: the order they come in, the execution of their transactions, and the commit of the changes.
//!
//! | file | holds |
//! |---|---|
//! | [`block_context`] | the place and time of a block |
//! | [`block_watch`] | cancellation and gas limit of a block under way |
//! | [`executor_lock`] | one writer at a time, and none from inside of a call |
//! | [`executor`] | blocks of one and of many transactions, each committed as a whole or undone |
//! | [`building`] | blocks that are built, judged, and only then kept |
//! | [`recording`] | access sets: the rows that each transaction reads and writes |
//! | [`parallel`] | optimistic execution of a block's transactions on several threads |
//! | [`committer`] | one atomic write batch for each commit, with the root of the state |
//! | [`root_state`] | where the root is: in the store, here, or still to be updated |
//! | [`journal_budget`] | bytes that the journals of a block may take |

mod block_context;
mod block_watch;
pub(crate) mod building;
mod committer;
mod executor;
mod executor_lock;
mod journal_budget;
mod parallel;
pub(crate) mod recording;
mod root_state;

pub use block_context::BlockContext;
pub(crate) use executor::{BlockExecutor, BlockSettings, SystemChange, last_block, next_block, possible_block};
pub(crate) use executor_lock::{ExecutorGuard, ExecutorLock};
