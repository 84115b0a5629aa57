//! Row range: rows that were asked for together.

use crate::key_space::{APPLICATION, CONTRACT_STORAGE, FIELDS};
use crate::parallel::access::row_key::RowKey;
use crate::{Key, keys};
use allod_core::{Address, ObjectId};

/// Rows that a transaction asked for together: its outcome depends on all that there are, and on there being no others.
///
/// ```
/// use allod_core::{Address, ObjectId};
/// use allod_state::{RowKey, RowRange};
///
/// let (till, alice) = (Address([7; 20]), Address([1; 20]));
/// let object = ObjectId::new(&till, 1, 0);
/// let range = RowRange::Owned { owner: alice, contract: Some(till) };
/// assert!(range.contains(&RowKey::Owned { owner: alice, object }));
/// assert!(!range.contains(&RowKey::Owned { owner: till, object }));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowRange {
    /// The owner index: the objects of an owner.
    Owned {
        /// The owner.
        owner: Address,
        /// The contract whose objects they are; `None` for those of all contracts.
        contract: Option<Address>,
    },
    /// All fields of an object.
    Fields(ObjectId),
    /// Values of a contract's own storage.
    Storage {
        /// The contract.
        contract: Address,
        /// Bytes that their keys begin with.
        prefix: Vec<u8>,
    },
    /// Rows of the application whose keys begin with this.
    Application(Vec<u8>),
    /// Rows whose whole keys begin with this.
    Other(Vec<u8>),
}

impl RowRange {
    /// The rows whose keys begin with `prefix`.
    pub fn of(prefix: &[u8]) -> Self {
        Self::parsed(prefix).unwrap_or_else(|| Self::Other(prefix.to_vec()))
    }

    fn parsed(prefix: &[u8]) -> Option<Self> {
        if let Some(owner) = keys::owner_of_all(prefix) {
            return Some(Self::Owned { owner, contract: None });
        }
        let (space, fixed, tail) = keys::split(prefix)?;
        Some(match space.letter {
            letter if letter == FIELDS.letter && tail.is_empty() => Self::Fields(ObjectId::try_from(fixed).ok()?),
            letter if letter == CONTRACT_STORAGE.letter => {
                Self::Storage { contract: Address::try_from(fixed).ok()?, prefix: tail.to_vec() }
            }
            letter if letter == APPLICATION.letter => Self::Application(tail.to_vec()),
            _ => return None,
        })
    }

    /// The bytes that the keys of its rows begin with, and no others do.
    pub fn prefix(&self) -> Key {
        match self {
            Self::Owned { owner, contract: None } => keys::owned_by(owner),
            Self::Owned { owner, contract: Some(contract) } => {
                keys::owned_with_prefix(owner, &ObjectId::prefix(contract))
            }
            Self::Fields(object) => keys::fields(object),
            Self::Storage { contract, prefix } => keys::contract_storage(contract, prefix),
            Self::Application(prefix) => keys::application(prefix),
            Self::Other(prefix) => Key::from(&prefix[..]),
        }
    }

    /// True if `row` is one of its rows.
    pub fn contains(&self, row: &RowKey) -> bool {
        row.to_key().starts_with(&self.prefix())
    }
}

impl std::fmt::Display for RowRange {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Owned { owner, contract: None } => write!(f, "objects of {owner}"),
            Self::Owned { owner, contract: Some(contract) } => write!(f, "objects of {owner} made by {contract}"),
            Self::Fields(object) => write!(f, "fields of {object}"),
            Self::Storage { contract, prefix } => write!(f, "storage of {contract} under {}", prefix.escape_ascii()),
            Self::Application(prefix) => write!(f, "application rows under {}", prefix.escape_ascii()),
            Self::Other(prefix) => write!(f, "rows under {}", prefix.escape_ascii()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_range_is_known_by_its_prefix() {
        let (object, owner) = (ObjectId([0x11; 32]), Address([0x22; 20]));
        for range in [
            RowRange::Owned { owner, contract: None },
            RowRange::Fields(object),
            RowRange::Storage { contract: owner, prefix: Vec::new() },
            RowRange::Storage { contract: owner, prefix: b"a".to_vec() },
            RowRange::Application(Vec::new()),
            RowRange::Application(b"a".to_vec()),
            RowRange::Other(b"o".to_vec()),
            RowRange::Other(Vec::new()),
        ] {
            assert_eq!(RowRange::of(&range.prefix()), range);
        }
        let one = RowRange::Owned { owner, contract: Some(owner) };
        assert!(one.prefix().starts_with(&RowRange::Owned { owner, contract: None }.prefix()));
        assert!(RowRange::Other(Vec::new()).contains(&RowKey::Object(object)));
    }
}
