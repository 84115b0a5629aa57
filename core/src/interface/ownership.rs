//! Ownership of an object.

use crate::ids::address::Address;
use serde::{Deserialize, Serialize};

/// The ownership of an object: an address, or one of the two states without an owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ownership {
    /// An account or a contract.
    Address(Address),
    /// No owner: its contract may write it; it can be neither transferred nor deleted.
    Shared,
    /// No owner, for ever: it can be read and never changes again.
    Immutable,
}

impl Ownership {
    /// The owning address, if there is one.
    pub fn address(&self) -> Option<Address> {
        match self {
            Self::Address(address) => Some(*address),
            Self::Shared | Self::Immutable => None,
        }
    }
}

impl std::fmt::Display for Ownership {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Address(address) => write!(f, "{address}"),
            Self::Shared => f.write_str("shared"),
            Self::Immutable => f.write_str("immutable"),
        }
    }
}
