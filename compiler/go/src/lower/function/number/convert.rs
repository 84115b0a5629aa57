//! Conversions between numbers.

use super::Number;
use crate::diagnostic::Diagnostic;
use crate::ir::{Convert, Expr, FloatWidth, IntType, Ty};
use crate::lower::code::block_of;
use crate::lower::function::Emitter;
use wasm_encoder::{Ieee32, Ieee64, Instruction as I, ValType};

/// 2^31, from which on a float is no signed integer of 32 bits.
const OUT_OF_INT32: f64 = 2_147_483_648.0;

/// 2^63, from which on a float is no signed integer of 64 bits.
const OUT_OF_INT64: f64 = 9_223_372_036_854_775_808.0;

impl Emitter<'_, '_, '_> {
    pub(in crate::lower::function) fn convert(&mut self, how: Convert, value: &Expr, to: Ty) -> Result<(), Diagnostic> {
        if how == Convert::Same {
            return self.push(value);
        }
        let (from, to) = (self.number(value.ty)?, self.number(to)?);
        self.push(value)?;
        match (how, from, to) {
            (Convert::IntToInt, Number::Int(from), Number::Int(to)) => self.int_to_int(from, to),
            (Convert::IntToFloat, Number::Int(from), Number::Float(to)) => self.op(int_to_float(from, to)),
            (Convert::FloatToInt, Number::Float(from), Number::Int(to)) => self.float_to_int(from, to),
            (Convert::FloatToFloat, Number::Float(from), Number::Float(to)) => match (from, to) {
                (FloatWidth::F32, FloatWidth::F64) => self.op(I::F64PromoteF32),
                (FloatWidth::F64, FloatWidth::F32) => self.op(I::F32DemoteF64),
                _ => {}
            },
            _ => return self.internal("a conversion between other types"),
        }
        Ok(())
    }

    fn int_to_int(&mut self, from: IntType, to: IntType) {
        match (from.bits == 64, to.bits == 64) {
            (true, true) => {}
            (true, false) => {
                self.op(I::I32WrapI64);
                self.wrap_to(to);
            }
            (false, true) => self.op(if from.signed { I::I64ExtendI32S } else { I::I64ExtendI32U }),
            (false, false) => {
                let fits =
                    if from.signed == to.signed { from.bits <= to.bits } else { !from.signed && from.bits < to.bits };
                if !fits {
                    self.wrap_to(to);
                }
            }
        }
    }

    /// As Go on amd64: by way of a signed integer of 32 bits, or of 64 for `uint32` and wider ones, of which what is none becomes
    /// the least. Only `uint64` has what is above 2^63 too.
    fn float_to_int(&mut self, from: FloatWidth, to: IntType) {
        let val = if from == FloatWidth::F32 { ValType::F32 } else { ValType::F64 };
        let value = self.save(val);
        if to.bits == 64 && !to.signed {
            self.code.ops([I::LocalGet(value), float(from, OUT_OF_INT64)]);
            self.op(if from == FloatWidth::F32 { I::F32Ge } else { I::F64Ge });
            self.code.ops([I::LocalGet(value), float(from, 2.0 * OUT_OF_INT64)]);
            self.op(if from == FloatWidth::F32 { I::F32Lt } else { I::F64Lt });
            self.code.ops([I::I32And, I::If(block_of(Some(ValType::I64))), I::LocalGet(value)]);
            self.op(if from == FloatWidth::F32 { I::I64TruncSatF32U } else { I::I64TruncSatF64U });
            self.op(I::Else);
        }
        self.op(I::LocalGet(value));
        let narrow = to.bits < 32 || to.bits == 32 && to.signed;
        // What is too small saturates at the least by itself, which leaves NaN and what is too large.
        let (trunc, least, beyond) = match (narrow, from) {
            (true, FloatWidth::F32) => (I::I32TruncSatF32S, I::I32Const(i32::MIN), OUT_OF_INT32),
            (true, FloatWidth::F64) => (I::I32TruncSatF64S, I::I32Const(i32::MIN), OUT_OF_INT32),
            (false, FloatWidth::F32) => (I::I64TruncSatF32S, I::I64Const(i64::MIN), OUT_OF_INT64),
            (false, FloatWidth::F64) => (I::I64TruncSatF64S, I::I64Const(i64::MIN), OUT_OF_INT64),
        };
        self.code.ops([trunc, least, I::LocalGet(value), float(from, beyond)]);
        self.op(if from == FloatWidth::F32 { I::F32Lt } else { I::F64Lt });
        self.op(I::Select);
        if to.bits == 64 && !to.signed {
            self.op(I::End);
        }
        if to.bits < 64 && !narrow {
            self.op(I::I32WrapI64);
        }
        if narrow {
            self.wrap_to(to);
        }
    }
}

fn float(width: FloatWidth, value: f64) -> I<'static> {
    match width {
        FloatWidth::F32 => I::F32Const(Ieee32::from(value as f32)),
        FloatWidth::F64 => I::F64Const(Ieee64::from(value)),
    }
}

fn int_to_float(from: IntType, to: FloatWidth) -> I<'static> {
    match (from.bits == 64, from.signed, to) {
        (true, true, FloatWidth::F32) => I::F32ConvertI64S,
        (true, false, FloatWidth::F32) => I::F32ConvertI64U,
        (false, true, FloatWidth::F32) => I::F32ConvertI32S,
        (false, false, FloatWidth::F32) => I::F32ConvertI32U,
        (true, true, FloatWidth::F64) => I::F64ConvertI64S,
        (true, false, FloatWidth::F64) => I::F64ConvertI64U,
        (false, true, FloatWidth::F64) => I::F64ConvertI32S,
        (false, false, FloatWidth::F64) => I::F64ConvertI32U,
    }
}
