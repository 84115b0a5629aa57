//! Head of a store: how far it has come.

use crate::BlockContext;
use allod_state::{Journal, Reader, StateError, keys};

/// Head of a store: its last block, and the number of the host's changes outside any block since. Each commit moves it, so an
/// engine that finds another head than it has left knows that another engine has written.
///
/// | bytes | |
/// |---|---|
/// | 8, little-endian | height |
/// | 8, little-endian | time |
/// | 8, little-endian | changes |
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Head {
    height: u64,
    time: i64,
    changes: u64,
}

/// Bytes of a head in the store.
const LEN: usize = 24;

impl Head {
    /// Head of a store with `block` as its last, and so many `changes` since.
    pub(crate) fn new(block: BlockContext, changes: u64) -> Self {
        Self { height: block.height, time: block.time, changes }
    }

    /// Head of `store`.
    ///
    /// # Errors
    /// [`StateError::Corrupt`] where it has none, or the store's.
    pub(crate) fn of_store(store: &dyn Reader) -> Result<Self, StateError> {
        Self::read(store.get(&keys::metadata(keys::BLOCK_NAME))?.as_deref())
    }

    /// Head of the journal: that of its store, and the changes that wait in it.
    ///
    /// # Errors
    /// As [`of_store`](Self::of_store).
    pub(crate) fn of_journal(journal: &mut Journal) -> Result<Self, StateError> {
        Self::read(journal.metadata().block()?)
    }

    pub(crate) fn read(bytes: Option<&[u8]>) -> Result<Self, StateError> {
        let Some(bytes) = bytes else { return Ok(Self::default()) };
        let (words, rest) = bytes.as_chunks::<8>();
        match (words, rest.is_empty()) {
            ([height, time, changes], true) => Ok(Self {
                height: u64::from_le_bytes(*height),
                time: i64::from_le_bytes(*time),
                changes: u64::from_le_bytes(*changes),
            }),
            _ => {
                let why = format!("{} bytes, wanted {LEN}", bytes.len());
                Err(StateError::corrupt("last block", &keys::metadata(keys::BLOCK_NAME), why))
            }
        }
    }

    /// Its bytes in the store.
    pub(crate) fn to_bytes(self) -> [u8; LEN] {
        let mut bytes = [0; LEN];
        let words = [self.height.to_le_bytes(), self.time.to_le_bytes(), self.changes.to_le_bytes()];
        bytes.as_chunks_mut::<8>().0.copy_from_slice(&words);
        bytes
    }

    /// The last block; height 0 at time 0 before the first.
    pub(crate) fn block(self, chain_id: u64) -> BlockContext {
        BlockContext { height: self.height, time: self.time, chain_id }
    }

    /// Number of the host's changes since.
    pub(crate) fn changes(self) -> u64 {
        self.changes
    }
}

impl std::fmt::Display for Head {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "block {} and {} changes since", self.height, self.changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_it_was_written_and_nothing_else_is_one() {
        let head = Head { height: 7, time: -8, changes: 9 };
        assert_eq!(Head::read(Some(&head.to_bytes())), Ok(head));
        assert_eq!(Head::read(None), Ok(Head::default()));
        for bytes in [&[][..], &[1; 23], &[1; 25], &[1; 32]] {
            let error = Head::read(Some(bytes)).unwrap_err().to_string();
            assert!(error.starts_with("corrupt last block under key 67626c6f636b: "), "{error}");
        }
    }
}
