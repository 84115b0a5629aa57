//! Row key: the key of a row, taken apart.

use crate::key_space::{
    APPLICATION, BALANCES, CONTRACT_STORAGE, CONTRACTS, FIELDS, KeySpace, MODULES, NONCES, OBJECTS, OWNER_INDEX,
};
use crate::{Key, keys};
use allod_core::{Address, Hash, ObjectId};

/// Key of a row of the state, by what it is the row of.
///
/// ```
/// use allod_core::{Address, ObjectId};
/// use allod_state::{RowKey, keys};
///
/// let id = ObjectId::new(&Address([7; 20]), 1, 0);
/// let key = keys::field(&id, b"sum");
/// assert_eq!(RowKey::of(&key), RowKey::Field { object: id, name: b"sum".to_vec() });
/// assert_eq!(RowKey::of(&key).to_key(), key);
/// assert_eq!(RowKey::of(&key).to_string(), format!("field {id} sum"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RowKey {
    /// An object's record: its owner, its contract, and whether it is sealed.
    Object(ObjectId),
    /// A field of an object.
    Field {
        /// The object.
        object: ObjectId,
        /// The field's name.
        name: Vec<u8>,
    },
    /// The entry of the owner index which says that the owner has the object.
    Owned {
        /// The owner.
        owner: Address,
        /// The object.
        object: ObjectId,
    },
    /// A contract's record.
    Contract(Address),
    /// A module, by its hash.
    Code(Hash),
    /// An account's balance.
    Balance(Address),
    /// An account's nonce.
    Nonce(Address),
    /// A value of a contract's own storage.
    Storage {
        /// The contract.
        contract: Address,
        /// The key of its own.
        key: Vec<u8>,
    },
    /// A row of the application.
    Application(Vec<u8>),
    /// Anything else, by the whole key.
    Other(Vec<u8>),
}

impl RowKey {
    /// The row whose key is `key`.
    pub fn of(key: &[u8]) -> Self {
        Self::parsed(key).unwrap_or_else(|| Self::Other(key.to_vec()))
    }

    fn parsed(key: &[u8]) -> Option<Self> {
        let (space, fixed, tail) = keys::split(key)?;
        let is = |wanted: &KeySpace| space.letter == wanted.letter;
        Some(match () {
            () if is(&OBJECTS) => Self::Object(ObjectId::try_from(fixed).ok()?),
            () if is(&FIELDS) => Self::Field { object: ObjectId::try_from(fixed).ok()?, name: tail.to_vec() },
            () if is(&OWNER_INDEX) => {
                let (owner, object) = fixed.split_at_checked(Address::LEN)?;
                Self::Owned { owner: Address::try_from(owner).ok()?, object: ObjectId::try_from(object).ok()? }
            }
            () if is(&CONTRACTS) => Self::Contract(Address::try_from(fixed).ok()?),
            () if is(&MODULES) => Self::Code(Hash::try_from(fixed).ok()?),
            () if is(&BALANCES) => Self::Balance(Address::try_from(fixed).ok()?),
            () if is(&NONCES) => Self::Nonce(Address::try_from(fixed).ok()?),
            () if is(&CONTRACT_STORAGE) => {
                Self::Storage { contract: Address::try_from(fixed).ok()?, key: tail.to_vec() }
            }
            () if is(&APPLICATION) => Self::Application(tail.to_vec()),
            () => return None,
        })
    }

    /// The key in the store.
    pub fn to_key(&self) -> Key {
        match self {
            Self::Object(id) => keys::object(id),
            Self::Field { object, name } => keys::field(object, name),
            Self::Owned { owner, object } => keys::owned(owner, object),
            Self::Contract(address) => keys::contract(address),
            Self::Code(hash) => keys::code(hash),
            Self::Balance(account) => keys::balance(account),
            Self::Nonce(account) => keys::nonce(account),
            Self::Storage { contract, key } => keys::contract_storage(contract, key),
            Self::Application(name) => keys::application(name),
            Self::Other(key) => Key::from(&key[..]),
        }
    }
}

impl std::fmt::Display for RowKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Object(id) => write!(f, "object {id}"),
            Self::Field { object, name } => write!(f, "field {object} {}", name.escape_ascii()),
            Self::Owned { owner, object } => write!(f, "owner {owner} of object {object}"),
            Self::Contract(address) => write!(f, "contract {address}"),
            Self::Code(hash) => write!(f, "module {hash}"),
            Self::Balance(account) => write!(f, "balance {account}"),
            Self::Nonce(account) => write!(f, "nonce {account}"),
            Self::Storage { contract, key } => write!(f, "storage {contract} {}", key.escape_ascii()),
            Self::Application(name) => write!(f, "application row {}", name.escape_ascii()),
            Self::Other(key) => write!(f, "row {}", key.escape_ascii()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_taken_apart_and_put_together_again() {
        let (id, address, hash) = (ObjectId([0x11; 32]), Address([0x22; 20]), Hash([0x33; 32]));
        let rows = [
            RowKey::Object(id),
            RowKey::Field { object: id, name: b"sum".to_vec() },
            RowKey::Owned { owner: address, object: id },
            RowKey::Contract(address),
            RowKey::Code(hash),
            RowKey::Balance(address),
            RowKey::Nonce(address),
            RowKey::Storage { contract: address, key: vec![0xFF] },
            RowKey::Application(b"epoch".to_vec()),
            RowKey::Other(b"gblock".to_vec()),
            RowKey::Other(b"!mine".to_vec()),
            // Too short and too long for its letter.
            RowKey::Other(b"b1".to_vec()),
            RowKey::Other([&b"b"[..], &[1; 21]].concat()),
            RowKey::Other(Vec::new()),
        ];
        for row in &rows {
            assert_eq!(&RowKey::of(&row.to_key()), row);
        }
        let distinct: std::collections::BTreeSet<String> = rows.iter().map(RowKey::to_string).collect();
        assert_eq!(distinct.len(), rows.len());
    }
}
