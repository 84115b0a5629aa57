//! Languages of code.

/// Language that a piece of code is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// A WebAssembly module.
    Wasm,
    /// A WebAssembly module as text.
    Wat,
    /// Go source.
    Go,
}

/// Tells the language from the code itself; `None` where it is none of the three.
pub fn detect(code: &[u8]) -> Option<Language> {
    if code.starts_with(b"\0asm") {
        return Some(Language::Wasm);
    }
    let text = std::str::from_utf8(code).ok()?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let wat = after_comments(text, ";;", "(;", ";)");
    if let Some(inside) = wat.strip_prefix('(') {
        let first = after_comments(inside, ";;", "(;", ";)");
        return first.starts_with("module").then_some(Language::Wat);
    }
    let go = after_comments(text, "//", "/*", "*/");
    go.strip_prefix("package")
        .filter(|rest| rest.starts_with(|c: char| c.is_whitespace() || c == '/'))
        .map(|_| Language::Go)
}

/// `text` from its first word on.
fn after_comments<'t>(mut text: &'t str, line: &str, open: &str, close: &str) -> &'t str {
    loop {
        text = text.trim_start();
        text = if text.starts_with(line) {
            text.split_once('\n').map_or("", |(_, rest)| rest)
        } else if let Some(inside) = text.strip_prefix(open) {
            inside.split_once(close).map_or("", |(_, rest)| rest)
        } else {
            return text;
        };
    }
}
