//! Bounds how deep the source nests, before anything recursive looks at it.

use super::refusals::Refusals;
use gosyn::LexicalToken;
use gosyn::token::{Keyword, Operator, Token};

/// Brackets inside brackets, at most.
const MAX_NESTING: usize = 128;
/// Words of one statement or one item of a list, at most: the longest chain of operators, selectors or
/// prefixes.
const MAX_RUN: usize = 2_000;
/// Branches of `else` in one function, at most.
const MAX_ELSE: usize = 1_000;

/// Refuses source that nests deeper than any written by hand.
pub(super) fn check(words: &[LexicalToken], refusals: &mut Refusals) {
    let (mut depth, mut run, mut branches) = (0usize, 0usize, 0usize);
    let mut before: Option<&LexicalToken> = None;
    for word in words.iter().filter(|word| !matches!(word.token, Token::Comment(_))) {
        let ends =
            before.is_some_and(|b| ends_statement(&b.token) && refusals.line(b.start) < refusals.line(word.start));
        run = if ends { 0 } else { run + 1 };
        match &word.token {
            Token::Operator(Operator::BraceLeft) => (depth, run) = (depth + 1, 0),
            Token::Operator(Operator::BraceRight) => (depth, run) = (depth.saturating_sub(1), 0),
            Token::Operator(Operator::ParenLeft | Operator::BarackLeft) => depth += 1,
            Token::Operator(Operator::ParenRight | Operator::BarackRight) => depth = depth.saturating_sub(1),
            Token::Operator(Operator::Comma | Operator::SemiColon) => run = 0,
            Token::Keyword(Keyword::Else) => branches += 1,
            Token::Keyword(Keyword::Func) if depth == 0 => branches = 0,
            _ => {}
        }
        let limits = [
            (depth, MAX_NESTING, "brackets inside brackets"),
            (run, MAX_RUN, "words in one statement"),
            (branches, MAX_ELSE, "branches of else in one function"),
        ];
        if let Some((_, limit, what)) = limits.into_iter().find(|(count, limit, _)| count > limit) {
            refusals.set_too_deep();
            refusals.add(word.start, format!("more than {limit} {what}"), "cut it into functions or variables");
            return;
        }
        before = Some(word);
    }
}

/// Whether a line that ends with this word ends the statement.
fn ends_statement(token: &Token) -> bool {
    use Operator::{BarackRight, BraceRight, Dec, Inc, ParenRight};
    match token {
        Token::Literal(..) => true,
        Token::Operator(operator) => matches!(operator, ParenRight | BarackRight | BraceRight | Inc | Dec),
        Token::Keyword(word) => {
            matches!(word, Keyword::Break | Keyword::Continue | Keyword::FallThrough | Keyword::Return)
        }
        Token::Comment(_) => false,
    }
}
