//! Lines: the place in the source of every operator that can end a call, of loops, in which gas runs out, and of returns of
//! errors. Only the program's own source has lines, not the packages that come with the compiler: a failure in one of those
//! is one of the call that led there. [`allod_core::lines`] has the section that they stand in.

use crate::packages::EMBEDDED;
use crate::syntax::files::{Files, Span};
pub use allod_core::lines::{Line, Lines, SECTION};
use std::collections::HashMap;

/// Collects lines function by function.
#[derive(Debug)]
pub(super) struct Collector<'f> {
    source: &'f Files,
    numbers: HashMap<String, u32>,
    lines: Lines,
}

impl<'f> Collector<'f> {
    /// No lines yet.
    pub(super) fn new(source: &'f Files) -> Self {
        Collector { source, numbers: HashMap::new(), lines: Lines::default() }
    }

    /// Adds a function's, whose index is beyond those before.
    pub(super) fn add(&mut self, function: u32, spans: impl Iterator<Item = (u32, Span)>) {
        let mut lines = Vec::new();
        for (operator, span) in spans {
            let place = self.source.place(span.start).filter(|place| !place.file.starts_with(EMBEDDED));
            let Some(place) = place else { continue };
            let file = match self.numbers.get(place.file) {
                Some(file) => *file,
                None => {
                    let file = self.lines.files.len() as u32;
                    self.numbers.insert(place.file.to_owned(), file);
                    self.lines.files.push(place.file.to_owned());
                    file
                }
            };
            lines.push(Line { operator, file, line: place.line });
        }
        if !lines.is_empty() {
            self.lines.functions.push((function, lines));
        }
    }

    /// All of them.
    pub(super) fn finish(self) -> Lines {
        self.lines
    }
}
