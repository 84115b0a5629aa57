//! `if`, `switch`, `select` and `for`.

use super::super::files::Span;
use super::super::token::{Key, Op, Token};
use super::super::tree::{Case, Comm, ExprId, ExprKind, StmtId, StmtKind};
use super::Parser;
use super::statements::{Mode, Simple};

impl Parser<'_> {
    pub(super) fn if_statement(&mut self) -> StmtId {
        let start = self.here().start;
        if !self.enter() {
            self.leave();
            return self.stmt(StmtKind::Bad, start);
        }
        self.next();
        let (init, cond) = self.if_header();
        let then = self.block();
        let mut otherwise = None;
        if self.is_key(Key::Else) {
            self.next();
            let at = self.here().start;
            otherwise = Some(match self.token {
                Token::Key(Key::If) => self.if_statement(),
                Token::Op(Op::LBrace) => {
                    let block = self.block();
                    let stmt = self.stmt(StmtKind::Block(block), at);
                    self.expect_semicolon();
                    stmt
                }
                _ => {
                    self.expected(at, "if statement or block");
                    self.stmt(StmtKind::Bad, at)
                }
            });
        } else {
            self.expect_semicolon();
        }
        self.leave();
        self.stmt(StmtKind::If { init, cond, then, otherwise }, start)
    }

    fn if_header(&mut self) -> (Option<StmtId>, ExprId) {
        let start = self.here();
        if self.is(Op::LBrace) {
            self.error(start, "missing condition in if statement");
            return (None, self.bad_expr(Span::at(start.start)));
        }
        let around = std::mem::replace(&mut self.level, -1);
        let (mut init, mut cond) = (None, None);
        if !self.is(Op::Semicolon) {
            if self.is_key(Key::Var) {
                self.next();
                self.error(self.here(), "var declaration not allowed in if initializer");
            }
            init = Some(self.simple_statement());
        }
        let mut semicolon = None;
        if self.is(Op::LBrace) {
            cond = init.take();
        } else {
            if self.is(Op::Semicolon) {
                semicolon = Some((self.here(), self.newline));
                self.next();
            } else {
                self.expect(Op::Semicolon);
            }
            if !self.is(Op::LBrace) {
                cond = Some(self.simple_statement());
            }
        }
        let cond = match (cond, semicolon) {
            (Some(stmt), _) => Some(self.only_expression(stmt, "boolean expression")),
            (None, Some((at, true))) => {
                self.error(at, "unexpected newline, expecting { after if clause");
                None
            }
            (None, Some((at, false))) => {
                self.error(at, "missing condition in if statement");
                None
            }
            (None, None) => None,
        };
        self.level = around;
        let cond = cond.unwrap_or_else(|| self.bad_expr(Span::at(self.here().start)));
        (init, cond)
    }

    pub(super) fn switch_statement(&mut self) -> StmtId {
        let start = self.here().start;
        self.next();
        let (mut init, mut tag) = (None, None);
        if !self.is(Op::LBrace) {
            let around = std::mem::replace(&mut self.level, -1);
            if !self.is(Op::Semicolon) {
                tag = Some(self.simple_statement());
            }
            if self.eat(Op::Semicolon) {
                init = tag.take();
                if !self.is(Op::LBrace) {
                    tag = Some(self.simple_statement());
                }
            }
            self.level = around;
        }
        let guard = tag.and_then(|stmt| self.type_switch_guard(stmt));
        let open = self.expect(Op::LBrace).start;
        let mut cases = Vec::new();
        while self.is_key(Key::Case) || self.is_key(Key::Default) {
            cases.push(self.case());
        }
        let cases = cases.into();
        self.expect(Op::RBrace);
        let span_end = self.last_end;
        self.expect_semicolon();
        let kind = match guard {
            Some((bind, guard)) => StmtKind::TypeSwitch { init, bind, guard, cases },
            None => {
                let tag = tag.map(|stmt| self.only_expression(stmt, "switch expression"));
                StmtKind::Switch { init, tag, cases, open }
            }
        };
        let stmt = self.stmt(kind, start);
        self.tree.stmts[stmt].span.end = self.pos(span_end).max(start);
        stmt
    }

    /// `x.(type)` or `v := x.(type)`: what is bound, and the assertion.
    fn type_switch_guard(&mut self, stmt: StmtId) -> Option<(Option<ExprId>, ExprId)> {
        let is_guard = |parser: &Self, x| matches!(parser.tree.kind(x), ExprKind::Assert { ty: None, .. });
        match &self.tree.stmts[stmt].kind {
            StmtKind::Expr(x) if is_guard(self, *x) => Some((None, *x)),
            StmtKind::Assign { left, op, at, right } => {
                let (&[left], &[right], op, at) = (&**left, &**right, *op, *at) else { return None };
                if !is_guard(self, right) || op.of_assignment().is_some() {
                    return None;
                }
                if op == Op::Assign {
                    self.error(at, "expected ':=', found '='");
                }
                Some((Some(left), right))
            }
            _ => None,
        }
    }

    fn case(&mut self) -> Case {
        let start = self.here().start;
        let default = !self.is_key(Key::Case);
        self.next();
        let list = if default { Vec::new() } else { self.expressions(true) };
        self.expect(Op::Colon);
        let span = self.since(start);
        let body = self.statements();
        Case { list: list.into(), default, body: body.into(), span, end: self.here().start }
    }

    pub(super) fn select_statement(&mut self) -> StmtId {
        let start = self.here().start;
        self.next();
        self.expect(Op::LBrace);
        let mut clauses = Vec::new();
        while self.is_key(Key::Case) || self.is_key(Key::Default) {
            clauses.push(self.comm());
        }
        self.expect(Op::RBrace);
        let stmt = self.stmt(StmtKind::Select(clauses.into()), start);
        self.expect_semicolon();
        stmt
    }

    fn comm(&mut self) -> Comm {
        let start = self.here().start;
        let default = !self.is_key(Key::Case);
        self.next();
        let comm = (!default).then(|| {
            let at = self.here().start;
            let mut left = self.expressions(false);
            let first = self.tree.span(left[0]).start;
            let kind = match self.token {
                Token::Op(op @ (Op::Assign | Op::Define)) => {
                    if left.len() > 2 {
                        self.expected(first, "1 or 2 expressions");
                        left.truncate(2);
                    }
                    let at = self.here();
                    self.next();
                    let right = Box::new([self.value()]);
                    StmtKind::Assign { left: left.into(), op, at, right }
                }
                token => {
                    if left.len() > 1 {
                        self.expected(first, "1 expression");
                    }
                    if token == Token::Op(Op::Arrow) {
                        self.next();
                        StmtKind::Send { channel: left[0], value: self.value() }
                    } else {
                        StmtKind::Expr(left[0])
                    }
                }
            };
            self.stmt(kind, at)
        });
        self.expect(Op::Colon);
        let span = self.since(start);
        let body = self.statements();
        Comm { comm, body: body.into(), span, end: self.here().start }
    }

    pub(super) fn for_statement(&mut self) -> StmtId {
        let start = self.here().start;
        self.next();
        let (mut init, mut cond, mut post, mut range) = (None, None, None, None);
        if !self.is(Op::LBrace) {
            let around = std::mem::replace(&mut self.level, -1);
            if self.is_key(Key::Range) {
                self.next();
                range = Some((Vec::new(), false, self.value()));
            } else if !self.is(Op::Semicolon) {
                match self.simple(Mode::Range) {
                    Simple::Stmt(stmt) => cond = Some(stmt),
                    Simple::Range { left, define, x } => range = Some((left, define, x)),
                }
            }
            if range.is_none() && self.eat(Op::Semicolon) {
                init = cond.take();
                if !self.is(Op::Semicolon) {
                    cond = Some(self.simple_statement());
                }
                self.expect_semicolon();
                if !self.is(Op::LBrace) {
                    post = Some(self.simple_statement());
                }
            }
            self.level = around;
        }
        let body = self.block();
        let end = self.last_end;
        self.expect_semicolon();
        let kind = match range {
            Some((left, define, x)) => match *left {
                [_, _, .., last] if left.len() > 2 => {
                    self.expected(self.tree.span(last).start, "at most 2 expressions");
                    StmtKind::Bad
                }
                _ => {
                    let (key, value) = (left.first().copied(), left.get(1).copied());
                    StmtKind::Range { key, value, define, x, body }
                }
            },
            None => {
                let cond = cond.map(|stmt| self.only_expression(stmt, "boolean or range expression"));
                StmtKind::For { init, cond, post, body }
            }
        };
        let stmt = self.stmt(kind, start);
        self.tree.stmts[stmt].span.end = self.pos(end).max(start);
        stmt
    }
}
