//! Languages of code, and [text](module_text) made into a module.

pub(crate) mod module_text;

/// Language that a piece of code is written in.
///
/// ```
/// use allod_compiler::{Language, detect};
///
/// assert_eq!(detect(b"package answer"), Some(Language::Go));
/// assert_eq!(detect(b"(module)"), Some(Language::Wat));
/// assert_eq!(detect(b"\0asm\x01\0\0\0"), Some(Language::Wasm));
/// assert_eq!(detect(b"fn main() {}"), None);
/// ```
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// A WebAssembly module.
    Wasm,
    /// A WebAssembly module as text.
    Wat,
    /// Go source.
    Go,
}

/// The words that WebAssembly text may begin with, behind its first bracket: `module`, or a field of a module whose own
/// word is left out.
const WAT_WORDS: [&str; 12] =
    ["module", "type", "rec", "import", "func", "table", "memory", "global", "export", "start", "elem", "data"];

/// Tells the language from the code itself; `None` where it is none of the three.
pub fn detect(code: &[u8]) -> Option<Language> {
    if code.starts_with(b"\0asm") {
        return Some(Language::Wasm);
    }
    let text = std::str::from_utf8(code).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let wat = after_annotations(text);
    if let Some(inside) = wat.strip_prefix('(') {
        let first = after_wat_comments(inside);
        let word = &first[..first.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(first.len())];
        // An identifier may go on with other marks, and then is another word.
        let rest = &first[word.len()..];
        let ends = rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_whitespace() || "();\"$".contains(c));
        return (ends && WAT_WORDS.contains(&word)).then_some(Language::Wat);
    }
    let go = after_go_comments(text);
    go.strip_prefix("package")
        .filter(|rest| rest.starts_with(|c: char| c.is_whitespace() || c == '/'))
        .map(|_| Language::Go)
}

/// True if WebAssembly text is that of a quoted module, whose own text stands in strings.
pub(crate) fn is_quoted(text: &str) -> bool {
    let inside = after_annotations(text.strip_prefix('\u{feff}').unwrap_or(text)).strip_prefix('(');
    let word = inside.and_then(|inside| after_wat_comments(inside).strip_prefix("module"));
    word.is_some_and(|rest| after_wat_comments(rest).starts_with("quote"))
}

/// Go source from its first word on.
fn after_go_comments(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        text = if text.starts_with("//") {
            text.split_once('\n').map_or("", |(_, rest)| rest)
        } else if let Some(inside) = text.strip_prefix("/*") {
            inside.split_once("*/").map_or("", |(_, rest)| rest)
        } else {
            return text;
        };
    }
}

/// WebAssembly text from its first word on, whose comments nest.
fn after_wat_comments(mut text: &str) -> &str {
    loop {
        text = text.trim_start();
        text = if text.starts_with(";;") {
            text.split_once('\n').map_or("", |(_, rest)| rest)
        } else if text.starts_with("(;") {
            after_block(text)
        } else {
            return text;
        };
    }
}

/// The text behind the comment that `text` begins with, and all comments inside it.
fn after_block(text: &str) -> &str {
    let (mut depth, mut at) = (0_usize, 0);
    let bytes = text.as_bytes();
    while let Some(two) = bytes.get(at..at + 2) {
        match two {
            b"(;" => depth += 1,
            b";)" => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return &text[at..];
        }
    }
    ""
}

/// WebAssembly text from its first bracket on that begins no annotation, `(@name …)`. Those say something to tools alone.
fn after_annotations(mut text: &str) -> &str {
    loop {
        text = after_wat_comments(text);
        if !text.starts_with("(@") {
            return text;
        }
        text = after_brackets(text);
    }
}

/// The text behind the brackets that `text` begins with.
fn after_brackets(text: &str) -> &str {
    let mut left = text;
    let mut depth = 0_usize;
    loop {
        left = after_wat_comments(left);
        let Some(first) = left.chars().next() else { return "" };
        left = match first {
            '"' => after_string(left),
            _ => &left[first.len_utf8()..],
        };
        match first {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return left;
        }
    }
}

/// The text behind the string that `text` begins with.
fn after_string(text: &str) -> &str {
    let mut letters = text.char_indices().skip(1);
    while let Some((at, letter)) = letters.next() {
        match letter {
            '\\' => drop(letters.next()),
            '"' => return &text[at + 1..],
            _ => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_may_begin_in_every_way_that_its_text_may() {
        for text in [
            "(module)",
            "(module",
            "(module$a)",
            "\u{feff} (module (func))",
            ";; line\n(; block (; in a block ;) (module) ;) ( (; inside ;) module)",
            "(memory 1) (func (export \"Go\"))",
            "(func)",
            "(@tool \"with a ) and a \\\" in it\" (x) (; ) ;))\n(@other) (module)",
            "(; ) ;)\n(import \"a\" \"b\" (func))",
            "(module quote \"(func)\")",
        ] {
            assert_eq!(detect(text.as_bytes()), Some(Language::Wat), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_module_is_none() {
        for text in [
            "(modulex)",
            "(module-x)",
            "(; (module)",
            "(@a (module)",
            "(",
            "()",
            "(@)",
            "(defun f ())",
            "(@\"",
            "",
            ")",
        ] {
            assert_eq!(detect(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn go_begins_with_its_package() {
        for text in ["package p", "// a\n/* b */ package p\n", "\u{feff}package/* a */p"] {
            assert_eq!(detect(text.as_bytes()), Some(Language::Go), "{text}");
        }
        assert_eq!(detect(b"packages"), None);
    }
}
