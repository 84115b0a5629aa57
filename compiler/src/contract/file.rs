//! Reads source into words and a tree.

use super::refusals::Refusals;
use crate::CompileError;
use crate::diagnostic::Diagnostics;
use gosyn::LexicalToken;
use gosyn::ast::File;
use gosyn::token::{Operator, Token, TokenKind};

/// One-line blocks that are mended in one source, at most.
const MAX_MENDED: usize = 64;

/// The words of the source, comments among them.
///
/// # Errors
/// [`CompileError::Refused`] where the source can't be cut into words.
pub(super) fn words(text: &str, refusals: &mut Refusals) -> Result<Vec<LexicalToken>, CompileError> {
    gosyn::tokenize_source(text).map_err(|error| {
        let mistake = Mistake::of(gosyn::tokenize_source(lower(text)).err().unwrap_or(error).downcast_ref());
        refusals.add_at(mistake.line, mistake.column, mistake.why, None);
        let all = std::mem::replace(refusals, Refusals::new("", ""));
        CompileError::Refused(Diagnostics(all.sorted()))
    })
}

/// The tree of the source; `None` where it has none, which is then among the refusals.
pub(super) fn tree(text: &str, refusals: &mut Refusals) -> Option<File> {
    let mut text = text.to_owned();
    for _ in 0..MAX_MENDED {
        let Err(error) = gosyn::parse_source(&text) else { break };
        let mistake = Mistake::of(gosyn::parse_source(lower(&text)).err().unwrap_or(error).downcast_ref());
        match mend(&text, &mistake, refusals) {
            Some(mended) => text = mended,
            None => {
                refusals.add_at(mistake.line, mistake.column, mistake.why, None);
                return None;
            }
        }
    }
    gosyn::parse_source(&text).ok()
}

/// The source one line further down: the parser counts the lines of its errors from the second.
fn lower(text: &str) -> String {
    format!("\n{text}")
}

/// Go lets a block on one line end without a semicolon, the parser does not always: the blank before its
/// brace becomes one, and everything stays where it was.
fn mend(text: &str, mistake: &Mistake, refusals: &Refusals) -> Option<String> {
    let brace = refusals.character(mistake.line, mistake.column).filter(|_| mistake.lacks_semicolon)?;
    let mut chars: Vec<char> = text.chars().collect();
    let blank = chars.get_mut(brace.checked_sub(1)?).filter(|c| **c == ' ')?;
    *blank = ';';
    Some(chars.into_iter().collect())
}

/// A syntax error at its place.
struct Mistake {
    line: usize,
    column: usize,
    why: String,
    /// Whether a closing brace was found where a semicolon is wanted.
    lacks_semicolon: bool,
}

impl Mistake {
    fn of(error: Option<&gosyn::Error>) -> Self {
        let (place, why, lacks_semicolon) = match error {
            Some(gosyn::Error::UnexpectedToken { location, expect, actual, .. }) => {
                let wanted = match expect.as_slice() {
                    [] => String::new(),
                    [one] => format!(", {one:?} is wanted"),
                    several => format!(", one of {several:?} is wanted"),
                };
                let found = actual.as_ref().map_or("the file ends".to_owned(), |token| format!("found {token:?}"));
                let semicolon = TokenKind::Operator(Operator::SemiColon);
                let brace = *actual == Some(Token::Operator(Operator::BraceRight));
                (*location, found + &wanted, brace && expect.contains(&semicolon))
            }
            Some(gosyn::Error::Else { location, reason, .. }) => (*location, reason.clone(), false),
            _ => ((1, 0), "the source can't be read".to_owned(), false),
        };
        Self { line: place.0, column: place.1 + 1, why: format!("syntax error: {why}"), lacks_semicolon }
    }
}

/// The source as package `main`, which is what a program is built from. Nothing else moves.
pub(super) fn as_main(text: &str, tree: &File) -> String {
    let name = &tree.pkg_name;
    let before = text.chars().take(name.pos);
    let after = text.chars().skip(name.pos + name.name.chars().count());
    before.chain("main".chars()).chain(after).collect()
}
