//! Store of an engine: how it is opened and checked, and how far it has come.
//!
//! | file | holds |
//! |---|---|
//! | [`opening`] | the store opened, and everything that an engine depends on checked |
//! | [`head`] | the last block, and the changes since |
//! | [`verify`] | every row checked against the others |
//! | [`receipts`] | receipts of the past, pruned |
//! | [`receipt_indexes`] | the indexes of receipts, brought up to date |
//! | [`transfer`] | a whole state exported and imported |

mod head;
mod opening;
pub(crate) mod receipt_indexes;
mod receipts;
pub(crate) mod transfer;
mod verify;

pub(crate) use head::Head;
pub(crate) use opening::{OpenedStore, StoreOptions, open};
