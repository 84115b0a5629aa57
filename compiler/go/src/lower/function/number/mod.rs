//! Numbers: kept to their width, whatever is done to them.

mod arithmetic;
mod convert;
mod division;
mod operators;
mod range;
mod shift;

pub(in crate::lower::function) use operators::int_operator;

use super::Emitter;
use super::operand::Operand;
use crate::diagnostic::Diagnostic;
use crate::ir::{FloatWidth, IntType, Shape, Ty};
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
}

/// A constant of an integer type.
pub(in crate::lower::function) fn constant(int: IntType, value: i64) -> Operand {
    if int.bits == 64 { Operand::I64(value) } else { Operand::I32(value as i32) }
}

/// The bits of a constant, without those beyond its type.
pub(super) fn low_bits(value: i64, int: IntType) -> u64 {
    value as u64 & (u64::MAX >> (64 - int.bits))
}
