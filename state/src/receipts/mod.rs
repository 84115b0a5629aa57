//! Receipts: what came of every transaction, buffered in a journal and stored in segments.

pub mod buffer;
pub mod events;
pub(crate) mod segment;

use crate::journal::tx_log::decode_u64;
use crate::receipts::buffer::ReceiptSections;
use crate::{Journal, Reader, StateError, keys};
use allod_core::Hash;
use std::convert::Infallible;

pub use segment::{MAX_SECTIONS, number_of};

/// Table of receipts. The engine encodes a receipt; here it is bytes, in sections.
///
/// The last 8 bytes of a receipt's hash are the number of its transaction, big-endian. So a block's receipts stand
/// together in a few segments, in the order of a store that appends, and each is found by its hash alone. They are not
/// among the keys of [`Journal::get`] and [`Journal::changes`].
///
/// ```
/// use allod_core::Hash;
/// use allod_state::{Journal, MemoryStorage, Storage, receipts};
/// use std::sync::Arc;
///
/// let store = Arc::new(MemoryStorage::new());
/// let mut journal = Journal::new(store.clone());
/// let mut hash = Hash([7; 32]);
/// hash.0[24..].copy_from_slice(&1_u64.to_be_bytes());
/// journal.receipts().insert(&hash, b"paid");
/// store.write(&journal.take_batch()?)?;
/// assert_eq!(journal.receipts().get(&hash)?, Some(b"paid".to_vec()));
/// assert_eq!(receipts::segment_from(&*store, 1)?, Some(vec![(hash, b"paid".to_vec())]));
/// # Ok::<_, allod_state::StateError>(())
/// ```
pub struct Receipts<'j> {
    journal: &'j mut Journal,
}

impl Journal {
    /// The receipts.
    pub fn receipts(&mut self) -> Receipts<'_> {
        Receipts { journal: self }
    }

    /// Writes an entry of the receipt index for each receipt from now on, or does not.
    pub fn index_receipts(&mut self, on: bool) {
        self.layer.log.receipts.is_indexed = on;
    }
}

impl Receipts<'_> {
    /// The receipt called `hash`: its sections, one after another.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no receipts there.
    pub fn get(self, hash: &Hash) -> Result<Option<Vec<u8>>, StateError> {
        if let Some(receipt) = self.journal.layer.log.receipts.find(hash) {
            return Ok(Some(receipt));
        }
        let after = number_of(hash).checked_sub(1).map(keys::receipts);
        let page = self.journal.layer.store.scan_after(keys::receipts_prefix(), after.as_deref(), 1)?;
        let Some((key, segment)) = page.first() else { return Ok(None) };
        segment::find(key, segment, hash)
    }

    /// Adds a receipt of one section, behind those of earlier transactions.
    pub fn insert(&mut self, hash: &Hash, receipt: &[u8]) {
        let Ok(()) = self.write(hash, |sections| {
            sections.add(|bytes| {
                bytes.extend_from_slice(receipt);
                Ok::<_, Infallible>(())
            })
        });
    }

    /// Adds a receipt whose sections `write` adds, behind those of earlier transactions.
    ///
    /// # Errors
    /// Those of `write`; nothing is added then.
    pub fn write<E>(
        &mut self,
        hash: &Hash,
        write: impl FnOnce(&mut ReceiptSections<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.journal.layer.log.receipts.push(*hash, write)
    }
}

/// Receipts that are stored together: the hash and the bytes of each, in the order of their numbers.
///
/// ```
/// use allod_state::receipts::{Stored, after};
/// use allod_state::MemoryStorage;
///
/// let none: Stored = after(&MemoryStorage::new(), 0, 10)?;
/// assert!(none.is_empty());
/// # Ok::<_, allod_state::StateError>(())
/// ```
pub type Stored = Vec<(Hash, Vec<u8>)>;

