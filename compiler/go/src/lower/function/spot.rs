//! Spots: where values are.

use crate::lower::code::{Var, memory};
use crate::lower::layout::Form;
use wasm_encoder::Instruction as I;

/// A place of a value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Spot {
    /// Locals, beginning with this one.
    Vars(Var),
    /// Memory: an address and an offset.
    Memory(Base, u32),
}

/// An address.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Base {
    /// Zero: the offset is the address.
    Zero,
    /// In a local.
    Var(Var),
}

/// The operator that loads a word.
pub(in crate::lower) fn load(form: Form, offset: u32) -> I<'static> {
    match form {
        Form::Byte { signed: false } => I::I32Load8U(memory(offset, 0)),
        Form::Byte { signed: true } => I::I32Load8S(memory(offset, 0)),
        Form::Half { signed: false } => I::I32Load16U(memory(offset, 1)),
        Form::Half { signed: true } => I::I32Load16S(memory(offset, 1)),
        Form::I32 => I::I32Load(memory(offset, 2)),
        Form::I64 => I::I64Load(memory(offset, 3)),
        Form::F32 => I::F32Load(memory(offset, 2)),
        Form::F64 => I::F64Load(memory(offset, 3)),
    }
}

/// The operator that stores a word.
pub(super) fn store(form: Form, offset: u32) -> I<'static> {
    match form {
        Form::Byte { .. } => I::I32Store8(memory(offset, 0)),
        Form::Half { .. } => I::I32Store16(memory(offset, 1)),
        Form::I32 => I::I32Store(memory(offset, 2)),
        Form::I64 => I::I64Store(memory(offset, 3)),
        Form::F32 => I::F32Store(memory(offset, 2)),
        Form::F64 => I::F64Store(memory(offset, 3)),
    }
}
