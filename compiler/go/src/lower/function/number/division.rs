//! Division: by zero it panics, and the least integer by −1 is itself.

use super::operators::{int_operator, shift_operator};
use super::{constant, low_bits};
use crate::diagnostic::Diagnostic;
use crate::ir::{BinaryOp, Expr, ExprKind, IntType, LangItem};
use crate::lower::code::block_of;
use crate::lower::function::Emitter;
use wasm_encoder::{Instruction as I, ValType};

impl Emitter<'_, '_, '_> {
    pub(super) fn divide(&mut self, op: BinaryOp, int: IntType, left: &Expr, right: &Expr) -> Result<(), Diagnostic> {
        let operator = int_operator(op, int);
        if let ExprKind::Int(divisor) = right.kind
            && divisor != 0
        {
            return self.divide_by(op, int, left, divisor);
        }
        let [dividend, divisor] = self.words_in_order([left, right].into_iter())?[..] else {
            return self.internal("a division of other words");
        };
        self.push_operand(divisor);
        self.op(if int.bits == 64 { I::I64Eqz } else { I::I32Eqz });
        self.op(I::If(block_of(None)));
        self.panic(LangItem::PanicDivide)?;
        self.op(I::End);
        // The least integer by −1 would trap; narrow ones have room.
        if op == BinaryOp::Div && int.signed && int.bits >= 32 {
            let val = if int.bits == 64 { ValType::I64 } else { ValType::I32 };
            self.push_operand(divisor);
            self.push_operand(constant(int, -1));
            self.op(if int.bits == 64 { I::I64Eq } else { I::I32Eq });
            self.op(I::If(block_of(Some(val))));
            self.push_operand(constant(int, 0));
            self.push_operand(dividend);
            self.op(if int.bits == 64 { I::I64Sub } else { I::I32Sub });
            self.op(I::Else);
            self.push_operand(dividend);
            self.push_operand(divisor);
            self.op_at(operator);
            self.op(I::End);
            return Ok(());
        }
        self.push_operand(dividend);
        self.push_operand(divisor);
        self.op_at(operator);
        self.wrap_to(int);
        Ok(())
    }

    /// A division by a constant that is not zero.
    fn divide_by(&mut self, op: BinaryOp, int: IntType, left: &Expr, divisor: i64) -> Result<(), Diagnostic> {
        let bits = low_bits(divisor, int);
        if !int.signed && bits.is_power_of_two() {
            self.push(left)?;
            let (by, operator) = match op {
                BinaryOp::Div => (i64::from(bits.trailing_zeros()), shift_operator(BinaryOp::Shr, int)),
                _ => ((bits - 1) as i64, int_operator(BinaryOp::And, int)),
            };
            self.push_operand(constant(int, by));
            self.op(operator);
            return Ok(());
        }
        if op == BinaryOp::Div && int.signed && divisor == -1 {
            self.push_operand(constant(int, 0));
            self.push(left)?;
            self.op(int_operator(BinaryOp::Sub, int));
        } else {
            self.push(left)?;
            self.push_operand(constant(int, divisor));
            self.op(int_operator(op, int));
        }
        self.wrap_to(int);
        Ok(())
    }
}
