//! Function body: its locals and operators, read once.

use super::operator::{self, Op};
use crate::instrument::InstrumentError;
use crate::instrument::gas::gas_in_local::Loops;
use wasmparser::{BrTable, FunctionBody, ValType};

/// A function's body with its operators.
pub(crate) struct ParsedBody<'a> {
    /// The function's index, imports counted.
    pub(crate) function: u32,
    /// Groups of declared locals.
    pub(crate) locals: Vec<(u32, ValType)>,
    /// Its operators, in order.
    pub(crate) operators: Vec<Op>,
    /// The targets of each `br_table`.
    pub(crate) tables: Vec<BrTable<'a>>,
    /// The byte offset of each operator in the module, and at last that of the body's end.
    pub(crate) offsets: Vec<usize>,
    /// The loops that decide where its counters are kept.
    pub(crate) loops: Loops,
}

impl<'a> ParsedBody<'a> {
    /// Reads the body of the function with index `function`, imports counted.
    pub(crate) fn read(function: u32, body: &FunctionBody<'a>) -> Result<Self, InstrumentError> {
        let locals = body.get_locals_reader()?.into_iter().collect::<Result<Vec<_>, _>>()?;
        let room = body.as_bytes().len() / 2;
        let (mut operators, mut offsets) = (Vec::with_capacity(room), Vec::with_capacity(room + 1));
        let mut tables = Vec::new();
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            offsets.push(reader.original_position() as usize);
            operators.push(operator::read_operator(&mut reader, &mut tables)?);
        }
        reader.finish()?;
        offsets.push(body.range().end as usize);
        let loops = Loops::of(&operators);
        Ok(Self { function, locals, operators, tables, offsets, loops })
    }

    /// True if the operators from `at` on lead to `unreachable` without a branch, within 24 operators.
    pub(crate) fn leads_to_trap(&self, at: usize) -> bool {
        operator::leads_to_trap(&self.operators, at)
    }

    /// The number of locals the function declares, its parameters not counted.
    pub(crate) fn declared_locals(&self) -> u64 {
        self.locals.iter().map(|(count, _)| u64::from(*count)).sum()
    }
}
