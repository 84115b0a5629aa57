//! Image: the memory that a module begins with.
//!
//! | from | holds |
//! |---|---|
//! | 0 | nothing: nil is address 0, and what has no bytes lies at [`NOWHERE`] |
//! | [`BEGIN`] | package variables that begin as zero |
//! | behind them | everything that begins with a value: package variables, strings, closure records, tables |
//! | behind it | the stack of aggregates, which grows down |
//! | behind it | the heap, which grows up |

use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::lower::internal;
use crate::syntax::files::Span;
use std::collections::HashMap;
use std::sync::Arc;

/// The address of everything that has no bytes.
pub(in crate::lower) const NOWHERE: u32 = 8;

/// The first address that is given away.
pub(in crate::lower) const BEGIN: u32 = 16;

/// Zero bytes between two runs of data that are written rather than begin another segment, whose header takes about as
/// much.
const GAP: usize = 12;

/// Memory that begins with a value.
#[derive(Debug)]
pub(in crate::lower) struct Image {
    zeros: u32,
    bytes: Vec<u8>,
    known: HashMap<(Arc<[u8]>, u32), u32>,
}

impl Image {
    /// An empty image.
    pub(in crate::lower) fn new() -> Self {
        Image { zeros: BEGIN, bytes: Vec::new(), known: HashMap::new() }
    }

    /// Room that begins as zero, before anything that begins with a value.
    pub(in crate::lower) fn reserve(&mut self, size: u32, align: u32) -> Result<u32, Diagnostic> {
        let at = self.zeros.next_multiple_of(align);
        self.zeros = bounded(u64::from(at) + u64::from(size))?;
        Ok(at)
    }

    /// Room that is going to be [written](Self::write).
    pub(in crate::lower) fn place(&mut self, size: u32, align: u32) -> Result<u32, Diagnostic> {
        if self.bytes.is_empty() {
            self.zeros = self.zeros.next_multiple_of(8);
        }
        let at = self.end().next_multiple_of(align);
        let end = bounded(u64::from(at) + u64::from(size))?;
        self.bytes.resize((end - self.zeros) as usize, 0);
        Ok(at)
    }

    /// Writes into what was [placed](Self::place). Nothing outside is written.
    pub(in crate::lower) fn write(&mut self, at: u32, bytes: &[u8]) {
        let from = at.wrapping_sub(self.zeros) as usize;
        if let Some(room) = from.checked_add(bytes.len()).and_then(|end| self.bytes.get_mut(from..end)) {
            room.copy_from_slice(bytes);
        }
    }

    /// Writes a number of four bytes.
    pub(in crate::lower) fn write_u32(&mut self, at: u32, value: u32) {
        self.write(at, &value.to_le_bytes());
    }

    /// Bytes that nothing changes: equal ones are there once.
    pub(in crate::lower) fn constant(&mut self, bytes: &[u8], align: u32) -> Result<u32, Diagnostic> {
        if bytes.is_empty() {
            return Ok(NOWHERE);
        }
        let key = (Arc::from(bytes), align);
        if let Some(at) = self.known.get(&key) {
            return Ok(*at);
        }
        let at = self.place(bytes.len() as u32, align)?;
        self.write(at, bytes);
        self.known.insert(key, at);
        Ok(at)
    }

    /// Takes memory that what was placed has become: the same addresses hold what they hold there. Whoever has run the
    /// initialisation has bounded it.
    pub(in crate::lower) fn restore(&mut self, memory: &[u8]) -> Result<(), Diagnostic> {
        let Some(bytes) = memory.get(BEGIN as usize..).filter(|_| memory.len() >= self.end() as usize) else {
            return Err(internal(Span::default(), format_args!("a state of {} bytes", memory.len())));
        };
        self.zeros = BEGIN;
        self.bytes = bytes.to_vec();
        let constant = |((bytes, _), at): (&(Arc<[u8]>, u32), &u32)| {
            let range = *at as usize..*at as usize + bytes.len();
            memory.get(range) == Some(bytes)
        };
        if !self.known.iter().all(constant) {
            return Err(internal(Span::default(), "a state in which constants have changed"));
        }
        Ok(())
    }

    /// The address behind everything.
    pub(in crate::lower) fn end(&self) -> u32 {
        self.zeros + self.bytes.len() as u32
    }

    /// Runs of bytes that are not zero, each with its address.
    pub(in crate::lower) fn runs(&self) -> Vec<(u32, &[u8])> {
        let mut runs = Vec::new();
        let mut at = 0;
        while let Some(skip) = self.bytes[at..].iter().position(|byte| *byte != 0) {
            let from = at + skip;
            let mut to = from;
            while let Some(next) = self.bytes[to..].iter().take(GAP + 1).position(|byte| *byte != 0) {
                to += next + 1;
            }
            runs.push((self.zeros + from as u32, &self.bytes[from..to]));
            at = to;
        }
        runs
    }
}

fn bounded(end: u64) -> Result<u32, Diagnostic> {
    if end <= limits::DATA_BYTES {
        return Ok(end as u32);
    }
    let text = format!("package variables and constants of {end} bytes, the limit is {}", limits::DATA_BYTES);
    Err(Diagnostic::new(Code::Limit, Span::default(), text).advise("make large variables when they are needed"))
}
