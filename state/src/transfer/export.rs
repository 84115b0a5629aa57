//! Export: a snapshot of a state written as a stream.

use super::error::ExportError;
use super::format::{Chain, Header, VALUE_BYTES_MAX, lengths};
use super::row::{is_exported, letters};
use crate::transfer::format::KEY_BYTES_MAX;
use crate::{LtHash, Reader, StateError};
use allod_core::Hash;
use std::io::{self, Write};

/// Figures of an export.
///
/// ```
/// use allod_core::Address;
/// use allod_state::{LtHash, MemoryStorage, Storage, keys, transfer::export::export};
///
/// let store = MemoryStorage::new();
/// store.set(&keys::metadata(keys::CHAIN_NAME), &7_u64.to_le_bytes())?;
/// store.set(&keys::balance(&Address([1; 20])), &5_u64.to_le_bytes())?;
/// let (root, mut stream, mut again) = (LtHash::of_store(&store)?.root(), Vec::new(), Vec::new());
/// let exported = export(&store, root, false, &mut stream)?;
/// assert_eq!((exported.root, exported.rows, exported.bytes), (root, 2, stream.len() as u64));
/// assert_eq!(export(&store, root, false, &mut again)?, exported);
/// assert_eq!(again, stream);
/// # Ok::<_, allod_state::transfer::error::ExportError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Exported {
    /// The root of the state.
    pub root: Hash,
    /// Rows, the metadata among them.
    pub rows: u64,
    /// Bytes of the whole stream.
    pub bytes: u64,
    /// Digest of the stream: two exports of one state are the same bytes.
    pub digest: Hash,
}

/// Writer that counts, and notes the hash of everything.
struct Stream<W> {
    to: W,
    chain: Chain,
    rows: u64,
    bytes: u64,
}

impl<W: Write> Stream<W> {
    /// Writes `parts`, which the check that follows is made of, and the check.
    fn checked(&mut self, parts: &[&[u8]]) -> io::Result<()> {
        let check = self.chain.extend(parts);
        parts.iter().try_for_each(|part| self.plain(part))?;
        self.plain(&check)
    }

    fn plain(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes += bytes.len() as u64;
        self.to.write_all(bytes)
    }

    fn row(&mut self, key: &[u8], value: &[u8]) -> Result<(), ExportError> {
        let (key_len, value_len) = (len(key, KEY_BYTES_MAX, key)?, len(value, VALUE_BYTES_MAX, key)?);
        self.rows += 1;
        Ok(self.checked(&[&lengths(key_len, value_len), key, value])?)
    }
}

/// Length of a key or value, if an export may have it.
fn len(bytes: &[u8], max: u32, key: &[u8]) -> Result<u32, StateError> {
    let fits = u32::try_from(bytes.len()).ok().filter(|len| *len <= max);
    fits.ok_or_else(|| StateError::corrupt("row", key, format!("{} bytes, an export has at most {max}", bytes.len())))
}

/// Writes the rows of `store`, which must not change meanwhile, to `to`: a state with `root`. One row at a time is in memory.
/// It takes a microsecond or two for each row, as the root is worked out anew. Nothing is buffered here.
///
/// # Errors
/// [`ExportError`]. What was written by then is no export, and is refused as one that is cut off.
pub fn export(store: &dyn Reader, root: Hash, receipts: bool, to: impl Write) -> Result<Exported, ExportError> {
    let mut stream = Stream { to, chain: Chain::default(), rows: 0, bytes: 0 };
    let mut sum = LtHash::default();
    stream.checked(&[&Header::new(root, receipts).to_bytes()])?;
    for letter in letters() {
        let mut written = Ok(());
        store.visit(&[letter], None, &mut |key, value| {
            if is_exported(key, receipts) {
                sum.update(key, None, Some(value));
                written = stream.row(key, value);
            }
            written.is_ok()
        })?;
        written?;
    }
    if sum.root() != root {
        return Err(ExportError::Root { says: root, found: sum.root() });
    }
    let rows = stream.rows.to_le_bytes();
    stream.chain.extend(&[&[0; 4], &rows]);
    let digest = stream.chain.digest();
    [&[0; 4][..], &rows, &digest.0].iter().try_for_each(|part| stream.plain(part))?;
    stream.to.flush()?;
    Ok(Exported { root, rows: stream.rows, bytes: stream.bytes, digest })
}
