//! Numbers: kept to their width, whatever is done to them.

mod arithmetic;
mod convert;
mod division;
mod operators;
mod shift;

pub(in crate::lower::function) use operators::int_operator;

use super::Emitter;
use super::operand::Operand;
use crate::diagnostic::Diagnostic;
use crate::ir::{BinaryOp, Convert, Expr, ExprKind, FloatWidth, IntType, Shape, Ty};
use wasm_encoder::Instruction as I;

/// The kind of an operand.
#[derive(Debug, Clone, Copy)]
pub(in crate::lower::function) enum Number {
    /// An integer; what is one word and no number counts as one of 32 bits.
    Int(IntType),
    /// A float.
    Float(FloatWidth),
}

/// A word that is no number: compared, and combined bit by bit.
const WORD: IntType = IntType { bits: 32, signed: false };

impl Emitter<'_, '_, '_> {
    /// The kind of number that a type is.
    pub(in crate::lower::function) fn number(&self, ty: Ty) -> Result<Number, Diagnostic> {
        match self.shape(ty) {
            Shape::Int(int) => Ok(Number::Int(*int)),
            Shape::Float(width) => Ok(Number::Float(*width)),
            Shape::Bool | Shape::Pointer(_) | Shape::Map { .. } | Shape::Func { .. } => Ok(Number::Int(WORD)),
            _ => self.internal("an operator on what is no word"),
        }
    }

    /// Cuts the result of an operator to the width of a narrow type.
    pub(in crate::lower::function) fn wrap_to(&mut self, int: IntType) {
        match (int.bits, int.signed) {
            (8, true) => self.op(I::I32Extend8S),
            (16, true) => self.op(I::I32Extend16S),
            (8, false) => self.code.ops([I::I32Const(0xff), I::I32And]),
            (16, false) => self.code.ops([I::I32Const(0xffff), I::I32And]),
            _ => {}
        }
    }

    /// The most that an integer can be, if it is never negative and that is easy to see.
    pub(in crate::lower::function) fn most(&self, expr: &Expr) -> Option<u64> {
        let Shape::Int(int) = *self.shape(expr.ty) else { return None };
        let of_type = if int.signed || int.bits == 64 { None } else { Some((1u64 << int.bits) - 1) };
        match &expr.kind {
            ExprKind::Int(value) if *value >= 0 => Some(*value as u64),
            ExprKind::Convert { how: Convert::IntToInt, value } => {
                let room = (1u64 << (int.bits - u8::from(int.signed)).min(63)) - 1;
                self.most(value).filter(|most| *most <= room).or(of_type)
            }
            ExprKind::Binary { op: BinaryOp::And, left, right } => {
                [self.most(left), self.most(right), of_type].into_iter().flatten().min()
            }
            ExprKind::Binary { op: BinaryOp::Rem, left, right } => match right.kind {
                ExprKind::Int(by) if by > 0 && (!int.signed || self.most(left).is_some()) => Some(by as u64 - 1),
                _ => of_type,
            },
            ExprKind::Binary { op: BinaryOp::Shr, left, right } => match (right.kind.clone(), self.most(left)) {
                (ExprKind::Int(by), most) if !int.signed || most.is_some() => {
                    let most = most.unwrap_or(u64::MAX);
                    Some(u32::try_from(by).ok().and_then(|by| most.checked_shr(by)).unwrap_or(0))
                }
                _ => of_type,
            },
            _ => of_type,
        }
    }
}

/// A constant of an integer type.
pub(in crate::lower::function) fn constant(int: IntType, value: i64) -> Operand {
    if int.bits == 64 { Operand::I64(value) } else { Operand::I32(value as i32) }
}

/// The bits of a constant, without those beyond its type.
pub(super) fn low_bits(value: i64, int: IntType) -> u64 {
    value as u64 & (u64::MAX >> (64 - int.bits))
}
