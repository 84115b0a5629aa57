//! Assignments and short declarations.

use crate::diagnostic::Code;
use crate::syntax::files::Span;
use crate::syntax::names::Name;
use crate::syntax::token::Op;
use crate::syntax::tree::{ExprId, ExprKind, Ident, StmtId, StmtKind};
use crate::types::basic::{Basic, Info};
use crate::types::check::{Checker, Mode, Operand};
use crate::types::constant::Value;
use crate::types::expr::Operation;
use crate::types::store::*;
use std::collections::HashSet;

/// The left side of an assignment.
enum Left {
    /// `_`.
    Blank,
    /// It is wrong, which has been reported.
    Wrong,
    /// A variable or an element of a map.
    Of(TypeId),
}

impl<'a> Checker<'a> {
    fn left(&mut self, expr: ExprId) -> Left {
        if self.tree.name(self.tree.unparen(expr)) == Some(Name::BLANK) {
            return Left::Blank;
        }
        let unused = self.variable_named(expr).filter(|obj| !self.used.contains(obj));
        let x = self.expr(expr);
        unused.iter().for_each(|obj| _ = self.used.remove(obj));
        if !x.is_valid() || self.store.is_invalid(x.ty) {
            return Left::Wrong;
        }
        if matches!(x.mode, Mode::Variable | Mode::MapIndex) {
            return Left::Of(x.ty);
        }
        let text = self.operand_expr(&x);
        if let Some(expr) = x.expr
            && let ExprKind::Selector { x: base, .. } = *self.tree.kind(expr)
            && self.expr(base).mode == Mode::MapIndex
        {
            self.error(Code::Assignment, x.span, format!("cannot assign to struct field {text} in map"));
            return Left::Wrong;
        }
        let message = format!("cannot assign to {text} (neither addressable nor a map index expression)");
        self.error(Code::Assignment, x.span, message);
        Left::Wrong
    }

    pub(super) fn assign_expr(&mut self, left: ExprId, right: ExprId, context: &str) {
        let target = match self.left(left) {
            Left::Wrong => {
                self.use_exprs(&[right]);
                return;
            }
            Left::Blank => None,
            Left::Of(ty) => Some(ty),
        };
        let text = self.expr_text(left);
        let function = target.filter(|ty| matches!(self.store.under(*ty), Type::Signature(_)));
        let hint = self.target(function, &text);
        let mut x = self.expr_for(hint.as_ref(), right);
        self.assignment(&mut x, target, blank_context(target, context));
    }

    pub(super) fn assign_value(&mut self, left: ExprId, x: &mut Operand, context: &str) {
        match self.left(left) {
            Left::Wrong => x.invalidate(),
            Left::Blank => self.assignment(x, None, blank_context(None, context)),
            Left::Of(ty) => self.assignment(x, Some(ty), context),
        }
    }

    pub(super) fn increment(&mut self, expr: ExprId, increment: bool, at: Span) {
        let mut x = self.expr(expr);
        if !x.is_valid() {
            return;
        }
        let text = self.expr_text(expr);
        if !self.store.all(x.ty, Info::NUMERIC) {
            let (op, ty) = (if increment { "++" } else { "--" }, self.ty_text(x.ty));
            let message = format!("invalid operation: {text}{op} (non-numeric type {ty})");
            self.error(Code::Operation, self.tree.span(expr), message);
            return;
        }
        let op = if increment { Op::Add } else { Op::Sub };
        let mut one = Operand::made(Mode::Const(Value::int(1)), basic(Basic::UntypedInt), "1", x.span);
        let operation = Operation { op, at: at.start, expr: None, sides: (expr, "1".into()) };
        self.binary(&mut x, &mut one, &operation);
        if x.is_valid() {
            self.assign_value(expr, &mut x, "assignment");
        }
    }

    pub(super) fn assign_operation(&mut self, left: &[ExprId], op: Op, at: Span, right: &[ExprId]) {
        let (&[left], &[right]) = (left, right) else {
            let message = format!("assignment operation {} requires single-valued expressions", op.text());
            self.error(Code::Count, at, message);
            return;
        };
        let Some(op) = op.of_assignment() else { return };
        let (mut x, mut y) = (self.expr(left), self.expr(right));
        let operation = Operation { op, at: at.start, expr: None, sides: (left, self.expr_text(right)) };
        self.binary(&mut x, &mut y, &operation);
        if x.is_valid() {
            self.assign_value(left, &mut x, "assignment");
        }
    }

    /// `a, b := ...`.
    pub(super) fn short_declaration(&mut self, at: Span, left: &[ExprId], right: &'a [ExprId]) {
        let from = self.later.len();
        let scope = self.env.scope;
        let (mut seen, mut variables, mut fresh, mut wrong) = (HashSet::new(), Vec::new(), Vec::new(), false);
        for expr in left {
            let span = self.tree.span(*expr);
            let dummy = |checker: &mut Self| checker.local_variable(Name::BLANK, span, VarKind::Local, None);
            let Some(name) = self.tree.name(*expr) else {
                self.use_left(&[*expr]);
                let message = format!("non-name {} on left side of :=", self.expr_text(*expr));
                self.error(Code::Redeclared, span, message);
                wrong = true;
                variables.push(dummy(self));
                continue;
            };
            if name != Name::BLANK && !seen.insert(name) {
                let message = format!("{} repeated on left side of :=", self.text(name));
                self.error(Code::Redeclared, span, message);
                wrong = true;
                variables.push(dummy(self));
                continue;
            }
            if let Some(other) = self.store.lookup_in(scope, name) {
                self.info.uses.insert(*expr, other);
                if matches!(self.store.object(other).kind, ObjectKind::Var(_)) {
                    variables.push(other);
                } else {
                    let message = format!("cannot assign to {}", self.text(name));
                    self.error(Code::Assignment, span, message);
                    wrong = true;
                    variables.push(dummy(self));
                }
                continue;
            }
            let obj = self.local_variable(name, span, VarKind::Local, None);
            self.info.definitions.insert(span.start, obj);
            if name != Name::BLANK {
                fresh.push((Ident { name, span }, obj));
            }
            variables.push(obj);
        }
        self.init_variables(&variables, right);
        self.process_later(from);
        if fresh.is_empty() && !wrong {
            self.error(Code::Redeclared, at, "no new variables on left side of :=");
            return;
        }
        for (name, obj) in fresh {
            self.declare(scope, Some(name), obj);
        }
    }

    /// The statement after each turn of a loop declares nothing.
    pub(super) fn post_statement(&mut self, stmt: StmtId) {
        if let StmtKind::Assign { left, op: Op::Define, .. } = &self.tree.stmts[stmt].kind {
            self.error(Code::Misplaced, self.tree.stmts[stmt].span, "cannot declare in post statement");
            self.use_exprs(left);
        }
    }
}

fn blank_context(target: Option<TypeId>, context: &str) -> &str {
    match (target, context) {
        (None, "assignment") => "assignment to _ identifier",
        _ => context,
    }
}
