//! Application rows: keys and values of the chain's own code.

use crate::{Journal, StateError, keys};

/// Table of the application's rows: bytes under keys that the chain's own code chooses. They are in the batch and the root
/// of their block, and no contract reads them.
///
/// ```
/// use allod_state::{Journal, MemoryStorage, keys};
/// use std::sync::Arc;
///
/// let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
/// journal.application().put(b"validator 1", b"alice");
/// assert_eq!(journal.application().get(b"validator 1")?, Some(&b"alice"[..]));
/// assert!(keys::in_state_root(&journal.changes()?[0].key));
/// journal.application().delete(b"validator 1");
/// assert_eq!(journal.application().get(b"validator 1")?, None);
/// # Ok::<_, allod_state::StateError>(())
/// ```
pub struct ApplicationRows<'j> {
    journal: &'j mut Journal,
}

impl<'j> ApplicationRows<'j> {
    pub(crate) fn new(journal: &'j mut Journal) -> Self {
        Self { journal }
    }

    /// The value of `key`.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn get(self, key: &[u8]) -> Result<Option<&'j [u8]>, StateError> {
        self.journal.get(&keys::application(key))
    }

    /// Gives `key` a value.
    pub fn put(&mut self, key: &[u8], value: &[u8]) {
        self.journal.put(&keys::application(key), value);
    }

    /// Takes away the value of `key`, if it has one.
    pub fn delete(&mut self, key: &[u8]) {
        self.journal.delete(&keys::application(key));
    }

    /// Visits the rows whose keys begin with `prefix`, in order, until `visitor` has seen enough.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read.
    pub fn visit(self, prefix: &[u8], visitor: &mut dyn FnMut(&[u8], &[u8]) -> bool) -> Result<(), StateError> {
        let begin = keys::application(&[]).len();
        self.journal
            .visit(&keys::application(prefix), &mut |key, value| key.get(begin..).is_none_or(|key| visitor(key, value)))
    }
}
