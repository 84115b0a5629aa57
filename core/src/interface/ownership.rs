//! Who an object belongs to.

use crate::ids::address::Address;
use serde::{Deserialize, Serialize};

/// Who an object belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ownership {
    /// An account or a contract.
    Address(Address),
    /// Nobody in particular: its contract may write it, nobody can transfer or delete it.
    Shared,
    /// Nobody, for ever: it can be read and never changes again.
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
