//! Field: a typed value of an object, as the store encodes it.

use crate::{Key, StateError};
use allod_core::{Type, Value};

/// Field of an object as the store encodes it: length of the type's descriptor (2 bytes, little-endian), descriptor, value.
///
/// ```
/// use allod_core::{Address, ObjectId, Type, Value};
/// use allod_state::{Journal, MemoryStorage, keys};
/// use std::sync::Arc;
///
/// let till = Address([7; 20]);
/// let id = ObjectId::new(&till, 1, 0);
/// let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
/// journal.objects().create(&id, &till)?;
/// journal.objects().set_field(&id, b"sum", &Type::U64.descriptor(), &Value::U64(12).encode())?;
/// let field = journal.objects().field(&id, b"sum")?.expect("it was set");
/// assert_eq!(field.descriptor, Type::U64.descriptor());
/// assert_eq!(field.to_value(&keys::field(&id, b"sum"))?, Value::U64(12));
/// # Ok::<_, allod_state::StateError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredField<'b> {
    /// The type's descriptor, see [`Type::from_descriptor`].
    pub descriptor: &'b [u8],
    /// The encoded value.
    pub value: &'b [u8],
}

impl<'b> StoredField<'b> {
    /// Bytes in front of a value, at most: the length of its type's descriptor, and the descriptor.
    pub const MOST_HEAD: usize = 2 + allod_core::types::MAX_DESCRIPTOR;

    /// The encoded length of a type's descriptor of `given` bytes.
    pub(crate) fn head(given: usize) -> Result<[u8; 2], StateError> {
        let limit = usize::from(u16::MAX);
        u16::try_from(given).map(u16::to_le_bytes).map_err(|_| StateError::Descriptor { given, limit })
    }

    /// The field that `key` has by these bytes of the store.
    ///
    /// # Errors
    /// [`StateError::Corrupt`] where they are none.
    pub fn of_row(key: &Key, bytes: &'b [u8]) -> Result<Self, StateError> {
        Self::decode(|| key.clone(), bytes)
    }

    /// Decodes the value of `key`, which is only made for the error.
    pub(crate) fn decode(key: impl FnOnce() -> Key, bytes: &'b [u8]) -> Result<Self, StateError> {
        let split = bytes.split_first_chunk::<2>().and_then(|(len, rest)| {
            let (descriptor, value) = rest.split_at_checked(usize::from(u16::from_le_bytes(*len)))?;
            Some(Self { descriptor, value })
        });
        split.ok_or_else(|| StateError::corrupt("field", &key(), format!("{} bytes, cut short", bytes.len())))
    }

    /// The value with its type.
    ///
    /// # Errors
    /// [`StateError::Corrupt`], under the key given for the message, where the bytes are no such value.
    pub fn to_value(&self, key: &[u8]) -> Result<Value, StateError> {
        let ty = Type::from_descriptor(self.descriptor);
        let value = ty.and_then(|ty| Value::decode(&ty, self.value));
        value.map_err(|why| StateError::corrupt("field", key, why.to_string()))
    }
}
