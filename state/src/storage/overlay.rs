//! Overlay: a store as it will be once some batches are written to it.

use crate::storage::first;
use crate::{Pair, Reader, StateError, Visitor, Within, Write, WriteBatch};
use std::sync::Arc;

/// Batch that is not written yet, to be read by key.
///
/// ```
/// use allod_state::{MemoryStorage, Overlay, Reader, SortedBatch, Storage, WriteBatch};
/// use std::sync::Arc;
///
/// let store = Arc::new(MemoryStorage::new());
/// store.set(b"a", b"1")?;
/// let mut batch = WriteBatch::new();
/// batch.put("b", "2").delete("a");
/// let then = Overlay::new(store.clone(), vec![Arc::new(SortedBatch::new(batch))]);
/// assert_eq!((then.get(b"a")?, then.get(b"b")?), (None, Some(b"2".to_vec())));
/// assert_eq!(store.get(b"a")?, Some(b"1".to_vec()), "nothing is written");
/// # Ok::<_, allod_state::StateError>(())
/// ```
#[derive(Debug)]
pub struct SortedBatch {
    batch: WriteBatch,
    /// Positions of its writes in order of their keys: for each key, that of its last write.
    order: Vec<usize>,
}

impl SortedBatch {
    /// Sorts `batch` by key.
    pub fn new(batch: WriteBatch) -> Self {
        let key = |at: usize| batch.at(at).key();
        let mut order: Vec<usize> = (0..batch.len()).collect();
        // Stable, so the last of several writes to one key comes last.
        order.sort_by(|a, b| key(*a).cmp(key(*b)));
        let mut last: Vec<usize> = Vec::with_capacity(order.len());
        for at in order {
            match last.last_mut() {
                Some(before) if key(*before) == key(at) => *before = at,
                _ => last.push(at),
            }
        }
        Self { batch, order: last }
    }

    /// The batch, in its own order.
    pub fn batch(&self) -> &WriteBatch {
        &self.batch
    }

    fn write(&self, position: usize) -> Option<Write<'_>> {
        self.order.get(position).map(|at| self.batch.at(*at))
    }

    /// The write to `key`.
    fn find(&self, key: &[u8]) -> Option<Write<'_>> {
        let found = self.order.binary_search_by(|at| self.batch.at(*at).key().cmp(key));
        found.ok().and_then(|position| self.write(position))
    }

    /// The writes to keys that begin with `prefix` and are above `after`, in order.
    fn range<'s>(&'s self, prefix: &'s [u8], after: Option<&[u8]>) -> impl Iterator<Item = Write<'s>> {
        let is_before = |key: &[u8]| key < prefix || after.is_some_and(|after| key <= after);
        let from = self.order.partition_point(|at| is_before(self.batch.at(*at).key()));
        let writes = self.order[from..].iter().map(|at| self.batch.at(*at));
        writes.take_while(move |write| write.key().starts_with(prefix))
    }
}

/// Store as it will be once batches are written to it: a reader over another one.
///
/// It holds for as long as the reader beneath is what the first batch is to be written to, and also once that has taken
/// some of the batches in their order: what they say is the same there and here.
///
/// ```
/// use allod_state::{MemoryStorage, Overlay, Reader, SortedBatch, Storage, WriteBatch};
/// use std::sync::Arc;
///
/// let store = Arc::new(MemoryStorage::new());
/// store.set(b"a", b"1")?;
/// let [mut first, mut second] = [WriteBatch::new(), WriteBatch::new()];
/// first.put("a", "2").put("b", "2");
/// second.put("b", "3");
/// let [first, second] = [first, second].map(|batch| Arc::new(SortedBatch::new(batch)));
/// let then = Overlay::new(store, vec![second, first]);
/// assert_eq!(then.scan(b"", 10)?, [(b"a".to_vec(), b"2".to_vec()), (b"b".to_vec(), b"3".to_vec())]);
/// # Ok::<_, allod_state::StateError>(())
/// ```
pub struct Overlay {
    beneath: Arc<dyn Reader>,
    /// The batches, the one to be written last first.
    batches: Vec<Arc<SortedBatch>>,
}

impl Overlay {
    /// `beneath` with `batches` written to it, of which the first is the last to be written.
    pub fn new(beneath: Arc<dyn Reader>, batches: Vec<Arc<SortedBatch>>) -> Self {
        Self { beneath, batches }
    }

    /// Visits the rows of the batches from `level` on, and of the reader beneath.
    fn visit_from(
        &self,
        level: usize,
        prefix: &[u8],
        after: Option<&[u8]>,
        see: &mut Visitor<'_>,
    ) -> Result<(), StateError> {
        let Some(batch) = self.batches.get(level) else { return self.beneath.visit(prefix, after, see) };
        let mut written = batch.range(prefix, after).peekable();
        let mut more = true;
        self.visit_from(level + 1, prefix, after, &mut |key, value| {
            while let Some(write) = written.next_if(|write| write.key() < key) {
                more = shown(write, see);
                if !more {
                    return false;
                }
            }
            more = match written.next_if(|write| write.key() == key) {
                Some(write) => shown(write, see),
                None => see(key, value),
            };
            more
        })?;
        while more && let Some(write) = written.next() {
            more = shown(write, see);
        }
        Ok(())
    }
}

/// Shows a row that is put to `see`. `false` once it has seen enough.
fn shown(write: Write<'_>, see: &mut Visitor<'_>) -> bool {
    match write {
        Write::Put(key, value) => see(key, value),
        Write::Delete(_) => true,
    }
}

impl Reader for Overlay {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StateError> {
        match self.batches.iter().find_map(|batch| batch.find(key)) {
            Some(Write::Put(_, value)) => Ok(Some(value.to_vec())),
            Some(Write::Delete(_)) => Ok(None),
            None => self.beneath.get(key),
        }
    }

    fn get_within(&self, key: &[u8], most: u64) -> Result<Within<Vec<u8>>, StateError> {
        match self.batches.iter().find_map(|batch| batch.find(key)) {
            Some(Write::Put(_, value)) if value.len() as u64 <= most => Ok(Within::Value(value.to_vec())),
            Some(Write::Put(_, value)) => Ok(Within::Longer(value.len() as u64)),
            Some(Write::Delete(_)) => Ok(Within::Nothing),
            None => self.beneath.get_within(key, most),
        }
    }

    fn get_many(&self, keys: &[&[u8]]) -> Result<Vec<Option<Vec<u8>>>, StateError> {
        let written = |key: &&[u8]| self.batches.iter().find_map(|batch| batch.find(key));
        let found: Vec<_> = keys.iter().map(written).collect();
        let rest: Vec<&[u8]> =
            keys.iter().zip(&found).filter(|(_, found)| found.is_none()).map(|(key, _)| *key).collect();
        let mut rest = self.beneath.get_many(&rest)?.into_iter();
        Ok(found
            .into_iter()
            .map(|found| match found {
                Some(Write::Put(_, value)) => Some(value.to_vec()),
                Some(Write::Delete(_)) => None,
                None => rest.next().flatten(),
            })
            .collect())
    }

    fn scan_after(&self, prefix: &[u8], after: Option<&[u8]>, limit: usize) -> Result<Vec<Pair>, StateError> {
        first(limit, |see| self.visit(prefix, after, see))
    }

    fn visit(&self, prefix: &[u8], after: Option<&[u8]>, see: &mut Visitor<'_>) -> Result<(), StateError> {
        self.visit_from(0, prefix, after, see)
    }
}

impl std::fmt::Debug for Overlay {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Overlay").field("batches", &self.batches.len()).finish_non_exhaustive()
    }
}
