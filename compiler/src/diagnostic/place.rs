//! Places of the compiler for Go, as people read them.

use super::Diagnostic;
use allod_go::diagnostic::Diagnostic as Mistake;
use allod_go::syntax::files::{Files, Pos, Span};

/// Letters of a message.
const MAX_MESSAGE: usize = 1_000;

/// Diagnostics with the places that people read.
pub(crate) fn told(mistakes: &[Mistake], files: &Files) -> Vec<Diagnostic> {
    mistakes.iter().map(|mistake| one(mistake, files)).collect()
}

fn one(mistake: &Mistake, files: &Files) -> Diagnostic {
    let place = files.place(mistake.span.start);
    let (file, line, column) =
        place.map_or(("", 1, 1), |place| (place.file, place.line as usize, place.column as usize));
    // The column counts characters, as editors do; the compiler's own counts bytes.
    let text = |from: u32, to: u32| {
        let span = Span { start: Pos(from), end: Pos(to) };
        String::from_utf8_lossy(files.text(span)).into_owned()
    };
    let start = mistake.span.start.0;
    let before = text(start.saturating_sub(column as u32 - 1), start);
    let about = text(start, mistake.span.end.0);
    let width = about.lines().next().map_or(0, |line| line.chars().count());
    let message: String = mistake.message.lines().next().unwrap_or_default().chars().take(MAX_MESSAGE).collect();
    Diagnostic {
        file: file.to_owned(),
        line,
        column: before.chars().count() + 1,
        width,
        message,
        instead: mistake.advice.clone(),
    }
}
