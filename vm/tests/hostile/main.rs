//! Hostile contracts and transactions: what they may not reach, say or break.

mod engines;
mod index;
mod limits;
mod objects;
mod pointers;
mod receipts;
mod refusals;
mod stack;
mod stories;
