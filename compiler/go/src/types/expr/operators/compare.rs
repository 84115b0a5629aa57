//! Comparisons.

use crate::diagnostic::Code;
use crate::syntax::token::Op;
use crate::types::basic::{Basic, Info};
use crate::types::check::{Checker, Mode, Operand};
use crate::types::constant::{self, Value};
use crate::types::store::*;

impl Checker<'_> {
    /// `x op y` in `x`, or a case `x` of a switch on `y`.
    pub(in crate::types) fn comparison(&mut self, x: &mut Operand, y: &Operand, op: Op, case: bool) {
        if self.store.is_invalid(x.ty) || self.store.is_invalid(y.ty) {
            x.invalidate();
            return;
        }
        match self.incomparable(x, y, op) {
            None => {}
            Some((second, why)) => {
                self.report_incomparable(x, y, op, case, second, why);
                x.invalidate();
                return;
            }
        }
        match (&x.mode, &y.mode) {
            (Mode::Const(left), Mode::Const(right)) => {
                let value = match left.is_unknown() || right.is_unknown() {
                    true => Value::Unknown,
                    false => constant::compare(op, left, right).map_or(Value::Unknown, Value::Bool),
                };
                x.mode = Mode::Const(value);
            }
            _ => {
                x.mode = Mode::Value;
                for operand in [&*x, y] {
                    if let Some(expr) = operand.expr {
                        let ty = self.store.default_type(operand.ty);
                        self.update_type(expr, ty, true);
                    }
                }
            }
        }
        x.ty = basic(Basic::UntypedBool);
    }

    /// The reason that keeps the operands from being compared: the second one being to blame, and why where there is more to
    /// say than that the operator is not defined.
    fn incomparable(&mut self, x: &Operand, y: &Operand, op: Op) -> Option<(bool, String)> {
        if !self.assignable(x, y.ty, None) && !self.assignable(y, x.ty, None) {
            let why = format!("mismatched types {} and {}", self.ty_text(x.ty), self.ty_text(y.ty));
            return Some((true, why));
        }
        if !matches!(op, Op::Eql | Op::Neq) {
            for (second, operand) in [(false, x), (true, y)] {
                if !self.store.all(operand.ty, Info::ORDERED) {
                    return Some((second, String::new()));
                }
            }
            return None;
        }
        if x.is_nil() || y.is_nil() {
            let other = if x.is_nil() { y.ty } else { x.ty };
            return (!self.store.has_nil(other)).then(|| (true, String::new()));
        }
        for (second, operand) in [(false, x), (true, y)] {
            if let Some(why) = self.store.why_incomparable(operand.ty, true) {
                let kind = self.store.composite_kind(operand.ty);
                let why = match kind {
                    "slice" | "func" | "map" => format!("{kind} can only be compared to nil"),
                    _ => why,
                };
                return Some((second, why));
            }
        }
        None
    }

    fn report_incomparable(&mut self, x: &Operand, y: &Operand, op: Op, case: bool, mut second: bool, mut why: String) {
        if why.is_empty() {
            if self.store.is_param(x.ty) || self.store.is_param(y.ty) {
                second |= !self.store.is_param(x.ty);
                let ty = self.ty_text(if second { y.ty } else { x.ty });
                why = format!("type parameter {ty} cannot use operator {}", op.text());
            } else {
                let ty = if second { y.ty } else { x.ty };
                let what = match self.store.composite_kind(ty) {
                    "" => self.ty_text(ty),
                    kind => kind.to_owned(),
                };
                why = format!("operator {} not defined on {what}", op.text());
            }
        }
        let (left, right) = (self.operand_expr(x), self.operand_expr(y));
        if case {
            let message = format!("invalid case {left} in switch on {right} ({why})");
            self.error(Code::Operation, x.span, message);
        } else {
            let span = if second { y.span } else { x.span };
            let message = format!("invalid operation: {left} {} {right} ({why})", op.text());
            self.error(Code::Operation, span, message);
        }
    }
}
