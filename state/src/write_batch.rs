//! Changes that a store makes all at once.

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// The key has this value from now on.
    Put(Vec<u8>, Vec<u8>),
    /// The key has no value from now on.
    Delete(Vec<u8>),
}

impl Write {
    /// The key it is about.
    pub fn key(&self) -> &[u8] {
        match self {
            Self::Put(key, _) | Self::Delete(key) => key,
        }
    }
}

/// Changes that a store makes all at once, in order: of two about one key, the later holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteBatch {
    writes: Vec<Write>,
}

impl WriteBatch {
    /// A batch of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives `key` a value.
    pub fn put(&mut self, key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) -> &mut Self {
        self.writes.push(Write::Put(key.into(), value.into()));
        self
    }

    /// Takes away the value of `key`, if it has one.
    pub fn delete(&mut self, key: impl Into<Vec<u8>>) -> &mut Self {
        self.writes.push(Write::Delete(key.into()));
        self
    }

    /// Adds another batch after this one.
    pub fn append(&mut self, other: WriteBatch) -> &mut Self {
        self.writes.extend(other.writes);
        self
    }

    /// How many changes there are.
    pub fn len(&self) -> usize {
        self.writes.len()
    }

    /// Whether there is no change.
    pub fn is_empty(&self) -> bool {
        self.writes.is_empty()
    }

    /// The changes in order.
    pub fn iter(&self) -> std::slice::Iter<'_, Write> {
        self.writes.iter()
    }
}

impl<'b> IntoIterator for &'b WriteBatch {
    type Item = &'b Write;
    type IntoIter = std::slice::Iter<'b, Write>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for WriteBatch {
    type Item = Write;
    type IntoIter = std::vec::IntoIter<Write>;
    fn into_iter(self) -> Self::IntoIter {
        self.writes.into_iter()
    }
}
