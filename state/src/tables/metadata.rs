//! Metadata: counters and facts of the whole store.

use crate::journal::layer::Layer;
use crate::{Journal, StateError, keys};

/// Table of metadata: store-wide counters and facts, by name.
///
/// ```
/// use allod_state::{Journal, MemoryStorage};
/// use std::sync::Arc;
///
/// let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
/// assert_eq!((journal.metadata().next_transaction()?, journal.metadata().next_transaction()?), (1, 2));
/// assert_eq!(journal.metadata().advance(b"audits")?, 1);
/// assert_eq!((journal.metadata().transactions()?, journal.metadata().counter(b"audits")?), (2, 1));
/// journal.metadata().set_block(b"head");
/// assert_eq!(journal.metadata().block()?, Some(&b"head"[..]));
/// # Ok::<_, allod_state::StateError>(())
/// ```
pub struct Metadata<'j> {
    journal: &'j mut Journal,
}

impl<'j> Metadata<'j> {
    pub(crate) fn new(journal: &'j mut Journal) -> Self {
        Self { journal }
    }

    /// Transactions since genesis.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no number there.
    #[inline]
    pub fn transactions(&mut self) -> Result<u64, StateError> {
        let Layer { store, log, .. } = &mut self.journal.layer;
        match log.count.current {
            Some(current) => Ok(current),
            None => log.count.persisted(&**store),
        }
    }

    /// Counts one transaction more and gives its number. The first is 1: number 0 is for contracts' default objects.
    ///
    /// # Errors
    /// [`StateError::CounterOverflow`], and as [`transactions`](Self::transactions).
    #[inline]
    pub fn next_transaction(&mut self) -> Result<u64, StateError> {
        let what = || "number of transactions".to_owned();
        let next = self.transactions()?.checked_add(1).ok_or_else(|| StateError::CounterOverflow { what: what() })?;
        self.journal.layer.log.count.current = Some(next);
        Ok(next)
    }

    /// The last block, as the engine encoded it.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn block(self) -> Result<Option<&'j [u8]>, StateError> {
        self.bytes(keys::BLOCK_NAME)
    }

    /// Sets the last block, as the engine encodes it.
    pub fn set_block(&mut self, block: &[u8]) {
        self.set_bytes(keys::BLOCK_NAME, block);
    }

    /// The counter called `name`; 0 at first. The number of transactions is none of these.
    ///
    /// # Errors
    /// As [`transactions`](Self::transactions).
    pub fn counter(&mut self, name: &[u8]) -> Result<u64, StateError> {
        Ok(self.journal.read_u64("counter", &keys::metadata(name))?.unwrap_or(0))
    }

    /// Counts one more and gives the new number.
    ///
    /// # Errors
    /// [`StateError::CounterOverflow`], and as [`transactions`](Self::transactions).
    pub fn advance(&mut self, name: &[u8]) -> Result<u64, StateError> {
        let what = || format!("counter {}", name.escape_ascii());
        let next = self.counter(name)?.checked_add(1).ok_or_else(|| StateError::CounterOverflow { what: what() })?;
        self.journal.put(&keys::metadata(name), next.to_le_bytes());
        Ok(next)
    }

    /// The bytes called `name`.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn bytes(self, name: &[u8]) -> Result<Option<&'j [u8]>, StateError> {
        self.journal.get(&keys::metadata(name))
    }

    /// Sets the bytes called `name`.
    pub fn set_bytes(&mut self, name: &[u8], bytes: &[u8]) {
        self.journal.put(&keys::metadata(name), bytes);
    }
}
