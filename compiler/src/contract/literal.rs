//! String literals of Go.

/// The text that a string literal, with its quotes, stands for; `None` where it is no string literal, or
/// uses an escape that stands for a byte and not for text.
pub(super) fn unquote(literal: &str) -> Option<String> {
    if let Some(raw) = literal.strip_prefix('`') {
        return Some(raw.strip_suffix('`')?.replace('\r', ""));
    }
    let inside = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut out = String::with_capacity(inside.len());
    let mut chars = inside.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        out.push(match chars.next()? {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            '\\' => '\\',
            '"' => '"',
            'u' => code_point(&mut chars, 4)?,
            'U' => code_point(&mut chars, 8)?,
            'x' => code_point(&mut chars, 2).filter(char::is_ascii)?,
            _ => return None,
        });
    }
    Some(out)
}

fn code_point(chars: &mut std::str::Chars, digits: usize) -> Option<char> {
    let hex: String = chars.by_ref().take(digits).collect();
    u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32)
}
