//! Statements.

mod assign;
mod control;
mod labels;
mod ranges;
mod returns;
mod switch;
mod values;

use super::builtin::CallKind;
use super::check::{Checker, Mode, Refusal};
use super::constant::Value;
use super::store::*;
use crate::diagnostic::Code;
use crate::syntax::token::Op;
use crate::syntax::tree::{Branch, ExprId, StmtId, StmtKind};

/// The statements that are allowed at a place.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::types) struct Place {
    breaks: bool,
    continues: bool,
    falls_through: bool,
    last_case: bool,
    type_switch: bool,
}

impl Place {
    /// The place inside a statement that is no clause of a switch.
    fn inside(self) -> Place {
        Place { falls_through: false, last_case: false, type_switch: false, ..self }
    }
}

impl<'a> Checker<'a> {
    pub(in crate::types) fn statements(&mut self, place: Place, stmts: &'a [StmtId]) {
        // Empty statements at the end are not there for `fallthrough`.
        let empty = |stmt: &StmtId| matches!(self.tree.stmts[*stmt].kind, StmtKind::Empty);
        let last = stmts.iter().rposition(|stmt| !empty(stmt));
        let inner = Place { falls_through: false, ..place };
        for (index, stmt) in stmts.iter().enumerate() {
            self.statement(if Some(index) == last { place } else { inner }, *stmt);
        }
    }

    pub(in crate::types) fn statement(&mut self, place: Place, stmt: StmtId) {
        let from = self.later.len();
        if self.enter(self.tree.stmts[stmt].span) {
            self.statement_kind(place, stmt);
            self.process_later(from);
        }
        self.leave();
    }

    fn statement_kind(&mut self, place: Place, stmt: StmtId) {
        let tree = self.tree;
        let span = tree.stmts[stmt].span;
        match &tree.stmts[stmt].kind {
            StmtKind::Bad | StmtKind::Empty => {}
            StmtKind::Decl(declaration) => self.local_declaration(declaration),
            StmtKind::Labeled { stmt, .. } => {
                self.env.has_label = true;
                self.statement(place, *stmt);
            }
            StmtKind::Expr(expr) => self.expression_statement(*expr),
            StmtKind::Send { channel, value } => {
                self.refuse(span, Refusal::Channel);
                let channel = self.expr(*channel);
                let mut value = self.generic_expr(*value, None);
                if channel.is_valid()
                    && value.is_valid()
                    && let Some(elem) = self.channel_elem(&channel, span, false)
                {
                    self.assignment(&mut value, Some(elem), "send");
                }
            }
            StmtKind::IncDec { x, increment, at } => self.increment(*x, *increment, *at),
            StmtKind::Assign { left, op: Op::Define, at, right } => self.short_declaration(*at, left, right),
            StmtKind::Assign { left, op: Op::Assign, right, .. } => self.assign(left, right),
            StmtKind::Assign { left, op, at, right } => self.assign_operation(left, *op, *at, right),
            StmtKind::Go(call) => {
                self.refuse(span, Refusal::Go);
                self.suspended_call("go", *call);
            }
            StmtKind::Defer(call) => self.suspended_call("defer", *call),
            StmtKind::Return(results) => self.return_statement(span, results),
            StmtKind::Branch { branch, label } => {
                if *branch == Branch::Goto {
                    self.refuse(span, Refusal::Goto);
                }
                match label {
                    Some(_) => self.env.has_label = true,
                    None => self.branch(place, *branch, span),
                }
            }
            StmtKind::Block(block) => self.in_scope(|checker| checker.statements(place.inside(), &block.stmts)),
            StmtKind::If { init, cond, then, otherwise } => self.in_scope(|checker| {
                init.iter().for_each(|init| checker.statement(Place::default(), *init));
                checker.condition(*cond, "if");
                checker.in_scope(|checker| checker.statements(place.inside(), &then.stmts));
                otherwise.iter().for_each(|otherwise| checker.statement(place.inside(), *otherwise));
            }),
            StmtKind::Switch { init, tag, cases, open } => {
                self.in_scope(|checker| checker.switch(place, *init, *tag, cases, *open));
            }
            StmtKind::TypeSwitch { init, bind, guard, cases } => {
                self.in_scope(|checker| checker.type_switch(place, span, *init, *bind, *guard, cases));
            }
            StmtKind::Select(clauses) => {
                self.refuse(span, Refusal::Select);
                self.select(place, clauses);
            }
            StmtKind::For { init, cond, post, body } => self.in_scope(|checker| {
                init.iter().for_each(|init| checker.statement(Place::default(), *init));
                cond.iter().for_each(|cond| checker.condition(*cond, "for"));
                if let Some(post) = post {
                    checker.statement(Place::default(), *post);
                    checker.post_statement(*post);
                }
                let inner = Place { breaks: true, continues: true, ..place.inside() };
                checker.in_scope(|checker| checker.statements(inner, &body.stmts));
            }),
            StmtKind::Range { key, value, define, x, body } => {
                let inner = Place { breaks: true, continues: true, ..place.inside() };
                self.range(inner, span, [*key, *value], *define, *x, body);
            }
        }
    }

