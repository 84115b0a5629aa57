//! Write batch: changes that a store makes atomically.

/// Bytes of capacity that an emptied batch keeps.
const RETAINED_BYTES: usize = 16 << 20;

/// One change.
///
/// ```
/// use allod_state::{Write, WriteBatch};
///
/// let mut batch = WriteBatch::new();
/// batch.put("a", "1").delete("b");
/// let writes: Vec<_> = batch.iter().collect();
/// assert_eq!(writes, [Write::Put(b"a", b"1"), Write::Delete(b"b")]);
/// assert_eq!(writes[1].key(), b"b");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Write<'b> {
    /// The key has this value from now on.
    Put(&'b [u8], &'b [u8]),
    /// The key has no value from now on.
    Delete(&'b [u8]),
}

impl<'b> Write<'b> {
    /// The key it is about.
    pub fn key(&self) -> &'b [u8] {
        match self {
            Self::Put(key, _) | Self::Delete(key) => key,
        }
    }
}

/// Batch of changes that a store makes atomically, in order: of two to one key, the later holds.
///
/// ```
/// use allod_state::{MemoryStorage, Reader, Storage, WriteBatch};
///
/// let store = MemoryStorage::new();
/// let mut batch = WriteBatch::new();
/// batch.put("a", "1").put("b", "2").delete("a");
/// store.write(&batch)?;
/// assert_eq!((store.get(b"a")?, store.get(b"b")?), (None, Some(b"2".to_vec())));
/// # Ok::<_, allod_state::StateError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteBatch {
    /// Keys and values, one after another, in one allocation for all changes.
    bytes: Vec<u8>,
    spans: Vec<Span>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    start: usize,
    key: usize,
    /// Length of the value, if there is one.
    value: Option<usize>,
}

impl WriteBatch {
    /// A batch of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives `key` a value.
    pub fn put(&mut self, key: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> &mut Self {
        let (start, key, value) = (self.bytes.len(), key.as_ref(), value.as_ref());
        self.bytes.extend_from_slice(key);
        self.bytes.extend_from_slice(value);
        let value = Some(value.len());
        self.spans.push(Span { start, key: key.len(), value });
        self
    }

    /// Takes away the value of `key`, if it has one.
    pub fn delete(&mut self, key: impl AsRef<[u8]>) -> &mut Self {
        let (start, key) = (self.bytes.len(), key.as_ref());
        self.bytes.extend_from_slice(key);
        self.spans.push(Span { start, key: key.len(), value: None });
        self
    }

    /// Adds another batch after this one.
    pub fn append(&mut self, other: &Self) -> &mut Self {
        let before = self.bytes.len();
        self.bytes.extend_from_slice(&other.bytes);
        self.spans.extend(other.spans.iter().map(|span| Span { start: before + span.start, ..*span }));
        self
    }

    /// Number of changes.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// True if there is no change.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// Empties the batch and keeps its capacity, up to 16 MiB.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.spans.clear();
        // An engine reuses one batch for all blocks, and it should not keep the capacity of the largest.
        self.bytes.shrink_to(RETAINED_BYTES);
        self.spans.shrink_to(RETAINED_BYTES / size_of::<Span>());
    }

    /// The changes in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Write<'_>> {
        self.spans.iter().map(|span| self.write(span))
    }

    /// The change at position `at`.
    ///
    /// # Panics
    /// There are not as many.
    pub(crate) fn at(&self, at: usize) -> Write<'_> {
        self.write(&self.spans[at])
    }

    fn write(&self, span: &Span) -> Write<'_> {
        let (key, rest) = self.bytes[span.start..].split_at(span.key);
        span.value.map_or(Write::Delete(key), |value| Write::Put(key, &rest[..value]))
    }
}
