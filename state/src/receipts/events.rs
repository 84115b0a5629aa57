//! Event index: the transactions whose receipts have events of a contract, and of a name.
//!
//! A node's own, in no root. Its rows have no value: the key of one is the contract, a tag, and the number of the transaction.
//! A tag stands for any name, or is the beginning of the hash of one. Two names may have one tag, so whoever finds a receipt
//! looks at its events.
//!
//! A mark in the metadata says up to which transaction all are in the index. It goes along with the rows, so an engine that
//! worked without the index for a while is found out by it.

use crate::journal::tx_log::decode_u64;
use crate::receipts::segment::number_of;
use crate::{Journal, Reader, StateError, WriteBatch, keys};
use allod_core::{Address, Hash};
use std::collections::BTreeSet;

/// Rows of the index that are read at a time.
const PAGE: usize = 256;

/// Tag of any name.
const ANY: [u8; 8] = [0; 8];

/// Tag of events of this name, or of any.
fn tag(name: Option<&str>) -> [u8; 8] {
    let Some(name) = name else { return ANY };
    let mut tag = ANY;
    tag.copy_from_slice(&Hash::of("allod 2026 event name", name.as_bytes()).0[..8]);
    tag
}

/// Keys of the index for the receipt of transaction `number`, which has `events` of these contracts and names.
fn keys_of<'e>(
    number: u64,
    events: impl IntoIterator<Item = (&'e Address, &'e str)>,
) -> impl Iterator<Item = keys::Key> {
    let tagged = events.into_iter().flat_map(|(contract, name)| [(*contract, ANY), (*contract, tag(Some(name)))]);
    let distinct: BTreeSet<(Address, [u8; 8])> = tagged.collect();
    distinct.into_iter().map(move |(contract, tag)| keys::event_index(&contract, &tag, number))
}

impl Journal {
    /// Writes entries of the event index for the receipts that are written from now on, or does not.
    pub fn index_events(&mut self, on: bool) {
        self.layer.log.receipts.indexes_events = on;
    }

    /// True if entries of the event index are written.
    #[inline]
    pub fn indexes_events(&self) -> bool {
        self.layer.log.receipts.indexes_events
    }

    /// Notes that the receipt called `hash`, which was written last, has `events` of these contracts and names.
    pub fn note_events<'e>(&mut self, hash: &Hash, events: impl IntoIterator<Item = (&'e Address, &'e str)>) {
        let number = number_of(hash);
        let entries = keys_of(number, events).map(|key| (number, key));
        self.layer.log.receipts.events.extend(entries);
    }
}

/// Number of the last transaction up to which all are in the index of `store`; `None` where there is no index.
///
/// # Errors
/// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no number there.
pub fn indexed_up_to(store: &dyn Reader) -> Result<Option<u64>, StateError> {
    let key = keys::metadata(keys::EVENT_INDEX_NAME);
    store.get(&key)?.map(|bytes| decode_u64("mark of the event index", &key, &bytes)).transpose()
}

/// Adds to `batch` the mark that all transactions up to `number` are in the index.
pub fn mark(batch: &mut WriteBatch, number: u64) {
    batch.put(keys::metadata(keys::EVENT_INDEX_NAME), number.to_le_bytes());
}

/// Adds to `batch` the rows for the receipt of transaction `number`, which has `events` of these contracts and names.
pub fn add<'e>(batch: &mut WriteBatch, number: u64, events: impl IntoIterator<Item = (&'e Address, &'e str)>) {
    for key in keys_of(number, events) {
        batch.put(key, []);
    }
}

/// Deletes in `batch` the rows of the receipt of transaction `number`, which has `events` of these contracts and names.
pub fn remove<'e>(batch: &mut WriteBatch, number: u64, events: impl IntoIterator<Item = (&'e Address, &'e str)>) {
    for key in keys_of(number, events) {
        batch.delete(key);
    }
}

/// Numbers of the transactions, from `first` on and in order, whose receipts have events of `contract`, of that `name` if it is
/// given.
///
/// ```
/// use allod_core::{Address, Hash};
/// use allod_state::receipts::events::{IndexedNumbers, indexed, indexed_up_to};
/// use allod_state::{Journal, MemoryStorage, StateError, Storage};
/// use std::sync::Arc;
///
/// let (store, till) = (Arc::new(MemoryStorage::new()), Address([7; 20]));
/// let mut journal = Journal::new(store.clone());
/// journal.index_events(true);
/// for (number, name) in [(1_u64, "Sold"), (2, "Counted"), (3, "Sold")] {
///     let mut hash = Hash([0; 32]);
///     hash.0[24..].copy_from_slice(&number.to_be_bytes());
///     journal.receipts().insert(&hash, b"receipt");
///     journal.note_events(&hash, [(&till, name)]);
/// }
/// store.write(&journal.take_batch()?)?;
/// let sold: IndexedNumbers<'_> = indexed(&*store, &till, Some("Sold"), 0);
/// assert_eq!(sold.collect::<Result<Vec<_>, _>>()?, [1, 3]);
/// assert_eq!(indexed(&*store, &till, None, 2).collect::<Result<Vec<_>, _>>()?, [2, 3]);
/// assert_eq!(indexed_up_to(&*store)?, Some(3));
/// # Ok::<_, StateError>(())
/// ```
pub fn indexed<'s>(store: &'s dyn Reader, contract: &Address, name: Option<&str>, first: u64) -> IndexedNumbers<'s> {
    let tag = tag(name);
    let prefix = keys::event_index_of(contract, &tag);
    let after = first.checked_sub(1).map(|before| keys::event_index(contract, &tag, before));
    IndexedNumbers { store, prefix, after, page: Vec::new().into_iter(), ended: false }
}

/// Numbers of transactions out of the index, read a page at a time: [`indexed`] gives it, and has an example. It ends after
/// an error.
///
/// ```
/// use allod_core::Address;
/// use allod_state::{MemoryStorage, receipts::events::indexed};
///
/// assert!(indexed(&MemoryStorage::new(), &Address([7; 20]), None, 0).next().is_none());
/// ```
pub struct IndexedNumbers<'s> {
    store: &'s dyn Reader,
    prefix: keys::Key,
    /// The last key that was read.
    after: Option<keys::Key>,
    page: std::vec::IntoIter<(Vec<u8>, Vec<u8>)>,
    ended: bool,
}

impl Iterator for IndexedNumbers<'_> {
    type Item = Result<u64, StateError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((key, _)) = self.page.next() {
                let number = keys::event_index_number(&key).ok_or_else(|| {
                    StateError::corrupt("event index entry", &key, format!("{} bytes of a key", key.len()))
                });
                if number.is_err() {
                    (self.ended, self.page) = (true, Vec::new().into_iter());
                }
                return Some(number);
            }
            if self.ended {
                return None;
            }
            match self.store.scan_after(&self.prefix, self.after.as_deref(), PAGE) {
                Ok(page) => {
                    self.ended = page.len() < PAGE;
                    self.after = page.last().map(|(key, _)| key[..].into());
                    self.page = page.into_iter();
                }
                Err(error) => {
                    self.ended = true;
                    return Some(Err(error));
                }
            }
        }
    }
}

impl std::fmt::Debug for IndexedNumbers<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("IndexedNumbers").field("after", &self.after).finish_non_exhaustive()
    }
}
