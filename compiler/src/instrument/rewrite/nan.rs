//! NaN: the code that replaces a result by the canonical NaN.

use crate::instrument::nan::{CANONICAL_NAN_32, CANONICAL_NAN_64, FloatType};
use crate::instrument::reader::operator::Op;
use wasm_encoder::{Encode, Instruction};

/// True if the result of the operator `at` is to be made canonical, and its type.
pub(crate) fn needs_canonical(operators: &[Op], at: usize) -> Option<FloatType> {
    let float = operators.get(at)?.may_make_nan?;
    let next = operators.get(at + 1)?;
    (!next.ignores_nan_bits).then_some(float)
}

/// Writes the replacement of the value on top of the stack, held in `local` meanwhile.
pub(crate) fn write_canonical(float: FloatType, local: u32, out: &mut Vec<u8>) {
    let lanes_32 = u128::from(CANONICAL_NAN_32) * 0x0000_0001_0000_0001_0000_0001_0000_0001;
    let lanes_64 = u128::from(CANONICAL_NAN_64) * 0x0000_0000_0000_0001_0000_0000_0000_0001;
    let (nan, equal, choose) = match float {
        FloatType::F32 => {
            (Instruction::F32Const(f32::from_bits(CANONICAL_NAN_32).into()), Instruction::F32Eq, Instruction::Select)
        }
        FloatType::F64 => {
            (Instruction::F64Const(f64::from_bits(CANONICAL_NAN_64).into()), Instruction::F64Eq, Instruction::Select)
        }
        FloatType::F32x4 => {
            (Instruction::V128Const(lanes_32 as i128), Instruction::F32x4Eq, Instruction::V128Bitselect)
        }
        FloatType::F64x2 => {
            (Instruction::V128Const(lanes_64 as i128), Instruction::F64x2Eq, Instruction::V128Bitselect)
        }
    };
    Instruction::LocalTee(local).encode(out);
    nan.encode(out);
    Instruction::LocalGet(local).encode(out);
    Instruction::LocalGet(local).encode(out);
    equal.encode(out);
    choose.encode(out);
}
