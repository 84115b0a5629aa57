//! Shifts. An untyped constant that is shifted by a count that is none gets its type from what is around the shift.

use super::binary::Operation;
use crate::diagnostic::Code;
use crate::syntax::files::Span;
use crate::types::basic::{Basic, Info};
use crate::types::check::{Checker, Mode, Operand};
use crate::types::constant;
use crate::types::constant::Value;
use crate::types::store::*;

/// The greatest count of a constant shift: enough to write the smallest `float64`.
const COUNT: i64 = 1023 - 1 + 52;

impl Checker<'_> {
    pub(in crate::types) fn shift(&mut self, x: &mut Operand, y: &mut Operand, operation: &Operation) {
        let value = x.value().and_then(Value::to_int);
        let unknown = x.value().is_some_and(Value::is_unknown);
        if !self.store.all(x.ty, Info::INTEGER) && !(self.store.is_untyped(x.ty) && (value.is_some() || unknown)) {
            return self.not_integer(x);
        }
        if !self.check_count(y) {
            x.invalidate();
            return;
        }
        if let Mode::Const(left) = &x.mode {
            if let Mode::Const(right) = &y.mode {
                let integer = self.store.is(x.ty, Info::INTEGER);
                if left.is_unknown() || right.is_unknown() {
                    x.mode = Mode::Const(Value::Unknown);
                    x.ty = if integer { x.ty } else { basic(Basic::UntypedInt) };
                    return;
                }
                let count = right.to_i64().filter(|count| *count <= COUNT);
                let (Some(count), Some(value)) = (count, value) else {
                    let message = format!("invalid operation: invalid shift count {}", self.operand_text(y));
                    self.error(Code::Operation, y.span, message);
                    x.invalidate();
                    return;
                };
                if !integer {
                    x.ty = basic(Basic::UntypedInt);
                }
                x.mode = Mode::Const(constant::shift(operation.op, value, count as usize));
                if let Some(expr) = operation.expr {
                    (x.expr, x.span) = (Some(expr), self.tree.span(expr));
                }
                self.check_overflow(x, Span::at(operation.at));
                return;
            }
            if self.store.is_untyped(x.ty) {
                if let Some(untyped) = x.expr.and_then(|expr| self.untyped.get_mut(&expr)) {
                    untyped.shifted = true;
                }
                x.mode = Mode::Value;
                return;
            }
        }
        if !self.store.all(x.ty, Info::INTEGER) {
            return self.not_integer(x);
        }
        x.mode = Mode::Value;
    }

    fn not_integer(&mut self, x: &mut Operand) {
        let message = format!("invalid operation: shifted operand {} must be integer", self.operand_text(x));
        self.error(Code::Operation, x.span, message);
        x.invalidate();
    }

    /// The count is an integer, and not negative where that can be seen.
    fn check_count(&mut self, y: &mut Operand) -> bool {
        if let Mode::Const(value) = &y.mode {
            let negative = value.to_int().is_some() && value.sign() < 0;
            if negative {
                let message = format!("invalid operation: negative shift count {}", self.operand_text(y));
                self.error(Code::Operation, y.span, message);
                return false;
            }
            if self.store.is_untyped(y.ty) {
                self.represent(y, Basic::Uint);
                return y.is_valid();
            }
            // What else it may be is said where the value is needed, as in Go.
            return true;
        } else if self.store.all(y.ty, Info::INTEGER) {
            return true;
        } else if self.store.is_untyped(y.ty) {
            self.convert_untyped(y, basic(Basic::Uint));
            return y.is_valid();
        }
        let message = format!("invalid operation: shift count {} must be integer", self.operand_text(y));
        self.error(Code::Operation, y.span, message);
        false
    }
}
