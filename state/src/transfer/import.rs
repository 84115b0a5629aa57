//! Import: a stream into a store, all of it or nothing.

use super::error::{ImportError, row};
use super::row as shape;
use super::stream::RowStream;
use crate::{LtHash, StateError, Storage, WriteBatch, keys};
use allod_core::Hash;
use std::io::Read;

/// Bytes of rows that are written at a time, at least where there are as many.
const BATCH_BYTES: usize = 4 << 20;
/// Rows that are written at a time at most.
const BATCH_ROWS: usize = 16_384;

/// Figures of an import.
///
/// ```
/// use allod_core::Address;
/// use allod_state::transfer::{export::export, import::import};
/// use allod_state::{LtHash, MemoryStorage, Reader, Storage, keys};
///
/// let store = MemoryStorage::new();
/// store.set(&keys::metadata(keys::CHAIN_NAME), &7_u64.to_le_bytes())?;
/// store.set(&keys::balance(&Address([1; 20])), &5_u64.to_le_bytes())?;
/// let (root, mut stream) = (LtHash::of_store(&store)?.root(), Vec::new());
/// let exported = export(&store, root, false, &mut stream)?;
/// let copy = MemoryStorage::new();
/// let imported = import(&copy, &stream[..], Some(root), &|_, _| Ok(()))?;
/// assert_eq!((imported.root, imported.rows, imported.digest), (root, 2, exported.digest));
/// assert_eq!(copy.get(&keys::balance(&Address([1; 20])))?, Some(5_u64.to_le_bytes().to_vec()));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Imported {
    /// The root of the state.
    pub root: Hash,
    /// Rows of the export.
    pub rows: u64,
    /// Digest of the export.
    pub digest: Hash,
}

/// Check of a row whose shape only the engine knows: key and value.
///
/// ```
/// use allod_core::Address;
/// use allod_state::transfer::error::ImportError;
/// use allod_state::transfer::export::export;
/// use allod_state::transfer::import::{RowCheck, import};
/// use allod_state::{LtHash, MemoryStorage, Storage, keys};
///
/// let store = MemoryStorage::new();
/// store.set(&keys::metadata(keys::CHAIN_NAME), &7_u64.to_le_bytes())?;
/// store.set(&keys::balance(&Address([1; 20])), &5_u64.to_le_bytes())?;
/// let (root, mut stream) = (LtHash::of_store(&store)?.root(), Vec::new());
/// export(&store, root, false, &mut stream)?;
/// let check: &RowCheck<'_> = &|key, _| match key.first() {
///     Some(b'g') => Err("no such chain".to_owned()),
///     _ => Ok(()),
/// };
/// let refused = import(&MemoryStorage::new(), &stream[..], Some(root), check).unwrap_err();
/// assert!(matches!(refused, ImportError::Row { number: 2, why, .. } if why == "no such chain"));
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The fault.
pub type RowCheck<'c> = dyn Fn(&[u8], &[u8]) -> Result<(), String> + 'c;

/// Reads an export from `source` into `store`, which must be empty, in batches of a few megabytes. It takes a few
/// microseconds for each row, and memory for one batch.
///
/// The export must be of the state with `root`, or of the one that its header says where none is given. While it is under way
/// the store has a mark, and no engine opens it. One that is left over from an import which was killed is emptied first.
///
/// # Errors
/// [`ImportError`]. The store is empty then, as it was before: of a state it has its schema at most.
pub fn import(
    store: &dyn Storage,
    source: impl Read,
    root: Option<Hash>,
    check: &RowCheck<'_>,
) -> Result<Imported, ImportError> {
    let (stream, found) = RowStream::open(source)?;
    let root = root.unwrap_or(found);
    if found != root {
        return Err(ImportError::OtherState { found, wanted: root });
    }
    begin(store)?;
    read_in(store, stream, root, check).map_err(|refused| match empty(store) {
        Ok(()) => refused,
        Err(error) => ImportError::LeftBehind { refused: Box::new(refused), error },
    })
}

/// Checks that there is nothing in the store but its schema and what an import left over, deletes that, and sets the mark.
fn begin(store: &dyn Storage) -> Result<(), ImportError> {
    let mark = keys::metadata(keys::IMPORT_NAME);
    if store.get(&mark)?.is_some() {
        empty(store)?;
    }
    for space in &keys::KEY_SPACES {
        let rows = store.scan(&[space.letter], 2)?;
        if let Some((key, _)) = rows.iter().find(|(key, _)| **key != *keys::metadata(keys::SCHEMA_NAME)) {
            return Err(ImportError::NotEmpty { row: row(key) });
        }
    }
    crate::schema::check(store, "the store")?;
    Ok(store.set(&mark, b"")?)
}

/// Deletes everything that belongs to a state; the mark goes last.
fn empty(store: &dyn Storage) -> Result<(), StateError> {
    let mark = keys::metadata(keys::IMPORT_NAME);
    let schema = keys::metadata(keys::SCHEMA_NAME);
    let kept: [&[u8]; 2] = [&schema, &mark];
    for space in &keys::KEY_SPACES {
        let mut after: Option<Vec<u8>> = None;
        loop {
            let (mut batch, mut seen, mut last) = (WriteBatch::new(), 0, Vec::new());
            store.visit(&[space.letter], after.as_deref(), &mut |key, _| {
                if !kept.contains(&key) {
                    batch.delete(key);
                }
                seen += 1;
                last = key.to_vec();
                seen < BATCH_ROWS
            })?;
            store.write(&batch)?;
            if seen < BATCH_ROWS {
                break;
            }
            after = Some(last);
        }
    }
    store.delete(&mark)
}

/// Writes the rows of `stream`, and what follows from them.
fn read_in(
    store: &dyn Storage,
    mut stream: RowStream<impl Read>,
    root: Hash,
    check: &RowCheck<'_>,
) -> Result<Imported, ImportError> {
    let (mut sum, mut batch, mut bytes) = (LtHash::default(), WriteBatch::new(), 0);
    let (receipts, chain, mut is_of_a_chain) = (stream.has_receipts(), keys::metadata(keys::CHAIN_NAME), false);
    while let Some((key, value)) = stream.next()? {
        let entry = shape::check(key, value, receipts).and_then(|entry| check(key, value).map(|()| entry));
        sum.update(key, None, Some(value));
        is_of_a_chain |= *key == *chain;
        batch.put(key, value);
        bytes += key.len() + value.len();
        match entry {
            Ok(None) => {}
            Ok(Some(entry)) => {
                batch.put(&entry, b"");
                bytes += entry.len();
            }
            Err(why) => return Err(stream.wrong(why)),
        }
        if bytes >= BATCH_BYTES || batch.len() >= BATCH_ROWS {
            store.write(&batch)?;
            batch.clear();
            bytes = 0;
        }
    }
    if !is_of_a_chain {
        return Err(ImportError::End { why: "no row says which chain it is of".to_owned() });
    }
    if sum.root() != root {
        return Err(ImportError::Root { rows: stream.number(), found: sum.root(), wanted: root });
    }
    batch.put(keys::metadata(keys::ROOT_NAME), sum.to_bytes());
    batch.delete(keys::metadata(keys::IMPORT_NAME));
    store.write(&batch)?;
    Ok(Imported { root, rows: stream.number(), digest: stream.digest() })
}
