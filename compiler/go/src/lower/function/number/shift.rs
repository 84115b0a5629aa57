//! Shifts, by any count but a negative one.

use super::operators::{int_operator, shift_operator};
use super::{Number, constant, low_bits};
use crate::diagnostic::Diagnostic;
use crate::ir::{BinaryOp, Expr, ExprKind, IntType, LangItem};
use crate::lower::code::block_of;
use crate::lower::function::Emitter;
use crate::lower::function::operand::Operand;
use wasm_encoder::Instruction as I;

impl Emitter<'_, '_, '_> {
    pub(super) fn shift(&mut self, op: BinaryOp, int: IntType, left: &Expr, right: &Expr) -> Result<(), Diagnostic> {
        let Number::Int(by) = self.number(right.ty)? else { return self.internal("a shift by a float") };
        let width = if int.bits == 64 { 64 } else { 32 };
        let operator = shift_operator(op, int);
        if let ExprKind::Int(count) = right.kind
            && (!by.signed || count >= 0)
        {
            let count = low_bits(count, by);
            self.push(left)?;
            if count < u64::from(int.bits) || (op == BinaryOp::Shr && int.signed) {
                self.push_operand(constant(int, count.min(width - 1) as i64));
                self.op(operator);
            } else {
                self.op(I::Drop);
                self.push_operand(constant(int, 0));
            }
            if op == BinaryOp::Shl {
                self.wrap_to(int);
            }
            return Ok(());
        }
        let in_range = self.range(right).is_some_and(|range| range.1 < width);
        if in_range {
            self.push(left)?;
            self.push(right)?;
            self.fit_width(by, int);
            self.op(operator);
        } else {
            let [value, count] = self.words_in_order([left, right].into_iter())?[..] else {
                return self.internal("a shift of other words");
            };
            if by.signed {
                self.push_operand(count);
                self.push_operand(constant(by, 0));
                self.op(int_operator(BinaryOp::Lt, by));
                self.op(I::If(block_of(None)));
                self.panic(LangItem::PanicShift)?;
                self.op(I::End);
            }
            let fills = op == BinaryOp::Shr && int.signed;
            self.push_operand(value);
            self.push_operand(count);
            if fills {
                // Beyond the width the sign is all that is left.
                self.push_operand(constant(by, width as i64 - 1));
                self.below(count, by, width);
                self.op(I::Select);
            }
            self.fit_width(by, int);
            self.op(operator);
            if !fills {
                self.push_operand(constant(int, 0));
                self.below(count, by, width);
                self.op(I::Select);
            }
        }
        if op == BinaryOp::Shl {
            self.wrap_to(int);
        }
        Ok(())
    }

    fn below(&mut self, count: Operand, by: IntType, width: u64) {
        self.push_operand(count);
        self.push_operand(constant(by, width as i64));
        self.op(if by.bits == 64 { I::I64LtU } else { I::I32LtU });
    }

    /// A count of shifts as wide as what is shifted.
    fn fit_width(&mut self, from: IntType, to: IntType) {
        match (from.bits == 64, to.bits == 64) {
            (true, false) => self.op(I::I32WrapI64),
            (false, true) => self.op(I::I64ExtendI32U),
            _ => {}
        }
    }
}
