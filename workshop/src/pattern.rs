//! Pattern: the names of tests that were asked for.

use regex_lite::Regex;

/// Names of tests that are to run: a regular expression for each level, with `/` between them, as `go test -run` takes it. A name
/// fits if every level that there is an expression for has a match of it somewhere.
///
/// ```
/// use allod_workshop::Pattern;
///
/// let pattern = Pattern::new("Transfer/zero|self")?;
/// assert!(pattern.fits("TestTransfer") && pattern.fits("TestTransfer/to_self"));
/// assert!(!pattern.fits("TestTransfer/plain") && !pattern.fits("TestMint"));
/// # Ok::<(), allod_workshop::PatternError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Pattern(Vec<Regex>);

/// A pattern that is no regular expression.
#[derive(Debug, thiserror::Error)]
#[error("{part:?} is no regular expression: {why}")]
#[non_exhaustive]
pub struct PatternError {
    /// The part between two `/`.
    pub part: String,
    /// The fault.
    pub why: String,
}

impl Pattern {
    /// The pattern that `text` says.
    ///
    /// # Errors
    /// [`PatternError`] with the part at fault.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        let parts = levels(text).into_iter().map(|part| {
            Regex::new(part).map_err(|error| PatternError { part: part.to_owned(), why: error.to_string() })
        });
        Ok(Self(parts.collect::<Result<_, _>>()?))
    }

    /// True if a test of this name is to run, because it fits or a part of it may.
    pub fn fits(&self, name: &str) -> bool {
        self.0.iter().zip(name.split('/')).all(|(part, name)| part.is_match(name))
    }
}

/// `text` between its `/`, but for those in brackets and parentheses.
fn levels(text: &str) -> Vec<&str> {
    let (mut parts, mut from, mut depth, mut escaped) = (Vec::new(), 0, 0usize, false);
    for (at, letter) in text.char_indices() {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            '/' if depth == 0 => {
                parts.push(&text[from..at]);
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(&text[from..]);
    parts
}
