//! Blocks: what is kept from one to the next, and how one is run.
//!
//! | file | holds |
//! |---|---|
//! | [`ledger`] | the journal between blocks, the state's root, the last block |
//! | [`commit`] | how what happened is written |
//! | [`attempt`] | what happens between two commits, and leaves nothing unless it succeeds |
//! | [`behind`] | whether the store waits for what single calls change |
//! | [`turns`] | who may write next: one at a time, and nobody from inside of what they write |
//! | [`parallel`] | a block's transactions side by side, and in order again |
//! | [`speculation`] | what one thread runs of them |
//! | [`summing`] | what that does to the state's root, while it is brought into order |
//! | [`closing`] | what a block has changed, on several threads |
//! | [`root`] | what a commit makes of the state's root |
//! | [`pace`] | how many transactions, and when rather one after another |
//! | [`workers`] | the threads |

mod attempt;
mod behind;
mod closing;
mod commit;
mod ledger;
mod pace;
mod parallel;
mod root;
mod speculation;
mod summing;
mod turns;
mod workers;

pub(crate) use behind::Behind;
pub(crate) use ledger::{Ledger, last_block, next_block, possible_block};
pub(crate) use turns::{Turn, Turns};
