//! Commands that show what is there: one file each.

pub(super) mod abi;
pub(super) mod balance;
pub(super) mod contracts;
pub(crate) mod events;
pub(super) mod object;
pub(super) mod objects;
pub(super) mod receipt;
