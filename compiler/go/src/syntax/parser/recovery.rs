//! Mistakes, and how the parser finds its feet again after one.

use super::super::files::{Pos, Span};
use super::super::token::{Key, Op, Token};
use super::Parser;
use crate::diagnostic::{Code, Diagnostic};
use crate::limits;

/// The tokens at which the parser goes on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Sync {
    /// The keywords that begin a statement, and what ends one.
    Statement,
    /// The same, and what stands behind an operand.
    Operand,
    /// The keywords that begin a declaration, but for `func`: function literals begin with it too.
    Declaration,
    /// The tokens that may stand behind an expression.
    ExpressionEnd,
}

impl Sync {
    fn has(self, token: Token) -> bool {
        match (self, token) {
            (Sync::Statement | Sync::Operand, Token::Key(key)) => matches!(
                key,
                Key::Break
                    | Key::Const
                    | Key::Continue
                    | Key::Defer
                    | Key::Fallthrough
                    | Key::For
                    | Key::Go
                    | Key::Goto
                    | Key::If
                    | Key::Return
                    | Key::Select
                    | Key::Switch
                    | Key::Type
                    | Key::Var
            ),
            (Sync::Declaration, Token::Key(key)) => {
                matches!(key, Key::Import | Key::Const | Key::Type | Key::Var)
            }
            (Sync::Statement, Token::Op(op)) => matches!(op, Op::Semicolon | Op::RBrace),
            (Sync::ExpressionEnd | Sync::Operand, Token::Op(op)) => {
                matches!(op, Op::Comma | Op::Colon | Op::Semicolon | Op::RParen | Op::RBrack | Op::RBrace)
            }
            _ => false,
        }
    }
}

impl Parser<'_> {
    /// Reports a mistake, unless the last one was on the same line: then this one follows from it, most likely.
    pub(super) fn error(&mut self, span: Span, message: impl Into<String>) {
        let line = |pos| self.files.place(pos).map(|place| place.line);
        if self.diagnostics.last().is_none_or(|last| line(last.span.start) != line(span.start)) {
            self.report(span, message);
        }
    }

    pub(super) fn report(&mut self, span: Span, message: impl Into<String>) {
        if self.stopped {
            return;
        }
        self.diagnostics.push(Diagnostic::new(Code::Syntax, span, message));
        if self.diagnostics.len() >= limits::DIAGNOSTICS {
            self.stop("too many mistakes; the rest of the file has not been read".into());
        }
    }

    pub(super) fn error_at(&mut self, pos: Pos, message: impl Into<String>) {
        self.error(Span::at(pos), message);
    }

    /// Says what was wanted at `pos`, and what stands there if that is the current token.
    pub(super) fn expected(&mut self, pos: Pos, wanted: &str) {
        let mut message = format!("expected {wanted}");
        let here = self.here();
        if pos == here.start {
            if self.is(Op::Semicolon) && self.newline {
                message.push_str(", found newline");
            } else if self.token.is_literal() {
                let text = String::from_utf8_lossy(&self.text[self.start..self.end]);
                message.push_str(&format!(", found {}", shorten(&text)));
            } else {
                message.push_str(&format!(", found '{}'", self.token.text()));
            }
            self.error(here, message);
        } else {
            self.error_at(pos, message);
        }
    }

    pub(super) fn expected_here(&mut self, wanted: &str) {
        self.expected(self.here().start, wanted);
    }

    /// Goes past the current token, which should be `token`; gives its place.
    pub(super) fn expect_token(&mut self, token: Token) -> Span {
        let span = self.here();
        if self.token != token {
            self.expected(span.start, &format!("'{}'", token.text()));
        }
        self.next();
        span
    }

    pub(super) fn expect(&mut self, op: Op) -> Span {
        self.expect_token(Token::Op(op))
    }

    pub(super) fn expect_key(&mut self, key: Key) -> Span {
        self.expect_token(Token::Key(key))
    }

    /// Expects the end of a list, and knows the comma people leave out before a new line.
    pub(super) fn expect_closing(&mut self, op: Op, context: &str) -> Span {
        if !self.is(op) && self.is(Op::Semicolon) && self.newline {
            self.error(self.here(), format!("missing ',' before newline in {context}"));
            self.next();
        }
        self.expect(op)
    }

    /// Expects the end of a statement, which a closing bracket may stand for.
    pub(super) fn expect_semicolon(&mut self) {
        match self.token {
            Token::Op(Op::RParen | Op::RBrace) => {}
            Token::Op(Op::Comma) => {
                self.expected_here("';'");
                self.next();
            }
            Token::Op(Op::Semicolon) => self.next(),
            _ => {
                self.expected_here("';'");
                self.advance(Sync::Statement);
                self.eat(Op::Semicolon);
            }
        }
    }

    /// True at a comma, and where one was forgotten: that is reported, and the list goes on.
    pub(super) fn at_comma(&mut self, context: &str, closing: Op) -> bool {
        if self.is(Op::Comma) {
            return true;
        }
        if self.is(closing) {
            return false;
        }
        let newline = if self.is(Op::Semicolon) && self.newline { " before newline" } else { "" };
        self.error(self.here(), format!("missing ','{newline} in {context}"));
        true
    }

    /// After a mistake, `func` at the beginning of a line is taken for the next declaration, whatever is open.
    pub(super) fn at_function(&self) -> bool {
        let begins_line = self.start.checked_sub(1).is_none_or(|before| self.text[before] == b'\n');
        self.is_key(Key::Func) && begins_line && !self.diagnostics.is_empty()
    }

    /// Skips to a token of `sync`. Each stop either is further on than the last or one of ten at the same place, so
    /// that callers who don't move on can't keep the parser for ever.
    pub(super) fn advance(&mut self, sync: Sync) {
        while !self.at_end() {
            if sync.has(self.token) || self.at_function() {
                let (at, times) = self.sync;
                if self.start == at && times < 10 {
                    self.sync.1 += 1;
                    return;
                }
                if self.start > at {
                    self.sync = (self.start, 0);
                    return;
                }
            }
            self.next();
        }
    }
}

/// A literal in a message: on one line, and its beginning is enough.
fn shorten(text: &str) -> String {
    const SHOWN: usize = 80;
    let text = text.replace('\n', " ");
    if text.chars().count() <= SHOWN {
        return text;
    }
    text.chars().take(SHOWN).chain(['…']).collect()
}
