//! Object record: who an object belongs to, and which contract made it.

use crate::{StateError, keys};
use allod_core::{Address, ObjectId, Ownership};

/// Record of an object: everything the store holds of it but its fields.
///
/// ```
/// use allod_core::{Address, ObjectId, Ownership};
/// use allod_state::{Journal, MemoryStorage, ObjectRecord};
/// use std::sync::Arc;
///
/// let till = Address([7; 20]);
/// let id = ObjectId::new(&till, 1, 0);
/// let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
/// journal.objects().create(&id, &till)?;
/// journal.objects().set_ownership(&id, Ownership::Shared)?;
/// let wanted = ObjectRecord { ownership: Ownership::Shared, contract: till, sealed: false };
/// assert_eq!(journal.objects().record(&id)?, Some(&wanted));
/// # Ok::<_, allod_state::StateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ObjectRecord {
    /// The owner, or that it is shared or immutable.
    pub ownership: Ownership,
    /// The contract that made it.
    pub contract: Address,
    /// True if a write needs the consent of the owner as well.
    pub sealed: bool,
}

/// Bytes of an encoded record: kind (0 an address, 1 shared, 2 immutable), seal (0 or 1), owner (20, zeros where there
/// is none), contract (20).
const LEN: usize = 2 + 2 * Address::LEN;

impl ObjectRecord {
    pub(crate) fn encode(&self) -> [u8; LEN] {
        let mut bytes = [0; LEN];
        bytes[0] = match self.ownership {
            Ownership::Address(_) => 0,
            Ownership::Shared => 1,
            Ownership::Immutable => 2,
        };
        bytes[1] = u8::from(self.sealed);
        bytes[2..22].copy_from_slice(&self.ownership.address().unwrap_or_default().0);
        bytes[22..].copy_from_slice(&self.contract.0);
        bytes
    }

    /// The record that object `id` has by these bytes of the store.
    ///
    /// # Errors
    /// [`StateError::Corrupt`] where they are none.
    pub fn of_row(id: &ObjectId, bytes: &[u8]) -> Result<Self, StateError> {
        Self::decode(id, bytes)
    }

    pub(crate) fn decode(id: &ObjectId, bytes: &[u8]) -> Result<Self, StateError> {
        let corrupt = |why: String| StateError::corrupt("object record", &keys::object(id), why);
        let whole: &[u8; LEN] =
            bytes.try_into().map_err(|_| corrupt(format!("{} bytes, wanted {LEN}", bytes.len())))?;
        let (mut owner, mut contract) = (Address::ZERO, Address::ZERO);
        owner.0.copy_from_slice(&whole[2..22]);
        contract.0.copy_from_slice(&whole[22..]);
        let [kind, seal] = [whole[0], whole[1]];
        let ownership = match (kind, owner.is_zero()) {
            (0, _) => Ownership::Address(owner),
            (1, true) => Ownership::Shared,
            (2, true) => Ownership::Immutable,
            (kind, _) => return Err(corrupt(format!("kind {kind} with owner {owner}"))),
        };
        let sealed = match seal {
            0 => false,
            1 => true,
            seal => return Err(corrupt(format!("seal {seal}, wanted 0 or 1"))),
        };
        Ok(Self { ownership, contract, sealed })
    }
}
