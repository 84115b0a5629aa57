//! Reading of a database and of its snapshots alike.

use crate::storage::first;
use crate::{Pair, Visitor, Within};
use rocksdb::{DBAccess, DBPinnableSlice, DBRawIteratorWithThreadMode};

/// Shows `see` the pairs of a bounded iterator above `after`, until it has seen enough.
pub(super) fn walk<D: DBAccess>(
    mut iterator: DBRawIteratorWithThreadMode<'_, D>,
    prefix: &[u8],
    after: Option<&[u8]>,
    see: &mut Visitor<'_>,
) -> Result<(), rocksdb::Error> {
    let after = after.filter(|after| *after >= prefix);
    iterator.seek(after.unwrap_or(prefix));
    if after.is_some_and(|after| iterator.key() == Some(after)) {
        iterator.next();
    }
    while iterator.item().is_some_and(|(key, value)| key.starts_with(prefix) && see(key, value)) {
        iterator.next();
    }
    iterator.status()
}

/// The first `limit` pairs of a bounded iterator above `after`.
pub(super) fn collect<D: DBAccess>(
    iterator: DBRawIteratorWithThreadMode<'_, D>,
    prefix: &[u8],
    after: Option<&[u8]>,
    limit: usize,
) -> Result<Vec<Pair>, rocksdb::Error> {
    first(limit, |see| walk(iterator, prefix, after, see))
}

/// A value that was found, if it has no more than `most` bytes.
pub(super) fn within_bytes(value: Option<DBPinnableSlice<'_>>, most: u64) -> Within<Vec<u8>> {
    match value {
        None => Within::Nothing,
        Some(value) if value.len() as u64 <= most => Within::Value(value.to_vec()),
        Some(value) => Within::Longer(value.len() as u64),
    }
}
