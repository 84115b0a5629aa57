//! Store of an engine: how it is opened and checked, and how far it has come.
//!
//! | file | holds |
//! |---|---|
//! | [`opening`] | the store opened, and everything that an engine depends on checked |
//! | [`head`] | the last block, and the changes since |

mod head;
mod opening;

pub(crate) use head::Head;
pub(crate) use opening::{OpenedStore, StoreOptions, open};
