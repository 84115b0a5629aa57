//! NaN canonicalization: every NaN that arithmetic makes has the same bits.
//!
//! WebAssembly leaves the sign and payload of such a NaN to the machine, and compilers differ. After each operator that can
//! make one, the result is replaced by the canonical NaN if it is a NaN: `tee t, const nan, get t, get t, eq, select`. Loads,
//! constants, `abs`, `neg`, `copysign`, `reinterpret` and the lanes' `pmin` and `pmax` move bits that are defined, and are
//! left alone.
//!
//! Where the very next operator takes the result and gives the same for every NaN, the replacement is left out.

use super::reader::opcode::Opcode;

/// The bits of the canonical `f32` NaN: positive, quiet, payload zero.
pub const CANONICAL_NAN_32: u32 = 0x7fc0_0000;
/// The bits of the canonical `f64` NaN: positive, quiet, payload zero.
pub const CANONICAL_NAN_64: u64 = 0x7ff8_0000_0000_0000;

/// A type that holds floats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FloatType {
    F32,
    F64,
    F32x4,
    F64x2,
}

/// The type of an operator's result, where that may be a NaN of any sign and payload.
pub(super) const fn may_make_nan(opcode: Opcode) -> Option<FloatType> {
    use Opcode as O;
    Some(match opcode {
        O::F32Add | O::F32Sub | O::F32Mul | O::F32Div | O::F32Min | O::F32Max => FloatType::F32,
        O::F32Sqrt | O::F32Ceil | O::F32Floor | O::F32Trunc | O::F32Nearest | O::F32DemoteF64 => FloatType::F32,
        O::F64Add | O::F64Sub | O::F64Mul | O::F64Div | O::F64Min | O::F64Max => FloatType::F64,
        O::F64Sqrt | O::F64Ceil | O::F64Floor | O::F64Trunc | O::F64Nearest | O::F64PromoteF32 => FloatType::F64,
        O::F32x4Add | O::F32x4Sub | O::F32x4Mul | O::F32x4Div | O::F32x4Min | O::F32x4Max => FloatType::F32x4,
        O::F32x4Sqrt | O::F32x4Ceil | O::F32x4Floor | O::F32x4Trunc | O::F32x4Nearest => FloatType::F32x4,
        O::F32x4DemoteF64x2Zero => FloatType::F32x4,
        O::F64x2Add | O::F64x2Sub | O::F64x2Mul | O::F64x2Div | O::F64x2Min | O::F64x2Max => FloatType::F64x2,
        O::F64x2Sqrt | O::F64x2Ceil | O::F64x2Floor | O::F64x2Trunc | O::F64x2Nearest => FloatType::F64x2,
        O::F64x2PromoteLowF32x4 => FloatType::F64x2,
        _ => return None,
    })
}

/// True if an operator takes a float from the top of the stack and gives the same for every NaN: scalar
/// arithmetic (its own result is made canonical), comparisons, and conversions to integers.
pub(super) const fn ignores_nan_bits(opcode: Opcode) -> bool {
    use Opcode as O;
    matches!(may_make_nan(opcode), Some(FloatType::F32 | FloatType::F64))
        || matches!(opcode, O::F32Eq | O::F32Ne | O::F32Lt | O::F32Gt | O::F32Le | O::F32Ge)
        || matches!(opcode, O::F64Eq | O::F64Ne | O::F64Lt | O::F64Gt | O::F64Le | O::F64Ge)
        || matches!(opcode, O::I32TruncF32S | O::I32TruncF32U | O::I32TruncF64S | O::I32TruncF64U)
        || matches!(opcode, O::I64TruncF32S | O::I64TruncF32U | O::I64TruncF64S | O::I64TruncF64U)
        || matches!(opcode, O::I32TruncSatF32S | O::I32TruncSatF32U | O::I32TruncSatF64S | O::I32TruncSatF64U)
        || matches!(opcode, O::I64TruncSatF32S | O::I64TruncSatF32U | O::I64TruncSatF64S | O::I64TruncSatF64U)
}
