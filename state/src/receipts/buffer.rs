//! Receipt buffer: receipts that are not in the store yet.

use crate::map::accelerators::SECTION_VERSIONS;
use crate::receipts::segment::{self, BufferedReceipt, ByteRange, MAX_SECTIONS, number_of};
use crate::{Key, WriteBatch, keys};
use allod_core::Hash;

/// Bytes of capacity that an emptied buffer keeps.
const RETAINED_BYTES: usize = 128 << 10;

/// Receipt under construction, section by section. Bytes that tend to be equal from one receipt to the next make a section
/// of their own: then they are stored once for both.
///
/// ```
/// use allod_core::Hash;
/// use allod_state::{Journal, MemoryStorage, StateError};
/// use std::sync::Arc;
///
/// let mut journal = Journal::new(Arc::new(MemoryStorage::new()));
/// let hash = |number: u8| {
///     let mut hash = Hash([0; 32]);
///     hash.0[31] = number;
///     hash
/// };
/// for (number, result) in [(1, "paid"), (2, "short")] {
///     journal.receipts().write(&hash(number), |sections| {
///         sections.add_version(7, b"till: ");
///         sections.add(|bytes| {
///             bytes.extend_from_slice(result.as_bytes());
///             Ok::<_, StateError>(())
///         })
///     })?;
/// }
/// assert_eq!(journal.receipts().get(&hash(1))?, Some(b"till: paid".to_vec()));
/// assert_eq!(journal.receipts().get(&hash(2))?, Some(b"till: short".to_vec()));
/// # Ok::<_, allod_state::StateError>(())
/// ```
#[derive(Debug)]
pub struct ReceiptSections<'b> {
    bytes: &'b mut Vec<u8>,
    versions: &'b mut [u64; MAX_SECTIONS],
    /// The ranges of the receipt before, replaced one after another. In the buffer itself: to copy them there right after
    /// they were written would stall on the store buffer.
    ranges: &'b mut [ByteRange; MAX_SECTIONS],
    len: usize,
}

