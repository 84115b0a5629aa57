//! Nonces: how many times an account has signed or deployed.

use crate::{Journal, StateError, keys};
use allod_core::Address;

/// Table of nonces.
///
/// ```
/// use allod_core::Address;
/// use allod_state::{Journal, MemoryStorage, StateError};
/// use std::sync::Arc;
///
/// let alice = Address([1; 20]);
/// let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
/// assert_eq!(journal.nonces().advance(&alice)?, 0);
/// assert_eq!(journal.nonces().get(&alice)?, 1);
/// journal.nonces().set(&alice, u64::MAX);
/// assert!(matches!(journal.nonces().advance(&alice), Err(StateError::CounterOverflow { .. })));
/// # Ok::<_, allod_state::StateError>(())
/// ```
pub struct Nonces<'j> {
    journal: &'j mut Journal,
}

impl<'j> Nonces<'j> {
    pub(crate) fn new(journal: &'j mut Journal) -> Self {
        Self { journal }
    }

    /// The nonce that `account` uses next; 0 at first.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no nonce there.
    pub fn get(&mut self, account: &Address) -> Result<u64, StateError> {
        Ok(self.journal.read_u64("nonce", &keys::nonce(account))?.unwrap_or(0))
    }

    /// Sets the nonce that `account` uses next, whatever it was.
    pub fn set(&mut self, account: &Address, next: u64) {
        self.journal.put(&keys::nonce(account), next.to_le_bytes());
    }

    /// Uses up the nonce of `account` and gives it. The next one is 1 more.
    ///
    /// # Errors
    /// [`StateError::CounterOverflow`], and as [`get`](Self::get).
    pub fn advance(&mut self, account: &Address) -> Result<u64, StateError> {
        let nonce = self.get(account)?;
        let next =
            nonce.checked_add(1).ok_or_else(|| StateError::CounterOverflow { what: format!("nonce of {account}") })?;
        self.set(account, next);
        Ok(nonce)
    }
}
