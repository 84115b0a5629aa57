//! The manifest of a database, which lists its tables and logs.

use super::folder::{CURRENT, MANIFEST};
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

/// Bytes of a block. A record that does not fit into the rest of one is cut, and goes on in the next.
const BLOCK: u64 = 32 << 10;
/// Bytes of a record's head: a check (4), the record's length (2), little-endian, and its kind (1).
const HEAD: usize = 7;
/// Bytes more in the head of a record of these kinds.
const LONG_KINDS: std::ops::RangeInclusive<u8> = 5..=8;
const LONGER: u64 = 4;

/// The manifest that a database has: its number, and its length in bytes. One of them changes whenever tables or logs
/// come or go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Manifest {
    pub(super) number: u64,
    pub(super) len: u64,
}

impl Manifest {
    /// The manifest that the database in `folder` has now; `None` where that can't be told.
    pub(super) fn of(folder: &Path) -> Option<Self> {
        let current = std::fs::read_to_string(folder.join(CURRENT)).ok()?;
        let number = current.trim_end().strip_prefix(MANIFEST)?.parse().ok()?;
        let len = folder.join(Self { number, len: 0 }.name()).metadata().ok()?.len();
        Some(Self { number, len })
    }

    /// The name of its file.
    pub(super) fn name(self) -> String {
        format!("{MANIFEST}{:06}", self.number)
    }

    /// The place of the first record of zeros among its first `len` bytes in `folder`, if there is one.
    ///
    /// RocksDB takes it, and all that comes behind it in its block, for room that was never written to, and says nothing:
    /// tables that are listed there are none of the database's then, and are removed. Whatever else is wrong with a record
    /// it finds by the record's check.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn gap(self, folder: &Path) -> io::Result<Option<u64>> {
        gap(BufReader::new(File::open(folder.join(self.name()))?), self.len)
    }
}

fn gap(mut records: impl Read + Seek, len: u64) -> io::Result<Option<u64>> {
    let mut at = 0;
    while at + HEAD as u64 <= len {
        let left = BLOCK - at % BLOCK;
        if left < HEAD as u64 {
            at += left;
            continue;
        }
        records.seek(SeekFrom::Start(at))?;
        let mut head = [0; HEAD];
        records.read_exact(&mut head)?;
        let [_, _, _, _, low, high, kind] = head;
        let length = u64::from(u16::from_le_bytes([low, high]));
        if length == 0 && kind == 0 {
            return Ok(Some(at));
        }
        at += HEAD as u64 + length + if LONG_KINDS.contains(&kind) { LONGER } else { 0 };
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// A record of `length` bytes, whatever its check.
    fn record(length: u16, kind: u8) -> Vec<u8> {
        let [low, high] = length.to_le_bytes();
        [&[9, 9, 9, 9, low, high, kind][..], &vec![0; length.into()]].concat()
    }

    #[test]
    fn a_record_of_zeros_is_found_and_the_end_of_a_block_is_none() {
        let to_the_end = BLOCK as u16 - 7 - 7 - 10 - 3;
        let mut bytes = [record(10, 1), record(to_the_end, 1), vec![0; 3], record(5, 4)].concat();
        let len = bytes.len() as u64;
        assert_eq!(gap(Cursor::new(&bytes), len).unwrap(), None);
        bytes.extend([0; 7]);
        assert_eq!(gap(Cursor::new(&bytes), len).unwrap(), None);
        assert_eq!(gap(Cursor::new(&bytes), len + 7).unwrap(), Some(len));
        bytes[17..24].fill(0);
        assert_eq!(gap(Cursor::new(&bytes), len).unwrap(), Some(17));
        let long = [record(10, 5), vec![0; 4], record(1, 1)].concat();
        assert_eq!(gap(Cursor::new(&long), long.len() as u64).unwrap(), None);
    }
}
