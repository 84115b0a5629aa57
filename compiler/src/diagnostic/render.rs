//! Diagnostics for a terminal: the line that each is about, a mark below the place, and what to do instead.

use super::Diagnostic;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};
use std::ops::Range;

/// Columns that a rendering is made for.
const COLUMNS: usize = 120;

/// Bytes of a source line that are shown, at most; of a longer one only the message is.
const MAX_LINE: usize = 2_000;

/// Every diagnostic with its line, without colours. `severity` is the word in front: `error`, `warning`. `source` gives the
/// text of a file by its name; of a file without one, and of a place beyond its end, the message is shown alone.
pub fn render<'s>(diagnostics: &[Diagnostic], severity: &str, source: &dyn Fn(&str) -> Option<&'s str>) -> String {
    let level = if severity == "warning" { Level::WARNING } else { Level::ERROR };
    let renderer = Renderer::plain().term_width(COLUMNS);
    let mut out = String::new();
    for diagnostic in diagnostics {
        let line = source(&diagnostic.file).and_then(|text| text.lines().nth(diagnostic.line.checked_sub(1)?));
        let mut report = vec![group(diagnostic, level.clone(), line.filter(|line| line.len() <= MAX_LINE))];
        if let Some(instead) = &diagnostic.instead {
            report[0] = std::mem::replace(&mut report[0], Group::with_level(Level::HELP))
                .element(Level::HELP.message(instead.as_str()));
        }
        out.push_str(&renderer.render(&report));
        out.push_str("\n\n");
    }
    out.truncate(out.trim_end().len());
    out
}

fn group<'d>(diagnostic: &'d Diagnostic, level: Level<'d>, line: Option<&'d str>) -> Group<'d> {
    let group = level.primary_title(diagnostic.message.as_str());
    match line {
        Some(line) => {
            let mark = AnnotationKind::Primary.span(place(line, diagnostic.column, diagnostic.width));
            let snippet = Snippet::source(line).line_start(diagnostic.line).path(diagnostic.file.as_str());
            group.element(snippet.annotation(mark))
        }
        None => {
            let origin = Origin::path(diagnostic.file.as_str()).line(diagnostic.line);
            group.element(origin.char_column(diagnostic.column))
        }
    }
}

/// The bytes of a line that a diagnostic is about: at its column, as many characters as it says, or the word that begins
/// there.
fn place(line: &str, column: usize, width: usize) -> Range<usize> {
    let at = line.char_indices().nth(column.saturating_sub(1)).map_or(line.len(), |(at, _)| at);
    let rest = &line[at..];
    let end = match width {
        0 => {
            let word = rest.find(|c: char| c != '_' && !c.is_alphanumeric()).unwrap_or(rest.len());
            word.max(rest.chars().next().map_or(0, char::len_utf8))
        }
        _ => rest.char_indices().nth(width).map_or(rest.len(), |(at, _)| at),
    };
    at..at + end
}

#[cfg(test)]
mod tests {
    use super::*;

    fn diagnostic(line: usize, column: usize, width: usize) -> Diagnostic {
        let (message, instead) = ("undefined: amuont".to_owned(), Some("declare it".to_owned()));
        Diagnostic { file: "token.go".into(), line, column, width, message, instead }
    }

    #[test]
    fn a_mistake_is_shown_in_its_line_with_a_mark_and_the_mend() {
        let text = "package token\n\n\treturn amuont + 1 // größer\n";
        let shown = render(&[diagnostic(3, 9, 0)], "error", &|name| (name == "token.go").then_some(text));
        let wanted = "\
error: undefined: amuont
 --> token.go:3:9
  |
3 |     return amuont + 1 // größer
  |            ^^^^^^
  |
  = help: declare it";
        assert_eq!(shown, wanted);
    }

    #[test]
    fn a_place_that_no_text_is_known_of_is_told_without_its_line() {
        let shown = render(&[diagnostic(3, 9, 2), diagnostic(9, 1, 0)], "warning", &|_| None);
        assert_eq!(shown.matches("warning: undefined: amuont").count(), 2, "{shown}");
        assert!(shown.contains("token.go:9:1") && !shown.contains('|'), "{shown}");
    }

    #[test]
    fn a_mark_stands_inside_its_line_whatever_the_place_says() {
        for (column, width) in [(0, 0), (1, 1), (4, 9), (5, 0), (99, 3)] {
            let range = place("äb_c", column, width);
            assert!("äb_c".get(range.clone()).is_some(), "{column} {width}: {range:?}");
        }
    }
}
