//! Decoded body: a function's operators with their immediates.

use crate::instrument::InstrumentError;
use wasmparser::{FunctionBody, Operator, ValType};

/// A function's body with its operators.
pub(super) struct DecodedBody<'a> {
    /// The function's index, imports counted.
    pub(super) function: u32,
    /// Groups of declared locals.
    pub(super) locals: Vec<(u32, ValType)>,
    /// Its operators, in order.
    pub(super) operators: Vec<Operator<'a>>,
    /// The byte offset of each operator in the module, and at last that of the body's end.
    pub(super) offsets: Vec<usize>,
}

impl<'a> DecodedBody<'a> {
    /// Reads the body of the function with index `function`, imports counted.
    pub(super) fn read(function: u32, body: &FunctionBody<'a>) -> Result<Self, InstrumentError> {
        let locals = body.get_locals_reader()?.into_iter().collect::<Result<Vec<_>, _>>()?;
        let (mut operators, mut offsets) = (Vec::new(), Vec::new());
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            let (operator, offset) = reader.read_with_offset()?;
            operators.push(operator);
            offsets.push(offset as usize);
        }
        reader.finish()?;
        offsets.push(body.range().end as usize);
        Ok(Self { function, locals, operators, offsets })
    }

    /// The number of locals the function declares, its parameters not counted.
    pub(super) fn declared_locals(&self) -> u64 {
        self.locals.iter().map(|(count, _)| u64::from(*count)).sum()
    }
}

/// True if an operator is a constant, or has one with it: the lanes that a shuffle picks.
pub(super) fn is_constant(operator: &Operator<'_>) -> bool {
    use Operator::{F32Const, F64Const, I8x16Shuffle, I32Const, I64Const, V128Const};
    let scalar = matches!(operator, I32Const { .. } | I64Const { .. } | F32Const { .. } | F64Const { .. });
    scalar || matches!(operator, V128Const { .. } | I8x16Shuffle { .. })
}
