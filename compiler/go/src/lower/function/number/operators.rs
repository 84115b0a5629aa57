//! Tables: the operator of WebAssembly for an operator of Go and a type.

use crate::ir::{BinaryOp, FloatWidth, IntType};
use wasm_encoder::Instruction as I;

/// The operator that shifts integers of a type.
pub(super) fn shift_operator(op: BinaryOp, int: IntType) -> I<'static> {
    match (op, int.bits == 64, int.signed) {
        (BinaryOp::Shl, true, _) => I::I64Shl,
        (BinaryOp::Shl, false, _) => I::I32Shl,
        (_, true, true) => I::I64ShrS,
        (_, true, false) => I::I64ShrU,
        (_, false, true) => I::I32ShrS,
        (_, false, false) => I::I32ShrU,
    }
}

/// The operator for two integers. Those of narrow types are as wide as four bytes.
pub(in crate::lower::function) fn int_operator(op: BinaryOp, int: IntType) -> I<'static> {
    use BinaryOp as B;
    match (op, int.bits == 64, int.signed) {
        (B::Add, true, _) => I::I64Add,
        (B::Add, false, _) => I::I32Add,
        (B::Sub, true, _) => I::I64Sub,
        (B::Sub, false, _) => I::I32Sub,
        (B::Mul, true, _) => I::I64Mul,
        (B::Mul, false, _) => I::I32Mul,
        (B::Div, true, true) => I::I64DivS,
        (B::Div, true, false) => I::I64DivU,
        (B::Div, false, true) => I::I32DivS,
        (B::Div, false, false) => I::I32DivU,
        (B::Rem, true, true) => I::I64RemS,
        (B::Rem, true, false) => I::I64RemU,
        (B::Rem, false, true) => I::I32RemS,
        (B::Rem, false, false) => I::I32RemU,
        (B::And | B::AndNot, true, _) => I::I64And,
        (B::And | B::AndNot, false, _) => I::I32And,
        (B::Or, true, _) => I::I64Or,
        (B::Or, false, _) => I::I32Or,
        (B::Xor, true, _) => I::I64Xor,
        (B::Xor, false, _) => I::I32Xor,
        (B::Shl | B::Shr, _, _) => shift_operator(op, int),
        (B::Eq, true, _) => I::I64Eq,
        (B::Eq, false, _) => I::I32Eq,
        (B::Ne, true, _) => I::I64Ne,
        (B::Ne, false, _) => I::I32Ne,
        (B::Lt, true, true) => I::I64LtS,
        (B::Lt, true, false) => I::I64LtU,
        (B::Lt, false, true) => I::I32LtS,
        (B::Lt, false, false) => I::I32LtU,
        (B::Le, true, true) => I::I64LeS,
        (B::Le, true, false) => I::I64LeU,
        (B::Le, false, true) => I::I32LeS,
        (B::Le, false, false) => I::I32LeU,
        (B::Gt, true, true) => I::I64GtS,
        (B::Gt, true, false) => I::I64GtU,
        (B::Gt, false, true) => I::I32GtS,
        (B::Gt, false, false) => I::I32GtU,
        (B::Ge, true, true) => I::I64GeS,
        (B::Ge, true, false) => I::I64GeU,
        (B::Ge, false, true) => I::I32GeS,
        (B::Ge, false, false) => I::I32GeU,
    }
}

/// The operator for two floats; nothing where floats have none.
pub(super) fn float_operator(op: BinaryOp, width: FloatWidth) -> Option<I<'static>> {
    use BinaryOp as B;
    Some(match (op, width) {
        (B::Add, FloatWidth::F32) => I::F32Add,
        (B::Add, FloatWidth::F64) => I::F64Add,
        (B::Sub, FloatWidth::F32) => I::F32Sub,
        (B::Sub, FloatWidth::F64) => I::F64Sub,
        (B::Mul, FloatWidth::F32) => I::F32Mul,
        (B::Mul, FloatWidth::F64) => I::F64Mul,
        (B::Div, FloatWidth::F32) => I::F32Div,
        (B::Div, FloatWidth::F64) => I::F64Div,
        (B::Eq, FloatWidth::F32) => I::F32Eq,
        (B::Eq, FloatWidth::F64) => I::F64Eq,
        (B::Ne, FloatWidth::F32) => I::F32Ne,
        (B::Ne, FloatWidth::F64) => I::F64Ne,
        (B::Lt, FloatWidth::F32) => I::F32Lt,
        (B::Lt, FloatWidth::F64) => I::F64Lt,
        (B::Le, FloatWidth::F32) => I::F32Le,
        (B::Le, FloatWidth::F64) => I::F64Le,
        (B::Gt, FloatWidth::F32) => I::F32Gt,
        (B::Gt, FloatWidth::F64) => I::F64Gt,
        (B::Ge, FloatWidth::F32) => I::F32Ge,
        (B::Ge, FloatWidth::F64) => I::F64Ge,
        (B::Rem | B::And | B::Or | B::Xor | B::AndNot | B::Shl | B::Shr, _) => return None,
    })
}
