//! Names of what the command keeps in a data folder.

/// The manifest of what belongs together.
pub(crate) const MANIFEST: &str = "folder.json";
/// Accounts with their keys.
pub(crate) const ACCOUNTS: &str = "accounts.json";
/// Names of contracts.
pub(crate) const CONTRACTS: &str = "contracts.json";
/// The file that is locked. It stays when the folder is free: whoever removed it would let two in.
pub(crate) const LOCK: &str = "lock";
/// The folder that holds the store. May be a link, to have it on another disk.
pub(crate) const STATE: &str = "state";

/// Files of the command's own, none of which may be a link.
pub(super) const FILES: [&str; 4] = [MANIFEST, ACCOUNTS, CONTRACTS, LOCK];