impl ReceiptSections<'_> {
    /// Adds the bytes that `write` appends as a section.
    ///
    /// # Errors
    /// Those of `write`.
    ///
    /// # Panics
    /// There are [`MAX_SECTIONS`] already.
    pub fn add<E>(&mut self, write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Result<(), E> {
        let start = self.bytes.len();
        write(self.bytes)?;
        self.push(0, ByteRange { start, len: (self.bytes.len() - start) as u32 });
        Ok(())
    }

    /// Adds `bytes` as a section. The caller numbers what it writes here by `version`, above 0: a section of the same
    /// version as in the receipt before has the same bytes, which are then neither copied nor compared.
    ///
    /// # Panics
    /// As [`add`](Self::add).
    #[inline]
    pub fn add_version(&mut self, version: u64, bytes: &[u8]) {
        if SECTION_VERSIONS && self.versions[self.len] == version {
            self.len += 1;
            return;
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        self.push(version, ByteRange { start, len: bytes.len() as u32 });
    }

    fn push(&mut self, version: u64, range: ByteRange) {
        self.versions[self.len] = version;
        self.ranges[self.len] = range;
        self.len += 1;
    }
}

/// Receipts that are not in the store yet, in the order of their transactions.
#[derive(Debug, Default)]
pub(crate) struct ReceiptBuffer {
    receipts: Vec<BufferedReceipt>,
    /// The sections of all of them. A range may be that of more than one receipt.
    bytes: Vec<u8>,
    /// Versions of the sections of the last receipt; 0 for a section that has none.
    versions: [u64; MAX_SECTIONS],
    /// Sections of the last receipt; [`MAX_SECTIONS`] where that is not known.
    last_len: usize,
    /// Room for a segment.
    segment: Vec<u8>,
    /// True if each receipt goes into the index as well.
    pub(crate) is_indexed: bool,
    /// True if events of each receipt go into their index.
    pub(crate) indexes_events: bool,
    /// Entries of the event index, each with the number of its transaction, which never falls.
    pub(crate) events: Vec<(u64, Key)>,
}

impl ReceiptBuffer {
    pub(crate) fn len(&self) -> usize {
        self.receipts.len()
    }

    /// Bytes of all receipts.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Adds the receipt called `hash`, whose sections `write` adds. Nothing is added where that fails.
    pub(crate) fn push<E>(
        &mut self,
        hash: Hash,
        write: impl FnOnce(&mut ReceiptSections<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Self { receipts, bytes, versions, last_len, .. } = self;
        let before = bytes.len();
        let sections = receipts.last().map_or_else(Default::default, |receipt| receipt.sections);
        let receipt = receipts.push_mut(BufferedReceipt { hash, sections });
        let mut sections = ReceiptSections { bytes, versions, ranges: &mut receipt.sections, len: 0 };
        let written = write(&mut sections);
        let len = sections.len;
        match written {
            Ok(()) => {
                if len < *last_len {
                    versions[len..].fill(0);
                    receipt.sections[len..].fill(ByteRange::default());
                }
                *last_len = len;
            }
            Err(_) => {
                receipts.pop();
                bytes.truncate(before);
                *versions = Default::default();
            }
        }
        written
    }

    /// Moves all receipts of `other` behind those here.
    pub(crate) fn append(&mut self, other: &mut Self) {
        let before = self.bytes.len();
        self.bytes.append(&mut other.bytes);
        let moved = |range: ByteRange| ByteRange { start: before + range.start, ..range };
        let moved = other
            .receipts
            .drain(..)
            .map(|receipt| BufferedReceipt { sections: receipt.sections.map(moved), ..receipt });
        self.receipts.extend(moved);
        self.events.append(&mut other.events);
        self.forget_last();
        other.forget_last();
    }

    /// Drops all receipts behind the first `len`.
    pub(crate) fn truncate(&mut self, len: usize) {
        if len == 0 {
            self.clear();
        } else if len < self.receipts.len() {
            // Their bytes stay until all receipts go: earlier ones may share them.
            self.receipts.truncate(len);
            let last = number_of(&self.receipts[len - 1].hash);
            let kept = self.events.partition_point(|(number, _)| *number <= last);
            self.events.truncate(kept);
            self.forget_last();
        }
    }

    /// The receipt called `hash`: its sections, one after another.
    pub(crate) fn find(&self, hash: &Hash) -> Option<Vec<u8>> {
        let receipt = self.receipts.iter().rfind(|receipt| receipt.hash == *hash)?;
        Some((0..MAX_SECTIONS).flat_map(|at| receipt.section(at, &self.bytes)).copied().collect())
    }

    /// Moves all receipts into `batch`, in segments.
    pub(crate) fn drain_into(&mut self, batch: &mut WriteBatch) {
        if self.is_indexed {
            for BufferedReceipt { hash, .. } in &self.receipts {
                batch.put(keys::receipt_index(hash), number_of(hash).to_le_bytes());
            }
        }
        if self.indexes_events
            && let Some(last) = self.receipts.last()
        {
            for (_, key) in self.events.drain(..) {
                batch.put(key, []);
            }
            batch.put(keys::metadata(keys::EVENT_INDEX_NAME), number_of(&last.hash).to_le_bytes());
        }
        let mut receipts = &self.receipts[..];
        while let Some(last) = segment::encode(&mut receipts, &self.bytes, &mut self.segment) {
            batch.put(keys::receipts(number_of(&last)), &self.segment);
        }
        self.clear();
    }

    /// Empties the buffer and keeps [`RETAINED_BYTES`] of each list: there are many buffers, and each would keep the room
    /// of the longest receipts it ever held.
    pub(crate) fn clear(&mut self) {
        let Self { receipts, bytes, versions: _, last_len: _, segment, is_indexed: _, indexes_events: _, events } =
            self;
        events.clear();
        events.shrink_to(RETAINED_BYTES / size_of::<(u64, Key)>());
        receipts.clear();
        receipts.shrink_to(RETAINED_BYTES / size_of::<BufferedReceipt>());
        for list in [bytes, segment] {
            list.clear();
            list.shrink_to(RETAINED_BYTES);
        }
        self.forget_last();
    }

    /// From now on nothing is known of the sections of the last receipt.
    fn forget_last(&mut self) {
        (self.versions, self.last_len) = (Default::default(), MAX_SECTIONS);
    }
}
