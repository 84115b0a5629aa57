//! Binary operators.

use crate::diagnostic::Code;
use crate::limits;
use crate::syntax::files::{Pos, Span};
use crate::syntax::token::Op;
use crate::syntax::tree::{ExprId, ExprKind};
use crate::types::basic::Info;
use crate::types::check::{Checker, Mode, Operand};
use crate::types::constant;

/// A binary operation: its operator, its place, and its expression or, for `x op= y`, the two sides.
pub(in crate::types) struct Operation {
    pub(in crate::types) op: Op,
    pub(in crate::types) at: Pos,
    pub(in crate::types) expr: Option<ExprId>,
    pub(in crate::types) sides: (ExprId, String),
}

impl Checker<'_> {
    /// A chain of binary operators, which is gone through from the left, since it may be long.
    pub(in crate::types) fn binary_chain(&mut self, expr: ExprId) -> Operand {
        let (mut chain, mut left) = (Vec::new(), expr);
        while let ExprKind::Binary { op, x, y, at } = *self.tree.kind(left) {
            chain.push((left, op, x, y, at));
            left = x;
        }
        let mut x = self.expr(left);
        for (index, (node, op, left, right, at)) in chain.into_iter().rev().enumerate() {
            let mut y = self.expr(right);
            // Parts of a constant need no types of their own, and a copy of each would cost time.
            if index > 0 && !(x.is_const() && y.is_const()) {
                self.record(&x);
            }
            let operation = Operation { op, at, expr: Some(node), sides: (left, String::new()) };
            self.binary(&mut x, &mut y, &operation);
            (x.expr, x.span, x.text) = (Some(node), self.tree.span(node), None);
        }
        x
    }

    /// `x op y`, in `x`.
    pub(in crate::types) fn binary(&mut self, x: &mut Operand, y: &mut Operand, operation: &Operation) {
        let op = operation.op;
        if !x.is_valid() {
            return;
        }
        if !y.is_valid() {
            x.invalidate();
            return;
        }
        if matches!(op, Op::Shl | Op::Shr) {
            return self.shift(x, y, operation);
        }
        self.match_types(x, y);
        if !x.is_valid() {
            return;
        }
        if matches!(op, Op::Eql | Op::Neq | Op::Lss | Op::Leq | Op::Gtr | Op::Geq) {
            return self.comparison(x, y, op, false);
        }
        if !self.store.identical(x.ty, y.ty) {
            if !self.store.is_invalid(x.ty) && !self.store.is_invalid(y.ty) {
                self.report_mismatch(x, y, operation);
            }
            x.invalidate();
            return;
        }
        let wanted = match op {
            Op::Add => Info::NUMERIC.and(Info::STRING),
            Op::Sub | Op::Mul | Op::Quo => Info::NUMERIC,
            Op::LAnd | Op::LOr => Info::BOOLEAN,
            _ => Info::INTEGER,
        };
        if !self.store.all(x.ty, wanted) {
            let message = format!("invalid operation: operator {} not defined on {}", op.text(), self.operand_text(x));
            self.error(Code::Operation, x.span, message);
            x.invalidate();
            return;
        }
        let divides = matches!(op, Op::Quo | Op::Rem);
        if divides && let Some(value) = y.value() {
            let exact = x.is_const() || self.store.all(x.ty, Info::INTEGER);
            if exact && !value.is_unknown() && value.sign() == 0 {
                self.error(Code::Operation, y.span, "invalid operation: division by zero");
                x.invalidate();
                return;
            }
        }
        self.fold(x, y, operation);
    }

    fn fold(&mut self, x: &mut Operand, y: &Operand, operation: &Operation) {
        let (Mode::Const(_), Mode::Const(right)) = (&x.mode, &y.mode) else {
            x.mode = Mode::Value;
            return;
        };
        let Mode::Const(left) = std::mem::replace(&mut x.mode, Mode::Value) else { return };
        if left.is_unknown() || right.is_unknown() {
            x.mode = Mode::Const(constant::Value::Unknown);
            return;
        }
        if let (constant::Value::String(left), constant::Value::String(right)) = (&left, right) {
            // A string that nothing else holds grows in place.
            let copied = if std::sync::Arc::strong_count(left) > 1 { left.len() } else { 0 };
            self.string_bytes += copied + right.len();
            if self.string_bytes > limits::CONSTANT_STRING_BYTES {
                let message =
                    format!("constant strings are longer than {} bytes together", limits::CONSTANT_STRING_BYTES);
                return self.give_up(Span::at(operation.at), message);
            }
        }
        let integer = self.store.is(x.ty, Info::INTEGER);
        x.mode = Mode::Const(constant::binary(operation.op, left, right, integer));
        if let Some(expr) = operation.expr {
            (x.expr, x.span) = (Some(expr), self.tree.span(expr));
        }
        self.check_overflow(x, Span::at(operation.at));
    }

    fn report_mismatch(&mut self, x: &Operand, y: &Operand, operation: &Operation) {
        let (left, right) = (self.ty_text(x.ty), self.ty_text(y.ty));
        let (span, text) = match operation.expr {
            Some(expr) => (self.tree.span(expr), self.expr_text(expr)),
            None => {
                let (left, right) = &operation.sides;
                (x.span, format!("{} {}= {right}", self.expr_text(*left), operation.op.text()))
            }
        };
        let message = format!("invalid operation: {text} (mismatched types {left} and {right})");
        self.error(Code::Operation, span, message);
    }

    /// Gives an untyped operand the type of the other one, where the two may be mixed.
    pub(in crate::types) fn match_types(&mut self, x: &mut Operand, y: &mut Operand) {
        if self.may_match(x, y) {
            self.convert_untyped(x, y.ty);
            if !x.is_valid() {
                return;
            }
            self.convert_untyped(y, x.ty);
            if !y.is_valid() {
                x.invalidate();
            }
        }
    }

    fn may_match(&mut self, x: &Operand, y: &Operand) -> bool {
        if !self.store.is_untyped(x.ty) && !self.store.is_untyped(y.ty) {
            return false;
        }
        let differ = |checker: &mut Self, info| checker.store.all(x.ty, info) != checker.store.all(y.ty, info);
        if differ(self, Info::NUMERIC) {
            return false;
        }
        if self.either_interface(x, y) {
            return true;
        }
        if differ(self, Info::BOOLEAN) || differ(self, Info::STRING) {
            return false;
        }
        if x.is_nil() {
            return self.store.has_nil(y.ty);
        }
        if y.is_nil() {
            return self.store.has_nil(x.ty);
        }
        !self.store.is_pointer(x.ty) && !self.store.is_pointer(y.ty)
    }

    fn either_interface(&mut self, x: &Operand, y: &Operand) -> bool {
        self.store.is_plain_interface(x.ty) || self.store.is_plain_interface(y.ty)
    }
}
