//! Bounds how deep the source nests, before anything recursive looks at it.

use super::refusals::Refusals;
use gosyn::LexicalToken;
use gosyn::token::{Operator, Token};

/// Brackets inside brackets, at most.
const MAX_NESTING: usize = 128;
/// Words between two separators (comma, semicolon, brace, line of a block) at most: the longest chain
/// of operators, selectors or prefixes.
const MAX_RUN: usize = 2_000;

/// Refuses source that nests deeper than any written by hand.
pub(super) fn check(words: &[LexicalToken], refusals: &mut Refusals) {
    let (mut depth, mut run) = (0usize, 0usize);
    for word in words {
        match &word.token {
            Token::Comment(_) => continue,
            Token::Operator(Operator::ParenLeft | Operator::BarackLeft | Operator::BraceLeft) => depth += 1,
            Token::Operator(Operator::ParenRight | Operator::BarackRight | Operator::BraceRight) => {
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
        run = match &word.token {
            Token::Operator(Operator::Comma | Operator::SemiColon | Operator::BraceLeft | Operator::BraceRight) => 0,
            Token::Keyword(_) => 0,
            _ => run + 1,
        };
        if depth > MAX_NESTING || run > MAX_RUN {
            refusals.set_too_deep();
            let what = format!("nested deeper than {MAX_NESTING} brackets, or longer than {MAX_RUN} words without a separator");
            refusals.add(word.start, what, "cut it into functions or variables");
            return;
        }
    }
}
