//! Bounds how deep the source nests, before anything recursive looks at it.

use super::refusals::Refusals;
use gosyn::LexicalToken;
use gosyn::token::{Keyword, LitKind, Operator, Token};

/// Brackets inside brackets, at most.
const MAX_NESTING: usize = 128;
/// Tokens of one statement or one item of a list, at most: the longest chain of operators, selectors or
/// prefixes.
const MAX_RUN: usize = 2_000;
/// Branches of `else` in one function, at most.
const MAX_ELSE: usize = 1_000;
/// Declared array types whose length declares another, at most. The parser reads what stands between the
/// brackets after a declared type's name twice, as type parameters and as a length, and so what is declared in
/// there twice as often for each level.
const MAX_LENGTHS: usize = 2;

/// Refuses source that nests deeper than any written by hand.
pub(super) fn check(tokens: &[LexicalToken], refusals: &mut Refusals) {
    let (mut depth, mut run, mut branches) = (0usize, 0usize, 0usize);
    let mut before: Option<&LexicalToken> = None;
    let mut lengths = Lengths::default();
    for token in tokens.iter().filter(|token| !matches!(token.token, Token::Comment(_))) {
        let ends =
            before.is_some_and(|b| ends_statement(&b.token) && refusals.line(b.start) < refusals.line(token.start));
        run = if ends { 0 } else { run + 1 };
        match &token.token {
            Token::Operator(Operator::BraceLeft) => (depth, run) = (depth + 1, 0),
            Token::Operator(Operator::BraceRight) => (depth, run) = (depth.saturating_sub(1), 0),
            Token::Operator(Operator::ParenLeft | Operator::BarackLeft) => depth += 1,
            Token::Operator(Operator::ParenRight | Operator::BarackRight) => depth = depth.saturating_sub(1),
            Token::Operator(Operator::Comma | Operator::SemiColon) => run = 0,
            Token::Keyword(Keyword::Else) => branches += 1,
            Token::Keyword(Keyword::Func) if depth == 0 => branches = 0,
            _ => {}
        }
        lengths.read(&token.token);
        let limits = [
            (lengths.open, MAX_LENGTHS, "array types inside the length of an array type"),
            (depth, MAX_NESTING, "brackets inside brackets"),
            (run, MAX_RUN, "words in one statement"),
            (branches, MAX_ELSE, "branches of else in one function"),
        ];
        if let Some((_, limit, what)) = limits.into_iter().find(|(count, limit, _)| count > limit) {
            refusals.set_too_deep();
            refusals.add(token.start, format!("more than {limit} {what}"), "cut it into functions or variables");
            return;
        }
        before = Some(token);
    }
}

/// Counts brackets that stand after the name of a declared type, and are open.
#[derive(Default)]
struct Lengths {
    /// Open brackets of every kind.
    brackets: Vec<Bracket>,
    /// Number of them that stand after the name of a declared type.
    open: usize,
    /// The last two tokens.
    last: [Last; 2],
}

/// Content of an open bracket.
#[derive(Clone, Copy, PartialEq)]
enum Bracket {
    /// The specifications of a group of types.
    Types,
    /// The length of a declared array type, or its type parameters.
    Length,
    Other,
}

/// As much of a token as matters for the bracket after it.
#[derive(Clone, Copy, Default, PartialEq)]
enum Last {
    Type,
    Name,
    #[default]
    Other,
}

impl Lengths {
    fn read(&mut self, token: &Token) {
        use Operator::{BarackLeft, BarackRight, BraceLeft, BraceRight, ParenLeft, ParenRight};
        match token {
            Token::Operator(opened @ (ParenLeft | BarackLeft | BraceLeft)) => {
                let declared = self.last[0] == Last::Type || self.brackets.last() == Some(&Bracket::Types);
                let bracket = match (opened, self.last[1]) {
                    (ParenLeft, Last::Type) => Bracket::Types,
                    (BarackLeft, Last::Name) if declared => Bracket::Length,
                    _ => Bracket::Other,
                };
                self.open += usize::from(bracket == Bracket::Length);
                self.brackets.push(bracket);
            }
            Token::Operator(ParenRight | BarackRight | BraceRight) => {
                self.open -= usize::from(self.brackets.pop() == Some(Bracket::Length));
            }
            _ => {}
        }
        let last = match token {
            Token::Keyword(Keyword::Type) => Last::Type,
            Token::Literal(LitKind::Ident, _) => Last::Name,
            _ => Last::Other,
        };
        self.last = [self.last[1], last];
    }
}

/// True where a line that ends with this token ends the statement.
fn ends_statement(token: &Token) -> bool {
    use Operator::{BarackRight, BraceRight, Dec, Inc, ParenRight};
    match token {
        Token::Literal(..) => true,
        Token::Operator(operator) => matches!(operator, ParenRight | BarackRight | BraceRight | Inc | Dec),
        Token::Keyword(token) => {
            matches!(token, Keyword::Break | Keyword::Continue | Keyword::FallThrough | Keyword::Return)
        }
        Token::Comment(_) => false,
    }
}
