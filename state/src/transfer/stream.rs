//! Stream: an export read row by row.

use super::error::{ImportError, row};
use super::format::{
    CHECK_BYTES, Chain, END_BYTES, HEADER_BYTES, Header, KEY_BYTES_MAX, VALUE_BYTES_MAX, VERSION, lengths,
};
use crate::keys::SCHEMA;
use allod_core::Hash;
use std::io::{self, ErrorKind, Read};

/// Row of a stream: its key and its value.
pub(super) type Row<'s> = (&'s [u8], &'s [u8]);

/// Stream of rows whose checks hold. One row is in memory, and the key of the one before.
pub(super) struct RowStream<R> {
    source: R,
    chain: Chain,
    receipts: bool,
    /// Rows that were read whole.
    number: u64,
    key: Vec<u8>,
    value: Vec<u8>,
    /// The key of the row before; empty before the first.
    last: Vec<u8>,
}

impl<R: Read> RowStream<R> {
    /// Stream of the rows of `source`, and the root that its header says.
    ///
    /// # Errors
    /// [`ImportError`].
    pub(super) fn open(mut source: R) -> Result<(Self, Hash), ImportError> {
        let (mut bytes, whole) = (Vec::new(), HEADER_BYTES + CHECK_BYTES);
        let read = source.by_ref().take(whole as u64).read_to_end(&mut bytes);
        read.map_err(|source| ImportError::Read { after: 0, source })?;
        let header = bytes.first_chunk::<HEADER_BYTES>().and_then(Header::of_bytes);
        let Some(header) = header else {
            let found = String::from_utf8_lossy(&bytes[..bytes.len().min(16)]).into_owned();
            return Err(ImportError::NotAnExport { found });
        };
        let mut chain = Chain::default();
        let check = chain.extend(&[&header.to_bytes()]);
        if bytes.get(HEADER_BYTES..) != Some(&check) {
            return Err(if bytes.len() < whole {
                ImportError::Cut { after: 0, last: String::new() }
            } else {
                ImportError::Header
            });
        }
        for (what, found, wanted) in
            [("format version", header.version, VERSION), ("schema version", header.schema, SCHEMA)]
        {
            if found != wanted {
                return Err(ImportError::Version { what, found, wanted });
            }
        }
        if header.has_unknown_flags() {
            return Err(ImportError::Version { what: "flags", found: header.flags, wanted: 1 });
        }
        let receipts = header.has_receipts();
        let (number, key, value, last) = (0, Vec::new(), Vec::new(), Vec::new());
        Ok((Self { source, chain, receipts, number, key, value, last }, header.root))
    }

    /// True if receipts are among the rows.
    pub(super) fn has_receipts(&self) -> bool {
        self.receipts
    }

    /// Number of the row that was read last.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The hash of everything so far: the digest, after the last row.
    pub(super) fn digest(&self) -> Hash {
        self.chain.digest()
    }

    /// The next row; `None` once all are there.
    ///
    /// # Errors
    /// [`ImportError`].
    pub(super) fn next(&mut self) -> Result<Option<Row<'_>>, ImportError> {
        std::mem::swap(&mut self.key, &mut self.last);
        self.key.clear();
        let key_len = u32::from_le_bytes(self.array()?);
        if key_len == 0 {
            return self.end().map(|()| None);
        }
        let value_len = u32::from_le_bytes(self.array()?);
        for (what, len, max) in [("key", key_len, KEY_BYTES_MAX), ("value", value_len, VALUE_BYTES_MAX)] {
            if len > max {
                return Err(self.damaged(format!("a {what} of {len} bytes, at most {max} are in an export")));
            }
        }
        // Both are read before either is told of: a key that was cut off is none.
        let (mut key, mut value) = (std::mem::take(&mut self.key), std::mem::take(&mut self.value));
        value.clear();
        self.read(key_len, &mut key)?;
        self.read(value_len, &mut value)?;
        (self.key, self.value) = (key, value);
        let check = self.chain.extend(&[&lengths(key_len, value_len), &self.key, &self.value]);
        if self.array::<CHECK_BYTES>()? != check {
            let why = "its check does not hold: it was changed, or a row was dropped or added before it";
            return Err(self.damaged(why));
        }
        if self.key <= self.last {
            return Err(self.damaged("keys rise, and this one does not"));
        }
        self.number += 1;
        Ok(Some((&self.key, &self.value)))
    }

    /// The error of the row that was read last.
    pub(super) fn wrong(&self, why: impl Into<String>) -> ImportError {
        ImportError::Row { number: self.number, row: self.row_after(), why: why.into() }
    }

    /// The error of the row under way.
    fn damaged(&self, why: impl Into<String>) -> ImportError {
        ImportError::Row { number: self.number + 1, row: self.row_after(), why: why.into() }
    }

    /// The row under way, and the one before it.
    fn row_after(&self) -> String {
        let shown = if self.key.is_empty() { "of an unknown key".to_owned() } else { row(&self.key) };
        match self.last.is_empty() {
            true => shown,
            false => format!("{shown}, after {}", row(&self.last)),
        }
    }

    /// Checks the end, behind which nothing may stand.
    fn end(&mut self) -> Result<(), ImportError> {
        let wrong = |why: &str| Err(ImportError::End { why: why.to_owned() });
        let rows: [u8; END_BYTES] = self.array()?;
        self.chain.extend(&[&[0; 4], &rows]);
        let (digest, number) = (Hash(self.array()?), u64::from_le_bytes(rows));
        if digest != self.chain.digest() {
            return wrong("its digest does not hold: it was changed, or rows were dropped or added before it");
        }
        if number != self.number {
            return wrong(&format!("it says {number} rows, and there were {}", self.number));
        }
        let mut more = [0; 1];
        match self.source.read_exact(&mut more) {
            Ok(()) => wrong("bytes stand behind it"),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => Ok(()),
            Err(error) => Err(self.unread(error)),
        }
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], ImportError> {
        let mut bytes = [0; N];
        self.source.read_exact(&mut bytes).map_err(|error| self.unread(error))?;
        Ok(bytes)
    }

    /// Reads `len` bytes into `into`, which grows with what comes and not with what was promised.
    fn read(&mut self, len: u32, into: &mut Vec<u8>) -> Result<(), ImportError> {
        let read = self.source.by_ref().take(len.into()).read_to_end(into).map_err(|error| self.unread(error))?;
        if read == len as usize { Ok(()) } else { Err(self.unread(ErrorKind::UnexpectedEof.into())) }
    }

    /// The error of a source that ended, or failed.
    fn unread(&self, source: io::Error) -> ImportError {
        let after = self.number;
        match source.kind() {
            ErrorKind::UnexpectedEof if self.last.is_empty() => ImportError::Cut { after, last: String::new() },
            ErrorKind::UnexpectedEof => ImportError::Cut { after, last: format!(", {}", row(&self.last)) },
            _ => ImportError::Read { after, source },
        }
    }
}
