//! Files and positions. A position is one number over all files, so that a node holds eight bytes of place; the
//! table turns it into file, line and column when somebody wants to read it.

use crate::limits;
use std::sync::Arc;

/// A position: a byte offset into the file table, whose files lie one behind the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Pos(pub u32);

/// A range of bytes of one file; `end` is the position behind the last of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// The first byte.
    pub start: Pos,
    /// Behind the last byte.
    pub end: Pos,
}

impl Span {
    /// The span of two positions.
    pub fn new(start: Pos, end: Pos) -> Self {
        Span { start, end }
    }

    /// The empty span at a position.
    pub fn at(pos: Pos) -> Self {
        Span { start: pos, end: pos }
    }

    /// From the beginning of this span to the end of `last`.
    pub fn to(self, last: Span) -> Span {
        Span { start: self.start, end: last.end.max(self.start) }
    }
}

/// A file of a [`Files`] table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FileId(u32);

/// One file: its name as the user knows it, its text, and where its lines begin.
#[derive(Debug, Clone)]
pub struct File {
    name: String,
    text: Arc<[u8]>,
    base: u32,
    lines: Vec<u32>,
}

impl File {
    /// The name the file was added under.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text, as it was given.
    pub fn text(&self) -> &[u8] {
        &self.text
    }

    /// The position of the first byte.
    pub fn start(&self) -> Pos {
        Pos(self.base)
    }
}

/// A place that people read: line and column count from one, the column in bytes as Go counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place<'a> {
    /// The name of the file.
    pub file: &'a str,
    /// The line, from one.
    pub line: u32,
    /// The byte in the line, from one.
    pub column: u32,
}

impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// A file that is not taken, because it or all files together are too long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TooLong {
    /// The name of the file.
    pub file: String,
    /// Its length in bytes.
    pub bytes: usize,
    /// The bytes there would have been room for.
    pub limit: usize,
}

impl std::fmt::Display for TooLong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let TooLong { file, bytes, limit } = self;
        write!(f, "{file} has {bytes} bytes, and there is room for {limit}: split it or leave data out of source")
    }
}

impl std::error::Error for TooLong {}

/// All files of a compilation. Position zero belongs to none.
#[derive(Debug, Clone, Default)]
pub struct Files {
    files: Vec<File>,
}

impl Files {
    /// A table without files.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file of at most [`limits::FILE_BYTES`] bytes.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<Arc<[u8]>>) -> Result<FileId, TooLong> {
        let (name, text) = (name.into(), text.into());
        let base = self.files.last().map_or(1, |file| file.base as usize + file.text.len() + 1);
        let limit = limits::FILE_BYTES.min(limits::TOTAL_BYTES.saturating_sub(base));
        if text.len() > limit {
            return Err(TooLong { file: name, bytes: text.len(), limit });
        }
        // As in Go, the end of the file belongs to the last line, even behind its newline.
        let starts = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
        let starts = starts.filter(|start| *start < text.len()).map(|start| start as u32);
        let lines = std::iter::once(0).chain(starts).collect();
        self.files.push(File { name, text, base: base as u32, lines });
        Ok(FileId(self.files.len() as u32 - 1))
    }

    /// The file an id names.
    pub fn file(&self, id: FileId) -> &File {
        &self.files[id.0 as usize]
    }

    /// The file a position lies in.
    pub fn find(&self, pos: Pos) -> Option<FileId> {
        let after = self.files.partition_point(|file| file.base <= pos.0);
        let index = after.checked_sub(1)?;
        let file = &self.files[index];
        (pos.0 as usize <= file.base as usize + file.text.len()).then_some(FileId(index as u32))
    }

    /// File, line and column of a position.
    pub fn place(&self, pos: Pos) -> Option<Place<'_>> {
        let file = self.file(self.find(pos)?);
        let offset = pos.0 - file.base;
        let line = file.lines.partition_point(|start| *start <= offset);
        let column = offset - file.lines[line - 1] + 1;
        Some(Place { file: &file.name, line: line as u32, column })
    }

    /// The text of a span; empty where it belongs to no file.
    pub fn text(&self, span: Span) -> &[u8] {
        let Some(id) = self.find(span.start) else { return &[] };
        let file = self.file(id);
        let (start, end) = (span.start.0 - file.base, span.end.0.saturating_sub(file.base));
        file.text.get(start as usize..end as usize).unwrap_or(&[])
    }
}
