//! Floating-point results with one NaN.
//!
//! WebAssembly leaves the sign and payload of a NaN that arithmetic makes to the machine, and compilers differ.
//! After each operator that can make one the result is replaced by the canonical NaN if it is any:
//! `tee t, const nan, get t, get t, eq, select`. Loads, constants, `abs`, `neg`, `copysign`, `reinterpret` and the lanes'
//! `pmin` and `pmax` move bits that are defined, and are left alone.
//!
//! Where the very next operator takes the result and gives the same for every NaN, the replacement is left out.

use super::reader::operator::{Name, Op};
use wasm_encoder::{Encode, Instruction};

/// The bits of the canonical NaN.
pub const CANONICAL_NAN_32: u32 = 0x7fc0_0000;
/// The bits of the canonical NaN.
pub const CANONICAL_NAN_64: u64 = 0x7ff8_0000_0000_0000;

/// A type that holds floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Float {
    F32,
    F64,
    F32x4,
    F64x2,
}

/// The type of an operator's result, where that may be a NaN of any bits.
pub(super) const fn makes_nan(name: Name) -> Option<Float> {
    use Name as O;
    Some(match name {
        O::F32Add | O::F32Sub | O::F32Mul | O::F32Div | O::F32Min | O::F32Max => Float::F32,
        O::F32Sqrt | O::F32Ceil | O::F32Floor | O::F32Trunc | O::F32Nearest | O::F32DemoteF64 => Float::F32,
        O::F64Add | O::F64Sub | O::F64Mul | O::F64Div | O::F64Min | O::F64Max => Float::F64,
        O::F64Sqrt | O::F64Ceil | O::F64Floor | O::F64Trunc | O::F64Nearest | O::F64PromoteF32 => Float::F64,
        O::F32x4Add | O::F32x4Sub | O::F32x4Mul | O::F32x4Div | O::F32x4Min | O::F32x4Max => Float::F32x4,
        O::F32x4Sqrt | O::F32x4Ceil | O::F32x4Floor | O::F32x4Trunc | O::F32x4Nearest => Float::F32x4,
        O::F32x4DemoteF64x2Zero => Float::F32x4,
        O::F64x2Add | O::F64x2Sub | O::F64x2Mul | O::F64x2Div | O::F64x2Min | O::F64x2Max => Float::F64x2,
        O::F64x2Sqrt | O::F64x2Ceil | O::F64x2Floor | O::F64x2Trunc | O::F64x2Nearest => Float::F64x2,
        O::F64x2PromoteLowF32x4 => Float::F64x2,
        _ => return None,
    })
}

/// Whether an operator takes a float from the top of the stack and gives the same for every NaN: scalar
/// arithmetic (its own result is made canonical), comparisons, and conversions to integers.
pub(super) const fn same_for_every_nan(name: Name) -> bool {
    use Name as O;
    matches!(makes_nan(name), Some(Float::F32 | Float::F64))
        || matches!(name, O::F32Eq | O::F32Ne | O::F32Lt | O::F32Gt | O::F32Le | O::F32Ge)
        || matches!(name, O::F64Eq | O::F64Ne | O::F64Lt | O::F64Gt | O::F64Le | O::F64Ge)
        || matches!(name, O::I32TruncF32S | O::I32TruncF32U | O::I32TruncF64S | O::I32TruncF64U)
        || matches!(name, O::I64TruncF32S | O::I64TruncF32U | O::I64TruncF64S | O::I64TruncF64U)
        || matches!(name, O::I32TruncSatF32S | O::I32TruncSatF32U | O::I32TruncSatF64S | O::I32TruncSatF64U)
        || matches!(name, O::I64TruncSatF32S | O::I64TruncSatF32U | O::I64TruncSatF64S | O::I64TruncSatF64U)
}

/// Whether the result of the operator `at` is to be made canonical, and its type.
pub(super) fn wanted(operators: &[Op], at: usize) -> Option<Float> {
    let float = operators.get(at)?.makes_nan?;
    let next = operators.get(at + 1)?;
    (!next.same_for_every_nan).then_some(float)
}

/// Writes the replacement of the value on top of the stack, held in `local` meanwhile.
pub(super) fn write(float: Float, local: u32, out: &mut Vec<u8>) {
    let lanes_32 = u128::from(CANONICAL_NAN_32) * 0x0000_0001_0000_0001_0000_0001_0000_0001;
    let lanes_64 = u128::from(CANONICAL_NAN_64) * 0x0000_0000_0000_0001_0000_0000_0000_0001;
    let (nan, equal, choose) = match float {
        Float::F32 => {
            (Instruction::F32Const(f32::from_bits(CANONICAL_NAN_32).into()), Instruction::F32Eq, Instruction::Select)
        }
        Float::F64 => {
            (Instruction::F64Const(f64::from_bits(CANONICAL_NAN_64).into()), Instruction::F64Eq, Instruction::Select)
        }
        Float::F32x4 => (Instruction::V128Const(lanes_32 as i128), Instruction::F32x4Eq, Instruction::V128Bitselect),
        Float::F64x2 => (Instruction::V128Const(lanes_64 as i128), Instruction::F64x2Eq, Instruction::V128Bitselect),
    };
    Instruction::LocalTee(local).encode(out);
    nan.encode(out);
    Instruction::LocalGet(local).encode(out);
    Instruction::LocalGet(local).encode(out);
    equal.encode(out);
    choose.encode(out);
}
