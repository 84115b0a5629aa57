//! Format of an export: a header, rows in the order of their keys, an end.
//!
//! | bytes | header |
//! |---|---|
//! | 16 | [`MAGIC`] |
//! | 4 | version of the format, [`VERSION`] |
//! | 4 | version of the key layout, [`SCHEMA`](crate::keys::SCHEMA) |
//! | 4 | flags: 1 if receipts are in it |
//! | 32 | state root |
//! | 8 | check |
//!
//! | bytes | row |
//! |---|---|
//! | 4 | bytes of the key, from 1 to [`KEY_BYTES_MAX`] |
//! | 4 | bytes of the value, up to [`VALUE_BYTES_MAX`] |
//! | | key, value |
//! | 8 | check |
//!
//! | bytes | end |
//! |---|---|
//! | 4 | zeros |
//! | 8 | number of rows |
//! | 32 | digest of the stream |
//!
//! Numbers are little-endian. The *check* is the beginning of a blake3 hash of the header, row or end without it, keyed with the
//! hash before, the first under a key of our own. So each depends on all that was before it, and the last one, in full, is the
//! digest. Nothing stands behind it. The framing is a length in front of bytes, which needs no library; hashing is blake3's.

use allod_core::Hash;

/// First bytes of an export.
pub(super) const MAGIC: [u8; 16] = *b"allod state rows";
/// Version of the format.
pub const VERSION: u32 = 1;
/// Bytes of a key at most: the longest name of a field that an engine can be made to allow, and what stands before it.
pub(super) const KEY_BYTES_MAX: u32 = (1 << 20) + 64;
/// Bytes of a value at most: the longest that an engine can be made to allow, 512 MiB, and its type.
pub(super) const VALUE_BYTES_MAX: u32 = (512 << 20) + (128 << 10);
/// Bytes of a check.
pub(super) const CHECK_BYTES: usize = 8;
/// Bytes of a header without its check.
pub(super) const HEADER_BYTES: usize = MAGIC.len() + 3 * 4 + Hash::LEN;
/// Bytes of an end without its digest, and without the zeros that a row has its length in.
pub(super) const END_BYTES: usize = 8;

/// Flag of an export with receipts.
const RECEIPTS: u32 = 1;

/// Header of an export.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) version: u32,
    pub(super) schema: u32,
    pub(super) flags: u32,
    pub(super) root: Hash,
}

impl Header {
    /// Header of an export that this program writes.
    pub(super) fn new(root: Hash, receipts: bool) -> Self {
        Self { version: VERSION, schema: crate::keys::SCHEMA, flags: if receipts { RECEIPTS } else { 0 }, root }
    }

    /// True if receipts are in the export.
    pub(super) fn has_receipts(&self) -> bool {
        self.flags & RECEIPTS != 0
    }

    /// True if it has flags that this program does not know.
    pub(super) fn has_unknown_flags(&self) -> bool {
        self.flags & !RECEIPTS != 0
    }

    /// Its bytes.
    pub(super) fn to_bytes(self) -> [u8; HEADER_BYTES] {
        let words = [self.version, self.schema, self.flags].map(u32::to_le_bytes);
        let mut bytes = [0; HEADER_BYTES];
        bytes[..16].copy_from_slice(&MAGIC);
        bytes[16..28].copy_from_slice(words.as_flattened());
        bytes[28..].copy_from_slice(&self.root.0);
        bytes
    }

    /// The header that `bytes` are; `None` where they do not begin like an export.
    pub(super) fn of_bytes(bytes: &[u8; HEADER_BYTES]) -> Option<Self> {
        let rest = bytes.strip_prefix(&MAGIC)?;
        let (words, root) = rest.split_first_chunk::<12>()?;
        let [version, schema, flags] = [0, 4, 8].map(|at| le(&words[at..at + 4]));
        Some(Self { version, schema, flags, root: Hash(root.try_into().ok()?) })
    }
}

fn le(bytes: &[u8]) -> u32 {
    bytes.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// Running check: a hash of everything so far.
pub(super) struct Chain([u8; 32]);

impl Default for Chain {
    fn default() -> Self {
        Self(blake3::derive_key("allod 2026 state export", b""))
    }
}

impl Chain {
    /// The check once `parts` have come.
    pub(super) fn extend(&mut self, parts: &[&[u8]]) -> [u8; CHECK_BYTES] {
        let mut hasher = blake3::Hasher::new_keyed(&self.0);
        parts.iter().for_each(|part| {
            hasher.update(part);
        });
        self.0 = *hasher.finalize().as_bytes();
        self.0.first_chunk().copied().unwrap_or_default()
    }

    /// The hash of everything so far.
    pub(super) fn digest(&self) -> Hash {
        Hash(self.0)
    }
}

/// Lengths of a row's key and value, as a row begins with them.
pub(super) fn lengths(key: u32, value: u32) -> [u8; 8] {
    let mut bytes = [0; 8];
    bytes[..4].copy_from_slice(&key.to_le_bytes());
    bytes[4..].copy_from_slice(&value.to_le_bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_as_it_was_written_and_nothing_else_is_one() {
        let header = Header::new(Hash([7; 32]), true);
        let mut bytes = header.to_bytes();
        assert_eq!(Header::of_bytes(&bytes), Some(header));
        assert!(header.has_receipts() && !header.has_unknown_flags());
        assert!(!Header::new(Hash([7; 32]), false).has_receipts());
        bytes[0] ^= 1;
        assert_eq!(Header::of_bytes(&bytes), None);
    }

    #[test]
    fn a_check_depends_on_everything_before_it() {
        let after = |parts: &[&[u8]]| {
            let mut chain = Chain::default();
            parts.iter().for_each(|part| {
                chain.extend(&[part]);
            });
            chain.digest()
        };
        assert_eq!(after(&[b"a", b"b"]), after(&[b"a", b"b"]));
        assert_ne!(after(&[b"a", b"b"]), after(&[b"b", b"a"]));
        assert_ne!(after(&[b"a", b"b"]), after(&[b"ab"]));
    }
}
