//! A small chain on the engine, as `docs/book/chain.md` builds it: everything
//! between a signature and a header, and nothing of networks and consensus.
//!
//! | file | holds |
//! |---|---|
//! | [`key`] | an account's key, which signs; a wallet's side |
//! | [`signed`] | a transaction with its signature, and the one form of bytes it has |
//! | [`mempool`] | transactions that wait for a block |
//! | [`header`], [`block`] | what nodes agree on, and the transactions that led to it |
//! | [`rules`], [`reward`] | fees, prices, upgrades; the chain's own code around each block |
//! | [`archive`] | headers and transactions of the past |
//! | [`node`] | proposes, validates, keeps, restarts |
//! | [`moving`] | a state from one node to another |
//! | [`error`] | what can be wrong |

#![forbid(unsafe_code)]

pub mod archive;
pub mod block;
pub mod error;
pub mod header;
pub mod key;
pub mod mempool;
pub mod moving;
pub mod node;
pub mod reward;
pub mod rules;
pub mod signed;
