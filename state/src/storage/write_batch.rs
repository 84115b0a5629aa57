//! Changes that a store makes all at once.

/// Bytes of room that an empty batch keeps.
const ROOM: usize = 16 << 20;

/// One change.
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

/// Changes that a store makes all at once, in order: of two about one key, the later holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteBatch {
    /// Keys and values, one after another: a batch of a thousand changes is no thousand allocations.
    bytes: Vec<u8>,
    rows: Vec<Row>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Row {
    start: usize,
    key: usize,
    /// How long the value is, if there is one.
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
        self.rows.push(Row { start, key: key.len(), value });
        self
    }

    /// Takes away the value of `key`, if it has one.
    pub fn delete(&mut self, key: impl AsRef<[u8]>) -> &mut Self {
        let (start, key) = (self.bytes.len(), key.as_ref());
        self.bytes.extend_from_slice(key);
        self.rows.push(Row { start, key: key.len(), value: None });
        self
    }

    /// Adds another batch after this one.
    pub fn append(&mut self, other: &Self) -> &mut Self {
        let before = self.bytes.len();
        self.bytes.extend_from_slice(&other.bytes);
        self.rows.extend(other.rows.iter().map(|row| Row { start: before + row.start, ..*row }));
        self
    }

    /// How many changes there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no change.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Forgets every change, and keeps the room for as much.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.rows.clear();
        // Whoever writes block after block has one, which shall not keep the room of the largest.
        self.bytes.shrink_to(ROOM);
        self.rows.shrink_to(ROOM / size_of::<Row>());
    }

    /// The changes in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Write<'_>> {
        self.rows.iter().map(|row| {
            let (key, rest) = self.bytes[row.start..].split_at(row.key);
            row.value.map_or(Write::Delete(key), |value| Write::Put(key, &rest[..value]))
        })
    }
}
