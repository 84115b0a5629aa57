//! Simple statements, jumps and blocks.

use super::super::files::Span;
use super::super::token::{Key, Op, Token};
use super::super::tree::{Block, Branch, ExprId, ExprKind, Ident, Stmt, StmtId, StmtKind};
use super::Parser;
use super::recovery::Sync;

/// The forms that a simple statement may have, besides itself.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Nothing.
    Basic,
    /// A label before a statement.
    Label,
    /// The `range` clause of a `for`.
    Range,
}

/// A simple statement, or the `range` clause.
pub(super) enum Simple {
    Stmt(StmtId),
    Range { left: Vec<ExprId>, define: bool, x: ExprId },
}

impl Parser<'_> {
    pub(super) fn block(&mut self) -> Block {
        let start = self.expect(Op::LBrace).start;
        let stmts = self.statements();
        let close = self.expect(Op::RBrace).start;
        Block { stmts: stmts.into(), span: self.since(start), close }
    }

    /// Statements up to the end of a block or clause.
    pub(super) fn statements(&mut self) -> Vec<StmtId> {
        let mut list = Vec::new();
        while !matches!(self.token, Token::Key(Key::Case | Key::Default) | Token::Op(Op::RBrace) | Token::Eof)
            && !self.at_function()
        {
            list.push(self.statement());
        }
        list
    }

    pub(super) fn statement(&mut self) -> StmtId {
        let start = self.here().start;
        let stmt = if self.enter() { self.statement_inner() } else { self.stmt(StmtKind::Bad, start) };
        self.leave();
        stmt
    }

    fn statement_inner(&mut self) -> StmtId {
        let start = self.here().start;
        match self.token {
            Token::Key(Key::Const | Key::Type | Key::Var) => {
                let decl = self.declaration(Sync::Statement);
                self.stmt(StmtKind::Decl(Box::new(decl)), start)
            }
            Token::Key(Key::Go) => self.call_statement("go", StmtKind::Go),
            Token::Key(Key::Defer) => self.call_statement("defer", StmtKind::Defer),
            Token::Key(Key::Return) => {
                self.next();
                let results = match self.is(Op::Semicolon) || self.is(Op::RBrace) {
                    true => Vec::new(),
                    false => self.expressions(true),
                };
                let stmt = self.stmt(StmtKind::Return(results.into()), start);
                self.expect_semicolon();
                stmt
            }
            Token::Key(Key::Break) => self.branch(Branch::Break),
            Token::Key(Key::Continue) => self.branch(Branch::Continue),
            Token::Key(Key::Goto) => self.branch(Branch::Goto),
            Token::Key(Key::Fallthrough) => self.branch(Branch::Fallthrough),
            Token::Op(Op::LBrace) => {
                let block = self.block();
                let stmt = self.stmt(StmtKind::Block(block), start);
                self.expect_semicolon();
                stmt
            }
            Token::Key(Key::If) => self.if_statement(),
            Token::Key(Key::Switch) => self.switch_statement(),
            Token::Key(Key::Select) => self.select_statement(),
            Token::Key(Key::For) => self.for_statement(),
            Token::Op(Op::Semicolon) => {
                let stmt = self.stmt(StmtKind::Empty, start);
                self.next();
                stmt
            }
            Token::Op(Op::RBrace) => self.stmt(StmtKind::Empty, start), // behind a label, at the end of a block
            _ if self.begins_simple() => {
                let stmt = match self.simple(Mode::Label) {
                    Simple::Stmt(stmt) => stmt,
                    Simple::Range { .. } => self.stmt(StmtKind::Bad, start),
                };
                if !matches!(self.tree.stmts[stmt].kind, StmtKind::Labeled { .. }) {
                    self.expect_semicolon();
                }
                stmt
            }
            _ => {
                self.expected(start, "statement");
                self.advance(Sync::Statement);
                self.eat(Op::Semicolon);
                self.stmt(StmtKind::Bad, start)
            }
        }
    }

    fn begins_simple(&self) -> bool {
        match self.token {
            Token::Op(op) => matches!(
                op,
                Op::LParen | Op::LBrack | Op::Add | Op::Sub | Op::Mul | Op::And | Op::Xor | Op::Arrow | Op::Not
            ),
            Token::Key(key) => matches!(key, Key::Func | Key::Struct | Key::Map | Key::Chan | Key::Interface),
            token => token.is_literal(),
        }
    }

    pub(super) fn simple(&mut self, mode: Mode) -> Simple {
        let start = self.here().start;
        let left = self.expressions(false);
        let first = left[0];
        let first_span = self.tree.span(first);
        match self.token {
            Token::Op(op) if matches!(op, Op::Define | Op::Assign) || op.of_assignment().is_some() => {
                let at = self.here();
                self.next();
                if mode == Mode::Range && self.is_key(Key::Range) && op.of_assignment().is_none() {
                    self.next();
                    let x = self.value();
                    return Simple::Range { left, define: op == Op::Define, x };
                }
                let right = self.expressions(true).into();
                return Simple::Stmt(self.stmt(StmtKind::Assign { left: left.into(), op, at, right }, start));
            }
            _ => {}
        }
        if left.len() > 1 {
            self.expected(first_span.start, "1 expression");
        }
        let kind = match self.token {
            Token::Op(Op::Colon) => {
                let colon = self.here();
                self.next();
                match self.tree.name(first) {
                    Some(name) if mode == Mode::Label => {
                        let stmt = self.statement();
                        StmtKind::Labeled { label: Ident { name, span: first_span }, stmt }
                    }
                    _ => {
                        self.error(colon, "illegal label declaration");
                        StmtKind::Bad
                    }
                }
            }
            Token::Op(Op::Arrow) => {
                self.next();
                let value = self.value();
                StmtKind::Send { channel: first, value }
            }
            Token::Op(op @ (Op::Inc | Op::Dec)) => {
                let at = self.here();
                self.next();
                StmtKind::IncDec { x: first, increment: op == Op::Inc, at }
            }
            _ => StmtKind::Expr(first),
        };
        Simple::Stmt(self.stmt(kind, start))
    }

    /// A simple statement where `range` can't stand.
    pub(super) fn simple_statement(&mut self) -> StmtId {
        let start = self.here().start;
        match self.simple(Mode::Basic) {
            Simple::Stmt(stmt) => stmt,
            Simple::Range { .. } => self.stmt(StmtKind::Bad, start),
        }
    }

    /// The expression that a statement is, if it is nothing else.
    pub(super) fn only_expression(&mut self, stmt: StmtId, wanted: &str) -> ExprId {
        let Stmt { kind, span } = &self.tree.stmts[stmt];
        let span = *span;
        let found = match kind {
            StmtKind::Expr(x) => return *x,
            StmtKind::Assign { .. } => "assignment",
            _ => "simple statement",
        };
        let message = format!("expected {wanted}, found {found} (missing parentheses around composite literal?)");
        self.error(span, message);
        self.bad_expr(span)
    }

    fn call_statement(&mut self, word: &str, of: fn(ExprId) -> StmtKind) -> StmtId {
        let start = self.here().start;
        self.next();
        let x = self.value();
        let (inner, span) = (self.tree.unparen(x), self.tree.span(x));
        if inner != x {
            self.error(span, format!("expression in {word} must not be parenthesized"));
        }
        let kind = match self.tree.kind(inner) {
            ExprKind::Call { .. } => of(inner),
            ExprKind::Bad => StmtKind::Bad,
            _ => {
                self.error(Span::at(span.end), format!("expression in {word} must be function call"));
                StmtKind::Bad
            }
        };
        let stmt = self.stmt(kind, start);
        self.expect_semicolon();
        stmt
    }

    fn branch(&mut self, branch: Branch) -> StmtId {
        let start = self.here().start;
        self.next();
        let may_have_label = matches!(branch, Branch::Break | Branch::Continue) && self.token == Token::Ident;
        let label = (branch == Branch::Goto || may_have_label).then(|| self.ident());
        let stmt = self.stmt(StmtKind::Branch { branch, label }, start);
        self.expect_semicolon();
        stmt
    }
}
