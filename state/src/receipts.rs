//! What came of every transaction.

use crate::{Journal, StateError, WriteBatch, keys};
use allod_core::Hash;
use std::convert::Infallible;

/// Receipts that stand under one key, at most.
const GROUP: usize = 64;
/// Bytes of receipts under one key, but for the last of them.
const GROUP_BYTES: usize = 64 << 10;
/// Bytes that a group has for each of its receipts beside the receipt: its hash (32), and where it ends (4,
/// little-endian).
const ROW: usize = Hash::LEN + 4;

/// The receipts, through a journal. What their bytes mean is the engine's business.
///
/// The last 8 bytes of a receipt's hash are the number of its transaction, big-endian. So a block's receipts stand
/// together under a few keys, in the order of a store that appends, and each is found by its hash alone. They are no
/// part of [`Journal::get`] and [`Journal::changes`].
pub struct Receipts<'j> {
    journal: &'j mut Journal,
}

impl<'j> Receipts<'j> {
    pub(crate) fn new(journal: &'j mut Journal) -> Self {
        Self { journal }
    }

    /// The receipt called `hash`.
    ///
    /// # Errors
    /// [`StateError::Store`] where the store can't be read, [`StateError::Corrupt`] where it holds no receipts there.
    pub fn get(self, hash: &Hash) -> Result<Option<Vec<u8>>, StateError> {
        if let Some(receipt) = self.journal.receipts.find(hash) {
            return Ok(Some(receipt.to_vec()));
        }
        let after = number_of(hash).checked_sub(1).map(keys::receipts);
        let page = self.journal.store.scan_after(keys::receipts_prefix(), after.as_deref(), 1)?;
        let Some((key, group)) = page.first() else { return Ok(None) };
        Ok(find(key, group, hash)?.map(<[u8]>::to_vec))
    }

    /// Stores a receipt, after those of earlier transactions.
    pub fn insert(&mut self, hash: &Hash, receipt: &[u8]) {
        let Ok(()) = self.write(hash, |bytes| {
            bytes.extend_from_slice(receipt);
            Ok::<_, Infallible>(())
        });
    }

    /// Stores a receipt that `write` appends to other bytes, after those of earlier transactions.
    ///
    /// # Errors
    /// What `write` says; nothing is stored then.
    pub fn write<E>(&mut self, hash: &Hash, write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Result<(), E> {
        self.journal.receipts.push(*hash, write)
    }
}

/// The number of the transaction whose receipt is called `hash`.
fn number_of(hash: &Hash) -> u64 {
    let mut number = [0; 8];
    number.copy_from_slice(&hash.0[Hash::LEN - 8..]);
    u64::from_be_bytes(number)
}

/// Receipts that are not in the store yet.
#[derive(Debug, Default)]
pub(crate) struct Unwritten {
    /// Hash, and where the receipt ends in `bytes`.
    rows: Vec<(Hash, usize)>,
    bytes: Vec<u8>,
    /// Room for the rows of a group.
    head: Vec<u8>,
}

impl Unwritten {
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Bytes of all of them.
    pub(crate) fn bytes_len(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn push<E>(&mut self, hash: Hash, write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Result<(), E> {
        let before = self.bytes.len();
        let written = write(&mut self.bytes);
        match written {
            Ok(()) => self.rows.push((hash, self.bytes.len())),
            Err(_) => self.bytes.truncate(before),
        }
        written
    }

    /// Moves all of `other` behind what is here.
    pub(crate) fn append(&mut self, other: &mut Self) {
        let before = self.bytes.len();
        self.bytes.append(&mut other.bytes);
        self.rows.extend(other.rows.drain(..).map(|(hash, end)| (hash, before + end)));
    }

    pub(crate) fn truncate(&mut self, len: usize) {
        self.rows.truncate(len);
        self.bytes.truncate(self.start(len));
    }

    fn start(&self, at: usize) -> usize {
        at.checked_sub(1).and_then(|before| self.rows.get(before)).map_or(0, |row| row.1)
    }

    fn find(&self, hash: &Hash) -> Option<&[u8]> {
        let at = self.rows.iter().rposition(|row| row.0 == *hash)?;
        self.bytes.get(self.start(at)..self.rows[at].1)
    }

    /// Puts all of them into `batch`: how many (4, little-endian), a row for each, then the receipts.
    pub(crate) fn drain_into(&mut self, batch: &mut WriteBatch) {
        let mut at = 0;
        while at < self.rows.len() {
            let start = self.start(at);
            let fits = |row: &&(Hash, usize)| row.1 - start <= GROUP_BYTES;
            let many = self.rows[at..].iter().take(GROUP).take_while(fits).count().max(1);
            let rows = &self.rows[at..at + many];
            let Some(last) = rows.last() else { break };
            self.head.clear();
            self.head.extend_from_slice(&(many as u32).to_le_bytes());
            for (hash, end) in rows {
                self.head.extend_from_slice(&hash.0);
                self.head.extend_from_slice(&((end - start) as u32).to_le_bytes());
            }
            batch.put_parts(&keys::receipts(number_of(&last.0)), &[&self.head, &self.bytes[start..last.1]]);
            at += many;
        }
        self.rows.clear();
        self.bytes.clear();
    }

    pub(crate) fn clear(&mut self) {
        self.rows.clear();
        self.bytes.clear();
    }
}

/// The receipt called `hash`, if it is in `group`, which stands under `key`.
fn find<'g>(key: &[u8], group: &'g [u8], hash: &Hash) -> Result<Option<&'g [u8]>, StateError> {
    let corrupt = || StateError::corrupt("receipts", key, format!("{} bytes, cut short", group.len()));
    let (many, rest) = group.split_first_chunk::<4>().ok_or_else(corrupt)?;
    let many = u32::from_le_bytes(*many) as usize;
    let (rows, receipts) = many.checked_mul(ROW).and_then(|len| rest.split_at_checked(len)).ok_or_else(corrupt)?;
    let mut start = 0;
    for row in rows.as_chunks::<ROW>().0 {
        let (name, end) = row.split_at(Hash::LEN);
        let end = u32::from_le_bytes(end.try_into().map_err(|_| corrupt())?) as usize;
        if name == hash.0 {
            return receipts.get(start..end).map(Some).ok_or_else(corrupt);
        }
        start = end;
    }
    Ok(None)
}
