//! Commands about accounts, names, and the folder itself: one file each.

pub(super) mod account;
pub(super) mod export;
pub(super) mod folder;
pub(super) mod genesis;
pub(super) mod import;
pub(super) mod name;
