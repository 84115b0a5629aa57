//! Row value: the value of a row, decoded.

use crate::modules::contract_record::ContractRecord;
use crate::{EngineError, ObjectRecord};
use allod_core::Value;
use allod_state::{RowChange, RowKey, StateError, StoredField};

/// Value of a row of the state.
///
/// ```
/// use allod_vm::{Address, RowKey, RowValue};
///
/// let key = RowKey::Balance(Address([1; 20]));
/// assert_eq!(RowValue::decode(&key, &5u64.to_le_bytes())?, RowValue::Balance(5));
/// let error = RowValue::decode(&key, &[5]).unwrap_err().to_string();
/// assert!(error.contains("1 bytes, wanted 8"), "{error}");
/// # Ok::<(), allod_vm::EngineError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RowValue {
    /// Of an object: its owner, its contract, and whether it is sealed.
    Object(ObjectRecord),
    /// Of a field of an object.
    Field(Value),
    /// Of an entry of the owner index, which has no more to say.
    Owned,
    /// Of a contract.
    Contract(ContractRecord),
    /// The bytes of a module.
    Code(Vec<u8>),
    /// Of a balance.
    Balance(u64),
    /// Of a nonce.
    Nonce(u64),
    /// Of anything else: a contract's own storage, a row of the application.
    Bytes(Vec<u8>),
}

impl RowValue {
    /// The value that row `key` has by these bytes of the store.
    ///
    /// # Errors
    /// [`EngineError::State`] and [`EngineError::CorruptStore`] where they are no such value.
    pub fn decode(key: &RowKey, bytes: &[u8]) -> Result<Self, EngineError> {
        Ok(match key {
            RowKey::Object(id) => Self::Object(ObjectRecord::of_row(id, bytes)?),
            RowKey::Field { .. } => {
                let key = key.to_key();
                Self::Field(StoredField::of_row(&key, bytes)?.to_value(&key)?)
            }
            RowKey::Owned { .. } => Self::Owned,
            RowKey::Contract(address) => Self::Contract(ContractRecord::read(address, bytes)?),
            RowKey::Code(_) => Self::Code(bytes.to_vec()),
            RowKey::Balance(_) => Self::Balance(number("balance", key, bytes)?),
            RowKey::Nonce(_) => Self::Nonce(number("nonce", key, bytes)?),
            RowKey::Storage { .. } | RowKey::Application(_) | RowKey::Other(_) => Self::Bytes(bytes.to_vec()),
        })
    }

    /// The value that the row had before the transaction; `None` where there was none.
    ///
    /// # Errors
    /// As [`decode`](Self::decode).
    pub fn before(change: &RowChange) -> Result<Option<Self>, EngineError> {
        change.before.as_deref().map(|bytes| Self::decode(&change.key, bytes)).transpose()
    }

    /// The value that the row has after the transaction; `None` where there is none.
    ///
    /// # Errors
    /// As [`decode`](Self::decode).
    pub fn after(change: &RowChange) -> Result<Option<Self>, EngineError> {
        change.after.as_deref().map(|bytes| Self::decode(&change.key, bytes)).transpose()
    }
}

fn number(what: &'static str, key: &RowKey, bytes: &[u8]) -> Result<u64, EngineError> {
    let wrong = |_| StateError::corrupt(what, &key.to_key(), format!("{} bytes, wanted 8", bytes.len()));
    Ok(u64::from_le_bytes(bytes.try_into().map_err(wrong)?))
}
