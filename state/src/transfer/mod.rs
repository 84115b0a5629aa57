//! Transfer of a whole state: a stream of its rows, written from a snapshot and read into an empty store.
//!
//! | file | holds |
//! |---|---|
//! | `format` | layout of the stream, and the check that runs along with it |
//! | [`export`] | a snapshot written as a stream |
//! | `stream` | a stream read row by row |
//! | `row` | the rows that a stream has, and the shape of each |
//! | [`import`] | a stream into a store, all of it or nothing |
//! | [`error`] | what can be wrong with a stream, by row |
//!
//! # What is in it
//! Every row that the state root covers, and the store's facts that an engine needs to go on (its last block, chain, genesis and rules); receipts
//! if they are asked for. The owner index is left out, as the objects say the same: it is made anew. So are the root, which is
//! worked out anew, and rows outside of the layout, which are an embedder's own.
//!
//! # What is checked
//! | change to the stream | found by | names |
//! |---|---|---|
//! | a row changed, dropped, added, moved or cut off | the running check | the row, and the one before it |
//! | the same with all checks made anew | order, key shape and value shape | the row |
//! | the same, and every row has its shape | the root | no row: a sum of all rows can't tell which one is wrong |
//!
//! Somebody who can make the checks anew has written a stream of their own, of another state; the root that the importer trusts
//! refuses it. Receipts, the last block and the rules are in no root: compare them with what else is known.

pub mod error;
pub mod export;
mod format;
pub mod import;
mod row;
mod stream;

pub use format::VERSION;