    fn expression_statement(&mut self, expr: ExprId) {
        let (x, kind) = self.raw_expr(None, expr, None, false);
        let (code, text) = match x.mode {
            Mode::Builtin(_) => (Code::Operation, "must be called"),
            Mode::Type => (Code::Type, "is not an expression"),
            _ if kind == CallKind::Statement => return,
            _ => (Code::Unused, "is not used"),
        };
        let message = format!("{} {text}", self.operand_text(&x));
        self.error(code, x.span, message);
    }

    fn suspended_call(&mut self, word: &str, call: ExprId) {
        let (x, kind) = self.raw_expr(None, call, None, false);
        let (code, text) = match kind {
            CallKind::Conversion => (Code::Misplaced, "requires function call, not conversion"),
            CallKind::Expression => (Code::Unused, "discards result of"),
            CallKind::Statement => return,
        };
        let message = format!("{word} {text} {}", self.operand_text(&x));
        self.error(code, x.span, message);
    }

    fn condition(&mut self, cond: ExprId, word: &str) {
        let x = self.expr(cond);
        if x.is_valid() && !self.store.all(x.ty, super::basic::Info::BOOLEAN) {
            let message = format!("non-boolean condition in {word} statement");
            self.error(Code::Type, self.tree.span(cond), message);
        }
    }

    fn branch(&mut self, place: Place, branch: Branch, span: crate::syntax::files::Span) {
        let message = match branch {
            Branch::Break if !place.breaks => "break not in for, switch, or select statement",
            Branch::Continue if !place.continues => "continue not in for statement",
            Branch::Fallthrough if !place.falls_through => match place {
                Place { last_case: true, .. } => "cannot fallthrough final case in switch",
                Place { type_switch: true, .. } => "cannot fallthrough in type switch",
                _ => "fallthrough statement out of place",
            },
            _ => return,
        };
        self.error(Code::Misplaced, span, message);
    }

    fn return_statement(&mut self, span: crate::syntax::files::Span, results: &[ExprId]) {
        let Some(signature) = self.env.signature.clone() else { return };
        let named = signature.results.first().is_some_and(|result| result.name.is_some());
        if !results.is_empty() || signature.results.is_empty() || !named {
            return self.return_values(span, &signature, results);
        }
        for result in &*signature.results {
            let Some(name) = result.name else { continue };
            let Some(obj) = self.lookup(name) else { continue };
            let object = self.store.object(obj);
            if object.span != result.span {
                let text = self.store.names.text(name);
                let message = format!("result parameter {text} not in scope at return");
                let inner = format!("inner declaration of {text}");
                let diagnostic = self.diagnostic(Code::Misplaced, span, message);
                let at = object.span;
                self.report(diagnostic.relate(at, inner));
            }
        }
    }

    /// The value that a switch without a tag compares with.
    fn true_tag(&self, open: crate::syntax::files::Pos) -> super::check::Operand {
        let bool = basic(super::basic::Basic::Bool);
        let span = crate::syntax::files::Span::at(open);
        super::check::Operand::made(Mode::Const(Value::Bool(true)), bool, "true", span)
    }
}
