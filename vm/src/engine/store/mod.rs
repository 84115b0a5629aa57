//! Store of an engine: how it is opened and checked, and how far it has come.
//!
//! | file | holds |
//! |---|---|
//! | [`opening`] | the store opened, and everything that an engine depends on checked |
//! | [`head`] | the last block, and the changes since |
//! | [`verify`] | every row checked against the others |
//! | [`receipts`] | receipts of the past, by height and by digest, and pruned |
//! | [`transfer`] | a whole state exported and imported |

mod head;
mod opening;
pub(crate) mod receipts;
pub(crate) mod transfer;
mod verify;

pub(crate) use head::Head;
pub(crate) use opening::{OpenedStore, StoreOptions, open};
