//! Reads source into tokens and a tree.

use super::refusals::Refusals;
use crate::CompileError;
use crate::diagnostic::Diagnostics;
use gosyn::LexicalToken;
use gosyn::ast::File;
use gosyn::token::{Keyword, LitKind, Operator, Token, TokenKind};
use std::collections::BTreeMap;

/// Bytes that are parsed to mend the one-line blocks of a source, at most: each is found by a parse of its own,
/// and one of its place. Enough for 32 in a source of 1 MiB, and for thousands in a short one.
const MAX_MENDING: usize = 64 << 20;

/// The tokens of the source, comments among them.
///
/// # Errors
/// [`CompileError::Refused`] where the source can't be cut into tokens.
pub(super) fn tokens(text: &str, refusals: &mut Refusals) -> Result<Vec<LexicalToken>, CompileError> {
    gosyn::tokenize_source(text).map_err(|error| {
        let mistake = Mistake::of(gosyn::tokenize_source(lower(text)).err().unwrap_or(error).downcast_ref());
        refusals.add_at(mistake.line, mistake.column, mistake.why, None);
        let all = std::mem::replace(refusals, Refusals::new("", ""));
        CompileError::Refused(Diagnostics(all.sorted()))
    })
}

/// The tree of the source, whose tokens these are; `None` where it has none, which is then among the refusals.
pub(super) fn tree(text: &str, tokens: &[LexicalToken], refusals: &mut Refusals) -> Option<File> {
    let (mut text, paths) = open_groups(text, tokens, refusals);
    let mut left = MAX_MENDING;
    loop {
        let error = match gosyn::parse_source(&text) {
            Ok(mut tree) => {
                for path in tree.imports.iter_mut().map(|import| &mut import.path) {
                    paths.get(&path.pos).into_iter().for_each(|whole| path.value.clone_from(whole));
                }
                return Some(tree);
            }
            Err(error) => error,
        };
        let mistake = Mistake::of(gosyn::parse_source(lower(&text)).err().unwrap_or(error).downcast_ref());
        let (why, instead) = match (mend(&text, &mistake, refusals), left.checked_sub(2 * text.len())) {
            (Some(mended), Some(rest)) => {
                (text, left) = (mended, rest);
                continue;
            }
            (Some(_), None) => ("too many blocks that end on the line of their last statement".to_owned(), GOFMT),
            (None, _) if mistake.why.ends_with(TOO_DEEP) => {
                ("more blocks, types or brackets inside each other than can be read, some 60".to_owned(), CUT)
            }
            (None, _) if mistake.lacks_semicolon => (mistake.why, GOFMT),
            (None, _) => (mistake.why, None),
        };
        refusals.add_at(mistake.line, mistake.column, why, instead.map(str::to_owned));
        return None;
    }
}

/// The parser takes a token too many after the last path of a group of imports that ends on the path's line. A semicolon
/// takes the place of the path's last letter there, so that everything stays where it was; the whole paths are given by
/// their places.
fn open_groups(text: &str, tokens: &[LexicalToken], refusals: &Refusals) -> (String, BTreeMap<usize, String>) {
    let tokens: Vec<_> = tokens.iter().filter(|token| !matches!(token.token, Token::Comment(_))).collect();
    let (mut paths, mut group) = (BTreeMap::new(), false);
    for pair in tokens.windows(2) {
        let (token, next) = (pair[0], pair[1]);
        match (&token.token, &next.token) {
            (Token::Keyword(Keyword::Import), Token::Operator(Operator::ParenLeft)) => group = true,
            (Token::Literal(LitKind::String, path), Token::Operator(Operator::ParenRight))
                if group
                    && path.len() > 2
                    && !path.contains('\\')
                    && refusals.line(token.start) == refusals.line(next.start) =>
            {
                paths.insert(token.start, path.clone());
            }
            _ => {}
        }
        group &= next.token != Token::Operator(Operator::ParenRight);
    }
    if paths.is_empty() {
        return (text.to_owned(), paths);
    }
    let mut chars: Vec<char> = text.chars().collect();
    for (start, path) in &paths {
        let end = start + path.chars().count();
        if let Some([letter, quote]) = chars.get_mut(end - 2..end) {
            (*letter, *quote) = (*quote, ';');
        }
    }
    (chars.into_iter().collect(), paths)
}

/// Words of the parser about source that nests deeper than it follows.
const TOO_DEEP: &str = "too many depth";
const CUT: Option<&str> = Some("cut it into functions or variables");
const GOFMT: Option<&str> = Some("put their closing braces on lines of their own");

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
    /// True where a closing brace was found where a semicolon is wanted.
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