/// The receipts that are stored together with that of transaction `number`, or with the next one that there is: hashes and
/// bytes, in the order of their numbers. `None` if there is none.
///
/// # Errors
/// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no receipts there.
pub fn segment_from(store: &dyn Reader, number: u64) -> Result<Option<Stored>, StateError> {
    let after = number.checked_sub(1).map(keys::receipts);
    let page = store.scan_after(keys::receipts_prefix(), after.as_deref(), 1)?;
    let Some((key, bytes)) = page.first() else { return Ok(None) };
    let receipts = segment::after(key, bytes, 0, usize::MAX)?;
    let last = receipts.last().map_or(0, |(hash, _)| number_of(hash));
    match **key == *keys::receipts(last) {
        true => Ok(Some(receipts)),
        false => Err(StateError::corrupt("receipts", key, format!("the last of them is that of transaction {last}"))),
    }
}

/// The number of the last transaction of that `digest`, if the store keeps an index and has it.
///
/// # Errors
/// As [`segment_from`].
pub fn indexed(store: &dyn Reader, digest: &Hash) -> Result<Option<u64>, StateError> {
    let key = keys::receipt_index(digest);
    let bytes = store.get(&key)?;
    bytes.map(|bytes| decode_u64("entry of the receipt index", &key, &bytes)).transpose()
}

/// Up to `limit` receipts in `store` of transactions above number `after`, in their order: hashes and bytes. One segment is
/// read at a time.
///
/// # Errors
/// As [`segment_from`].
pub fn after(store: &dyn Reader, after: u64, limit: usize) -> Result<Stored, StateError> {
    let mut found = Vec::new();
    if limit == 0 || after == u64::MAX {
        return Ok(found);
    }
    for segment in segments(store, after.saturating_add(1)) {
        let later = segment?.into_iter().filter(|(hash, _)| number_of(hash) > after);
        found.extend(later.take(limit - found.len()));
        if found.len() == limit {
            break;
        }
    }
    Ok(found)
}

/// Segments of receipts in `store`, read one at a time: from the one with transaction `number`, or the next that there is, up
/// to the last.
///
/// ```
/// use allod_core::Hash;
/// use allod_state::receipts::{Segments, number_of, segments};
/// use allod_state::{Journal, MemoryStorage, Storage};
/// use std::sync::Arc;
///
/// let store = Arc::new(MemoryStorage::new());
/// let mut journal = Journal::new(store.clone());
/// for number in 1..=100_u64 {
///     let mut hash = Hash([7; 32]);
///     hash.0[24..].copy_from_slice(&number.to_be_bytes());
///     journal.receipts().insert(&hash, b"paid");
/// }
/// store.write(&journal.take_batch()?)?;
/// let from_80: Segments<'_> = segments(&*store, 80);
/// let stored = from_80.collect::<Result<Vec<_>, _>>()?;
/// assert_eq!(stored.iter().flatten().map(|(hash, _)| number_of(hash)).collect::<Vec<_>>(), (65..=100).collect::<Vec<_>>());
/// # Ok::<_, allod_state::StateError>(())
/// ```
pub fn segments(store: &dyn Reader, number: u64) -> Segments<'_> {
    Segments { store, next: Some(number) }
}

/// Segments of receipts, one at a time: [`segments`] gives it, and has an example. It ends after an error.
///
/// ```
/// use allod_state::{MemoryStorage, receipts};
///
/// assert!(receipts::segments(&MemoryStorage::new(), 0).next().is_none());
/// ```
pub struct Segments<'s> {
    store: &'s dyn Reader,
    /// The number of a transaction whose segment, or the one after it, comes next; `None` at the end.
    next: Option<u64>,
}

impl Iterator for Segments<'_> {
    type Item = Result<Stored, StateError>;

    fn next(&mut self) -> Option<Self::Item> {
        let segment = segment_from(self.store, self.next.take()?).transpose()?;
        if let Ok(receipts) = &segment {
            self.next = receipts.last().and_then(|(last, _)| number_of(last).checked_add(1));
        }
        Some(segment)
    }
}

impl std::fmt::Debug for Segments<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Segments").field("next", &self.next).finish_non_exhaustive()
    }
}
