//! Transaction log: what transactions leave beside keys and values.

use crate::journal::deferred_credit::DeferredCredit;
use crate::receipts::buffer::ReceiptBuffer;
use crate::{Reader, StateError, keys};
use allod_core::Event;

/// Transaction log: events, receipts, the number of transactions and what is owed to one account. They are no part of the
/// cache, because each is appended to by every transaction and read by hardly any.
#[derive(Default)]
pub(crate) struct TxLog {
    /// Events of the transaction under way, those undone left out.
    pub(crate) events: Vec<Event>,
    /// Receipts that are not in the store.
    pub(crate) receipts: ReceiptBuffer,
    pub(crate) count: TxCounter,
    pub(crate) credit: DeferredCredit,
}

impl TxLog {
    /// Empties the log and keeps some of its capacity.
    pub(crate) fn clear(&mut self) {
        let Self { events, receipts, count, credit } = self;
        events.clear();
        receipts.clear();
        *count = TxCounter::default();
        *credit = DeferredCredit::default();
    }
}

/// Number of transactions since genesis.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TxCounter {
    /// The number in the store; `None` before it was read.
    persisted: Option<u64>,
    /// The number now; `None` while it is the persisted one.
    pub(crate) current: Option<u64>,
}

impl TxCounter {
    /// A counter whose persisted number is known without asking the store.
    pub(crate) fn starting_at(persisted: u64) -> Self {
        Self { persisted: Some(persisted), current: None }
    }

    /// The persisted number, read from `store` the first time.
    ///
    /// # Errors
    /// [`StateError::Store`] where it can't be read, [`StateError::Corrupt`] where it is no number.
    #[inline]
    pub(crate) fn persisted(&mut self, store: &dyn Reader) -> Result<u64, StateError> {
        if let Some(persisted) = self.persisted {
            return Ok(persisted);
        }
        let key = keys::metadata(keys::TRANSACTION_NAME);
        let persisted = match store.get(&key)? {
            Some(bytes) => decode_u64("counter", &key, &bytes)?,
            None => 0,
        };
        self.persisted = Some(persisted);
        Ok(persisted)
    }

    /// The current number becomes the persisted one: a batch has carried it into the store.
    pub(crate) fn rebase(&mut self) {
        self.persisted = self.current.take().or(self.persisted);
    }
}

/// The number that `bytes` are, 8 of them, little-endian; `what` it is and its `key` are for the error.
///
/// # Errors
/// [`StateError::Corrupt`] where they are none.
pub(crate) fn decode_u64(what: &'static str, key: &[u8], bytes: &[u8]) -> Result<u64, StateError> {
    let wrong = |_| StateError::corrupt(what, key, format!("{} bytes, wanted 8", bytes.len()));
    Ok(u64::from_le_bytes(bytes.try_into().map_err(wrong)?))
}
