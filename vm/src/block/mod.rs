//! Blocks: what is kept from one to the next, and how one is run.
//!
//! | file | holds |
//! |---|---|
//! | [`block_context`] | where and when a block runs |
//! | [`executor`] | the journal between blocks, the state's root, the last block |
//! | [`commit`] | how what happened is written |
//! | [`rollback_guard`] | what happens between two commits, and leaves nothing unless it succeeds |
//! | [`write_behind`] | whether the store waits for what single calls change |
//! | [`turns`] | who may write next: one at a time, and nobody from inside of what they write |
//! | [`parallel`] | a block's transactions side by side, and in order again |
//! | [`root_state`] | what a commit makes of the state's root |

mod block_context;
mod commit;
mod executor;
mod parallel;
mod rollback_guard;
mod root_state;
mod turns;
mod write_behind;

pub use block_context::BlockContext;
pub(crate) use executor::{Ledger, last_block, next_block, possible_block};
pub(crate) use turns::{Turn, Turns};
pub(crate) use write_behind::Behind;
