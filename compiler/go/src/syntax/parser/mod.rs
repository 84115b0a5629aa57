//! The parser: tokens to a tree, by recursive descent.

mod control;
mod declarations;
mod expressions;
mod fields;
mod interfaces;
mod operands;
mod parameters;
mod recovery;
mod statements;
mod types;

use super::files::{FileId, Files, Pos, Span};
use super::names::{Name, Names};
use super::scanner::Scanner;
use super::token::{Key, Op, Token};
use super::tree::{Expr, ExprId, ExprKind, Ident, Stmt, StmtId, StmtKind, Tree};
use crate::diagnostic::{Code, Diagnostic};
use crate::limits;

/// Parses a file into `tree` and gives its mistakes, one a line, in the order of the lines. A file with mistakes is in
/// the tree as far as it was understood, unless even its package clause was not.
pub fn parse(files: &Files, file: FileId, names: &mut Names, tree: &mut Tree) -> Vec<Diagnostic> {
    let text = files.file(file).text();
    let mut parser = Parser {
        files,
        scanner: Scanner::new(text),
        text,
        base: files.file(file).start().0,
        names,
        tree,
        heights: Vec::new(),
        first_expr: 0,
        tallest: 0,
        token: Token::Eof,
        start: 0,
        end: 0,
        newline: false,
        last_end: 0,
        level: 0,
        right_side: false,
        depth: 0,
        stopped: false,
        sync: (0, 0),
        diagnostics: Vec::new(),
    };
    parser.first_expr = parser.tree.exprs.len();
    parser.next();
    parser.file(file);
    let mut diagnostics = parser.diagnostics;
    let line = |diagnostic: &Diagnostic| files.place(diagnostic.span.start).map(|place| place.line);
    diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    diagnostics.dedup_by(|next, kept| line(next) == line(kept));
    diagnostics
}

/// The parser of one file: the current token and what has to be known about where it stands.
struct Parser<'a> {
    files: &'a Files,
    scanner: Scanner<'a>,
    text: &'a [u8],
    base: u32,
    names: &'a mut Names,
    tree: &'a mut Tree,
    /// The height of every expression of this file, for [`limits::TREE_HEIGHT`].
    heights: Vec<u16>,
    first_expr: usize,
    /// The greatest height inside the current function.
    tallest: u16,
    token: Token,
    start: usize,
    end: usize,
    newline: bool,
    last_end: usize,
    /// Below zero in the header of a control clause, where `{` begins the body.
    level: i32,
    /// In an expression that is a value: `=` there is meant as `==`.
    right_side: bool,
    depth: u32,
    /// A limit is exceeded or there are too many mistakes: the rest reads as the end of the file.
    stopped: bool,
    /// The place where recovery last stopped, and how often in a row.
    sync: (usize, u32),
    diagnostics: Vec<Diagnostic>,
}

impl Parser<'_> {
    fn next(&mut self) {
        self.last_end = self.end;
        if self.stopped {
            self.token = Token::Eof;
            return;
        }
        let scanned = self.scanner.scan();
        (self.token, self.start, self.end) = (scanned.token, scanned.start, scanned.end);
        self.newline = scanned.newline;
        for (at, message) in self.scanner.take_mistakes() {
            self.report(Span::at(self.pos(at)), message);
        }
    }

    fn pos(&self, offset: usize) -> Pos {
        Pos(self.base + offset as u32)
    }

    /// The place of the current token.
    fn here(&self) -> Span {
        Span::new(self.pos(self.start), self.pos(self.end))
    }

    /// From a position to the end of the last token.
    fn since(&self, start: Pos) -> Span {
        Span::new(start, self.pos(self.last_end).max(start))
    }

    fn is(&self, op: Op) -> bool {
        self.token == Token::Op(op)
    }

    fn is_key(&self, key: Key) -> bool {
        self.token == Token::Key(key)
    }

    fn at_end(&self) -> bool {
        self.token == Token::Eof
    }

    /// Goes on if the current token is `op`.
    fn eat(&mut self, op: Op) -> bool {
        let eaten = self.is(op);
        if eaten {
            self.next();
        }
        eaten
    }

    /// Enters a level of nesting; false, once, if there are too many. [`Parser::leave`] ends it either way.
    fn enter(&mut self) -> bool {
        self.depth += 1;
        if self.depth > limits::NESTING {
            self.stop(format!("nested more than {} levels deep", limits::NESTING));
            return false;
        }
        true
    }

    fn leave(&mut self) {
        self.depth -= 1;
    }

    fn stop(&mut self, message: String) {
        if !self.stopped {
            let advice = "take part of it out into a function, a variable or a type of its own";
            self.diagnostics.push(Diagnostic::new(Code::Limit, self.here(), message).advise(advice));
            self.stopped = true;
        }
        self.token = Token::Eof;
    }

    /// Adds an expression that is one level higher than the highest of `parts`.
    fn expr(&mut self, kind: ExprKind, span: Span, parts: &[ExprId]) -> ExprId {
        let height = parts.iter().map(|part| self.height(*part)).max().unwrap_or(0) + 1;
        self.expr_of_height(kind, span, height)
    }

    fn expr_of_height(&mut self, kind: ExprKind, span: Span, height: u16) -> ExprId {
        if height > limits::TREE_HEIGHT {
            self.stop(format!("expression more than {} levels deep", limits::TREE_HEIGHT));
        }
        let height = height.min(limits::TREE_HEIGHT);
        self.heights.push(height);
        self.tallest = self.tallest.max(height);
        self.tree.exprs.alloc(Expr { kind, span })
    }

    fn height(&self, id: ExprId) -> u16 {
        self.heights[u32::from(id.into_raw()) as usize - self.first_expr]
    }

    fn bad_expr(&mut self, span: Span) -> ExprId {
        self.expr(ExprKind::Bad, span, &[])
    }

    fn stmt(&mut self, kind: StmtKind, start: Pos) -> StmtId {
        let span = self.since(start);
        self.tree.stmts.alloc(Stmt { kind, span })
    }

    fn name_expr(&mut self, ident: Ident) -> ExprId {
        self.expr(ExprKind::Name(ident.name), ident.span, &[])
    }

    /// An identifier; a blank one after a mistake.
    fn ident(&mut self) -> Ident {
        let span = self.here();
        if self.token == Token::Ident {
            let text = std::str::from_utf8(&self.text[self.start..self.end]).unwrap_or("_");
            let name = self.names.intern(text);
            self.next();
            Ident { name, span }
        } else {
            self.expect_token(Token::Ident);
            Ident { name: Name::BLANK, span: Span::at(span.start) }
        }
    }

    fn idents(&mut self) -> Vec<Ident> {
        let mut list = vec![self.ident()];
        while self.eat(Op::Comma) {
            list.push(self.ident());
        }
        list
    }
}
