//! Refuses tokens that no contract may hold. Keywords can't hide, so this needs no tree.

use super::refusals::Refusals;
use gosyn::LexicalToken;
use gosyn::token::{Keyword, LitKind, Operator, Token};

/// Keywords: the token, what it is, what to do instead.
const KEYWORDS: &[(Keyword, &str, &str)] = &[
    (Keyword::Go, "go statement: a contract runs on one thread, in one order", "call the function directly"),
    (Keyword::Select, "select: a contract has no channels to wait on", "use if or switch"),
    (Keyword::Chan, "chan: a contract has no channels", "use a slice, or return the values"),
];

/// Names that are refused wherever they stand alone: the name, what it is, what to do instead.
const NAMES: &[(&str, &str, &str)] = &[(
    "recover",
    "recover: a panic ends the call and undoes it, and nothing in the contract may stop that",
    "return an error where a failure is to be handled",
)];

/// Names that begin like this belong to the wrapper.
pub(super) const RESERVED: &str = "allod_";

/// Bytes of a name, at most: the module's limit for an exported one, and what keeps code that repeats a name
/// in proportion.
const MAX_NAME: usize = 256;

/// Comments that are orders to a compiler: how they begin, what they are.
const PRAGMAS: &[(&str, &str)] = &[
    ("//go:", "a compiler pragma"),
    ("//line ", "a line pragma"),
    ("/*line ", "a line pragma"),
    ("//export ", "a cgo pragma"),
    ("//extern ", "a linker pragma"),
];

/// Refuses what the tables name.
pub(super) fn check(tokens: &[LexicalToken], refusals: &mut Refusals) {
    let mut before: Option<&Token> = None;
    for token in tokens {
        let at = token.start;
        match &token.token {
            Token::Comment(text) => {
                comment(at, text, refusals);
                continue;
            }
            Token::Keyword(keyword) => {
                for (_, found, instead) in KEYWORDS.iter().filter(|row| row.0 == *keyword) {
                    refusals.add(at, *found, *instead);
                }
            }
            // `chan<-` is refused as `chan`.
            Token::Operator(Operator::Arrow) if before != Some(&Token::Keyword(Keyword::Chan)) => {
                refusals.add(at, "<-: a contract has no channels", "use a slice, or return the values");
            }
            // A field or method of that name is another thing.
            Token::Literal(LitKind::Ident, name) if before != Some(&Token::Operator(Operator::Dot)) => {
                for (_, found, instead) in NAMES.iter().filter(|row| row.0 == name) {
                    refusals.add(at, *found, *instead);
                }
                if name.len() > MAX_NAME {
                    let found = format!("a name of {} bytes, the limit is {MAX_NAME}", name.len());
                    refusals.add(at, found, "choose a shorter one");
                }
                if name.starts_with(RESERVED) {
                    let found = format!("{name}: names that begin with {RESERVED} belong to the compiler");
                    refusals.add(at, found, "choose another name");
                }
            }
            _ => {}
        }
        before = Some(&token.token);
    }
}

fn comment(at: usize, text: &str, refusals: &mut Refusals) {
    let instead = "remove it: a contract is one file, built one way";
    for (start, what) in PRAGMAS.iter().filter(|row| text.starts_with(row.0)) {
        refusals.add(at, format!("{}: {what}", start.trim().trim_end_matches(':')), instead);
    }
    let body = text.trim_start_matches('/').trim_start();
    if text.starts_with("//") && body.starts_with("+build") {
        refusals.add(at, "+build: a build constraint", instead);
    }
}
