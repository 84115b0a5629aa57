//! The refusals of one source file and the warnings, with their places.

use crate::CompileError;
use crate::diagnostic::{Diagnostic, Diagnostics};

/// Refusals that are reported at most, and warnings; a file with more has one cause for most of them.
const MAX_REFUSALS: usize = 100;

/// Letters of a message: what was found is in it, however long that is.
const MAX_MESSAGE: usize = 1_000;

/// Collects refusals and knows the file's lines.
pub(super) struct Refusals<'s> {
    name: &'s str,
    /// Beginnings of lines, in characters: the parser's unit.
    lines: Vec<usize>,
    found: Vec<Diagnostic>,
    warned: Vec<Diagnostic>,
    too_deep: bool,
}

impl<'s> Refusals<'s> {
    pub(super) fn new(text: &str, name: &'s str) -> Self {
        let after_newline = text.chars().enumerate().filter(|(_, c)| *c == '\n').map(|(at, _)| at + 1);
        let lines = std::iter::once(0).chain(after_newline).collect();
        Self { name, lines, found: Vec::new(), warned: Vec::new(), too_deep: false }
    }

    /// The file's name.
    pub(super) fn file(&self) -> &'s str {
        self.name
    }

    /// The line of character `at`, counted from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        self.lines.partition_point(|start| *start <= at).max(1)
    }

    /// The character that stands at a line and column, both counted from 1.
    pub(super) fn character(&self, line: usize, column: usize) -> Option<usize> {
        Some(self.lines.get(line.checked_sub(1)?)? + column.checked_sub(1)?)
    }

    /// Refuses what stands at character `at`.
    pub(super) fn add(&mut self, at: usize, message: impl Into<String>, instead: impl Into<String>) {
        let (line, column) = self.place(at);
        self.add_at(line, column, message.into(), Some(instead.into()));
    }

    /// Refuses what stands at a line and column, both counted from 1.
    pub(super) fn add_at(&mut self, line: usize, column: usize, message: String, instead: Option<String>) {
        let one = self.diagnostic((line, column), message, instead);
        if self.found.len() < MAX_REFUSALS && !self.found.contains(&one) {
            self.found.push(one);
        }
    }

    /// Warns of what stands at character `at`.
    pub(super) fn warn(&mut self, at: usize, message: impl Into<String>, instead: impl Into<String>) {
        let one = self.diagnostic(self.place(at), message.into(), Some(instead.into()));
        if self.warned.len() < MAX_REFUSALS && !self.warned.contains(&one) {
            self.warned.push(one);
        }
    }

    /// The line and column of character `at`, both counted from 1.
    fn place(&self, at: usize) -> (usize, usize) {
        let line = self.line(at);
        (line, at - self.lines.get(line - 1).copied().unwrap_or(0) + 1)
    }

    fn diagnostic(&self, (line, column): (usize, usize), message: String, instead: Option<String>) -> Diagnostic {
        let message = message.chars().take(MAX_MESSAGE).collect();
        Diagnostic { file: self.name.to_owned(), line, column, width: 0, message, instead }
    }

    /// Notes that the source is too deep for anything recursive.
    pub(super) fn set_too_deep(&mut self) {
        self.too_deep = true;
    }

    pub(super) fn too_deep(&self) -> bool {
        self.too_deep
    }

    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    pub(super) fn len(&self) -> usize {
        self.found.len()
    }

    /// All of them, in the order of the source.
    pub(super) fn sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_key(|d| (d.line, d.column));
        self.found
    }

    /// All warnings, in the order of the source.
    pub(super) fn warnings(mut self) -> Vec<Diagnostic> {
        self.warned.sort_by_key(|d| (d.line, d.column));
        self.warned
    }
}

/// Source that is not UTF-8 from byte `at` on.
pub(super) fn not_text(name: &str, code: &[u8], at: usize) -> CompileError {
    let before = &code[..at];
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    let column = at - before.iter().rposition(|b| *b == b'\n').map_or(0, |n| n + 1) + 1;
    one(name, line, column, "bytes that are not UTF-8", "Go source is UTF-8: save the file in that encoding")
}

/// Source on which the parser gave up without saying why.
pub(super) fn parser_failed(name: &str) -> CompileError {
    one(name, 1, 1, "the parser can't read this source", "check it with gofmt")
}

fn one(name: &str, line: usize, column: usize, message: &str, instead: &str) -> CompileError {
    let (message, instead) = (message.to_owned(), Some(instead.to_owned()));
    CompileError::Refused(Diagnostics(vec![Diagnostic {
        file: name.to_owned(),
        line,
        column,
        width: 0,
        message,
        instead,
    }]))
}
