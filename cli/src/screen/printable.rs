//! Text that a terminal shows and does not obey.

use std::fmt::Write;
use unicode_width::UnicodeWidthChar;

/// Marks in a row that stand on one letter. More are drawn over the lines above and below.
const MARKS: usize = 4;

/// `text` in one line that a terminal draws as it stands: what would steer it, break the line, turn its direction or
/// not be seen at all is written as an escape (`\n`, `\u{1b}`). Letters of every script stay. What went through here
/// once is left alone the second time.
pub(crate) fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks = 0;
    for letter in text.chars() {
        let kind = kind(letter);
        marks = if kind == Kind::Mark { marks + 1 } else { 0 };
        if kind == Kind::Hidden || marks > MARKS || (kind == Kind::Mark && out.is_empty()) {
            out.extend(escaped(letter));
        } else {
            out.push(letter);
        }
    }
    out
}

/// As [`printable`], of bytes that may be no text: those that are none are escaped as well (`\xff`).
pub(crate) fn printable_bytes(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        out.push_str(&printable(chunk.valid()));
        for byte in chunk.invalid() {
            let _ = write!(out, "\\x{byte:02x}");
        }
    }
    out
}

/// A name that a contract chose, so that it can't be taken for what stands beside it: as it is if it is made of
/// letters, digits and `_ - . : /`, else in quotes.
pub(crate) fn word(name: &str) -> String {
    let plain = |letter: char| letter.is_alphanumeric() || matches!(letter, '_' | '-' | '.' | ':' | '/');
    match !name.is_empty() && name.chars().all(plain) {
        true => printable(name),
        false => printable(&format!("{name:?}")),
    }
}

/// JSON whose strings a terminal does not obey either: the same document, every letter that can't be seen written by its
/// number.
pub(crate) fn printable_json(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for letter in json.chars() {
        // Outside of strings JSON holds nothing but ASCII, so this is inside one.
        if !letter.is_ascii() && kind(letter) == Kind::Hidden || letter == '\u{7f}' {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(letter);
        }
    }
    out
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Drawn in a place of its own.
    Seen,
    /// Drawn on the letter before it.
    Mark,
    /// Not drawn: a control character, a line's end, a direction, a joiner, a letter nobody has assigned.
    Hidden,
}

/// By the standard library's own table of what can be printed, which debug output goes by, and by how wide terminals
/// take a letter to be.
fn kind(letter: char) -> Kind {
    let is_printable = |letter: char| format!("a{letter}").escape_debug().count() == 2;
    match letter {
        ' '..='~' => Kind::Seen,
        // Blanks of other widths, as text has them.
        '\u{a0}' | '\u{3000}' => Kind::Seen,
        // Fillers: letters that are drawn as a blank or as nothing. Variation selectors.
        '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{3164}' | '\u{ffa0}' => Kind::Hidden,
        '\u{180b}'..='\u{180f}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}' => Kind::Hidden,
        letter if !is_printable(letter) => Kind::Hidden,
        letter => match letter.width() {
            Some(0) | None => Kind::Mark,
            Some(_) => Kind::Seen,
        },
    }
}

fn escaped(letter: char) -> Vec<char> {
    match letter {
        '\n' | '\r' | '\t' | '\0' => letter.escape_debug().collect(),
        letter => letter.escape_unicode().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_a_terminal_is_written_out() {
        for (given, shown) in [
            ("\u{1b}[2K\r", "\\u{1b}[2K\\r"),
            ("a\nb\tc\0", "a\\nb\\tc\\0"),
            ("\u{9b}31m \u{7f}", "\\u{9b}31m \\u{7f}"),
            ("\u{202e}evil\u{2066}", "\\u{202e}evil\\u{2066}"),
            ("ze\u{200b}ro\u{feff}", "ze\\u{200b}ro\\u{feff}"),
            ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"),
            ("\u{e0041}", "\\u{e0041}"),
        ] {
            assert_eq!(printable(given), shown);
            assert_eq!(printable(shown), shown);
        }
    }

    #[test]
    fn letters_of_every_script_stay() {
        for text in ["grün, 日本語, हिन्दी, العربية, ça va, e\u{301}, 🦀 ✓ → ½", "a\\b \"c\" 'd'", "全角\u{3000}空白"]
        {
            assert_eq!(printable(text), text);
            assert_eq!(printable_json(&serde_json::json!(text).to_string()), serde_json::json!(text).to_string());
        }
    }

    #[test]
    fn marks_neither_begin_a_line_nor_pile_up() {
        assert_eq!(printable("\u{301}a"), "\\u{301}a");
        let pile = format!("a{}", "\u{301}".repeat(40));
        assert_eq!(printable(&pile).matches('\u{301}').count(), MARKS);
    }

    #[test]
    fn a_name_that_could_be_taken_for_its_neighbours_stands_in_quotes() {
        for (name, shown) in [
            ("Paid", "Paid"),
            ("größe_2", "größe_2"),
            ("", "\"\""),
            ("a=1  b", "\"a=1  b\""),
            ("Go → done", "\"Go → done\""),
            ("say \"hi\"", "\"say \\\"hi\\\"\""),
        ] {
            assert_eq!(word(name), shown);
        }
    }

    #[test]
    fn json_stays_the_same_document() {
        for letter in (0..=0x10_ffff).filter_map(char::from_u32) {
            let json = serde_json::json!(format!("a{letter}b")).to_string();
            let shown = printable_json(&json);
            assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), format!("a{letter}b"));
        }
    }

    #[test]
    fn every_letter_there_is_leaves_the_lines_around_it_alone() {
        for from in (0..=0x10_ffff_u32).step_by(256) {
            let letters = (from..from + 256).filter_map(char::from_u32);
            let line: String = letters.flat_map(|letter| ['<', letter, '>']).collect();
            let shown = printable(&line);
            let mut terminal = vt100::Parser::new(4, 8_000, 0);
            terminal.process(format!("above\r\n{shown}\r\nbelow").as_bytes());
            let rows: Vec<_> = terminal.screen().rows(0, 8_000).collect();
            // This terminal leaves out what stands for letters that are none.
            assert_eq!(rows, ["above", &shown.replace('\u{fffd}', ""), "below", ""], "from {from:x}");
        }
    }

    #[test]
    fn bytes_that_are_no_text_are_told_from_text() {
        assert_eq!(printable_bytes(b"ok \xff\xfe \xc3\xbc"), "ok \\xff\\xfe ü");
    }
}
