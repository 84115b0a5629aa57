//! Receipts that are not in the store yet.

use crate::receipts::number_of;
use crate::{WriteBatch, keys, receipts::segment};
use allod_core::Hash;

/// ReceiptSections that a receipt has at most.
pub const MAX_SECTIONS: usize = 8;

/// Bytes of room that are kept for the next receipts.
const ROOM: usize = 128 << 10;

/// Where a part is among the bytes of all receipts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct ByteRange {
    start: usize,
    len: u32,
}

/// A receipt among the bytes of all of them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) hash: Hash,
    spans: [ByteRange; MAX_SECTIONS],
}

impl Row {
    /// Whether part `part` lies where it does in `before`, and so is the same.
    pub(crate) fn shares(&self, part: usize, before: &Row) -> bool {
        self.spans[part] == before.spans[part]
    }

    /// Part `part`.
    pub(crate) fn part<'b>(&self, part: usize, bytes: &'b [u8]) -> &'b [u8] {
        let ByteRange { start, len } = self.spans[part];
        &bytes[start..start + len as usize]
    }
}

/// A receipt being written, part by part. What tends to be the same from one receipt to the next makes a part: then it
/// is stored once for both.
#[derive(Debug)]
pub struct ReceiptSections<'b> {
    bytes: &'b mut Vec<u8>,
    versions: &'b mut [u64; MAX_SECTIONS],
    /// Those of the receipt before, until they are replaced. Where they will be wanted: what is copied as soon as it is
    /// written makes a processor wait.
    spans: &'b mut [ByteRange; MAX_SECTIONS],
    len: usize,
}

impl ReceiptSections<'_> {
    /// Adds what `write` appends to other bytes as a part.
    ///
    /// # Errors
    /// What `write` says.
    ///
    /// # Panics
    /// Where there are [`MAX_SECTIONS`] of them already.
    pub fn add<E>(&mut self, write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Result<(), E> {
        let start = self.bytes.len();
        write(self.bytes)?;
        self.push(0, ByteRange { start, len: (self.bytes.len() - start) as u32 });
        Ok(())
    }

    /// Adds `bytes` as a part. Where their `version`, which is not 0, is that of the same part of the receipt before,
    /// they are the same bytes.
    ///
    /// # Panics
    /// As [`add`](Self::add).
    #[inline]
    pub fn add_version(&mut self, version: u64, bytes: &[u8]) {
        if self.versions[self.len] == version {
            self.len += 1;
            return;
        }
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        self.push(version, ByteRange { start, len: bytes.len() as u32 });
    }

    fn push(&mut self, version: u64, span: ByteRange) {
        self.versions[self.len] = version;
        self.spans[self.len] = span;
        self.len += 1;
    }
}

/// Receipts that are not in the store yet.
#[derive(Debug, Default)]
pub(crate) struct ReceiptBuffer {
    rows: Vec<Row>,
    bytes: Vec<u8>,
    /// The versions of the parts of the last row; 0 where that is not known.
    versions: [u64; MAX_SECTIONS],
    /// ReceiptSections that the last row has, at most.
    parts: usize,
    /// Room for a group.
    group: Vec<u8>,
}

impl ReceiptBuffer {
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Bytes of all of them.
    pub(crate) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    pub(crate) fn push<E>(
        &mut self,
        hash: Hash,
        write: impl FnOnce(&mut ReceiptSections<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let Self { rows, bytes, versions, parts: most, .. } = self;
        let before = bytes.len();
        let spans = rows.last().map_or_else(Default::default, |row| row.spans);
        let row = rows.push_mut(Row { hash, spans });
        let mut parts = ReceiptSections { bytes, versions, spans: &mut row.spans, len: 0 };
        let written = write(&mut parts);
        let len = parts.len;
        match written {
            Ok(()) => {
                if len < *most {
                    versions[len..].fill(0);
                    row.spans[len..].fill(ByteRange::default());
                }
                *most = len;
            }
            Err(_) => {
                rows.pop();
                bytes.truncate(before);
                *versions = Default::default();
            }
        }
        written
    }

    /// Moves all of `other` behind what is here.
    pub(crate) fn append(&mut self, other: &mut Self) {
        let before = self.bytes.len();
        self.bytes.append(&mut other.bytes);
        let moved = |span: ByteRange| ByteRange { start: before + span.start, ..span };
        self.rows.extend(other.rows.drain(..).map(|row| Row { spans: row.spans.map(moved), ..row }));
        self.forget();
        other.forget();
    }

    pub(crate) fn truncate(&mut self, len: usize) {
        if len == 0 {
            self.clear();
        } else if len < self.rows.len() {
            // Their bytes go when all rows do: others may share them.
            self.rows.truncate(len);
            self.forget();
        }
    }

    /// The receipt called `hash`.
    pub(crate) fn find(&self, hash: &Hash) -> Option<Vec<u8>> {
        let row = self.rows.iter().rfind(|row| row.hash == *hash)?;
        Some((0..MAX_SECTIONS).flat_map(|part| row.part(part, &self.bytes)).copied().collect())
    }

    /// Puts all of them into `batch`, in groups.
    pub(crate) fn drain_into(&mut self, batch: &mut WriteBatch) {
        let mut rows = &self.rows[..];
        while let Some(last) = segment::encode(&mut rows, &self.bytes, &mut self.group) {
            batch.put(keys::receipts(number_of(&last)), &self.group);
        }
        self.clear();
    }

    pub(crate) fn clear(&mut self) {
        self.rows.clear();
        self.bytes.clear();
        // There are many of these, and each would keep the room of the longest receipts it ever had.
        self.rows.shrink_to(ROOM / size_of::<Row>());
        self.bytes.shrink_to(ROOM);
        self.group.clear();
        self.group.shrink_to(ROOM);
        self.forget();
    }

    /// Nothing is known of the parts of the last row.
    fn forget(&mut self) {
        (self.versions, self.parts) = (Default::default(), MAX_SECTIONS);
    }
}
