//! Arithmetic: operators on numbers.

use super::operators::{float_operator, int_operator};
use super::{Number, constant, low_bits};
use crate::diagnostic::Diagnostic;
use crate::ir::{BinaryOp, Expr, ExprKind, FloatWidth, IntType, UnaryOp};
use crate::lower::function::Emitter;
use wasm_encoder::Instruction as I;

impl Emitter<'_, '_, '_> {
    pub(in crate::lower::function) fn unary(&mut self, op: UnaryOp, value: &Expr) -> Result<(), Diagnostic> {
        match (op, self.number(value.ty)?) {
            (UnaryOp::Not, _) => self.push_not(value)?,
            (UnaryOp::Neg, Number::Float(width)) => {
                self.push(value)?;
                self.op(if width == FloatWidth::F32 { I::F32Neg } else { I::F64Neg });
            }
            (UnaryOp::Neg, Number::Int(int)) => {
                self.op(if int.bits == 64 { I::I64Const(0) } else { I::I32Const(0) });
                self.push(value)?;
                self.op(if int.bits == 64 { I::I64Sub } else { I::I32Sub });
                self.wrap_to(int);
            }
            (UnaryOp::Complement, Number::Int(int)) => {
                self.push(value)?;
                self.code.ops(if int.bits == 64 { [I::I64Const(-1), I::I64Xor] } else { [I::I32Const(-1), I::I32Xor] });
                self.wrap_to(int);
            }
            (UnaryOp::Complement, Number::Float(_)) => return self.internal("the complement of a float"),
        }
        Ok(())
    }

    pub(in crate::lower::function) fn binary(
        &mut self,
        op: BinaryOp,
        left: &Expr,
        right: &Expr,
    ) -> Result<(), Diagnostic> {
        match self.number(left.ty)? {
            Number::Float(width) => {
                self.push(left)?;
                self.push(right)?;
                match float_operator(op, width) {
                    Some(operator) => self.op(operator),
                    None => return self.internal("an operator that floats have not"),
                }
                Ok(())
            }
            Number::Int(int) => match op {
                BinaryOp::Shl | BinaryOp::Shr => self.shift(op, int, left, right),
                BinaryOp::Div | BinaryOp::Rem => self.divide(op, int, left, right),
                BinaryOp::Eq | BinaryOp::Ne if is_zero(right) => {
                    self.push(left)?;
                    self.op(if int.bits == 64 { I::I64Eqz } else { I::I32Eqz });
                    if op == BinaryOp::Ne {
                        self.op(I::I32Eqz);
                    }
                    Ok(())
                }
                BinaryOp::AndNot => {
                    self.push(left)?;
                    if let ExprKind::Int(mask) = right.kind {
                        self.push_operand(constant(int, !mask));
                    } else {
                        self.push(right)?;
                        let all =
                            if int.bits == 64 { [I::I64Const(-1), I::I64Xor] } else { [I::I32Const(-1), I::I32Xor] };
                        self.code.ops(all);
                    }
                    self.op(if int.bits == 64 { I::I64And } else { I::I32And });
                    Ok(())
                }
                BinaryOp::Mul if power_of_two(right, int).is_some() => {
                    self.push(left)?;
                    let count = power_of_two(right, int).unwrap_or_default();
                    if count > 0 {
                        self.push_operand(constant(int, i64::from(count)));
                        self.op(if int.bits == 64 { I::I64Shl } else { I::I32Shl });
                        self.wrap_to(int);
                    }
                    Ok(())
                }
                _ => {
                    self.push(left)?;
                    self.push(right)?;
                    self.op(int_operator(op, int));
                    if matches!(op, BinaryOp::Add | BinaryOp::Sub | BinaryOp::Mul) {
                        self.wrap_to(int);
                    }
                    Ok(())
                }
            },
        }
    }
}

fn is_zero(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Int(0) | ExprKind::Zero)
}

fn power_of_two(expr: &Expr, int: IntType) -> Option<u32> {
    match expr.kind {
        ExprKind::Int(value) if low_bits(value, int).is_power_of_two() => Some(low_bits(value, int).trailing_zeros()),
        _ => None,
    }
}
