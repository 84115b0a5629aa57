//! Body: one function's code with its charges, checks, stack counter and canonical NaNs.

use super::block_types::value_type;
use super::locals::AddedLocals;
use super::nan;
use crate::instrument::InstrumentError;
use crate::instrument::gas::charge_points::ChargePoint;
use crate::instrument::reader::body::ParsedBody;
use crate::instrument::reader::operator::{Op, OpKind};
use crate::instrument::stack::call_analysis::CallAnalysis;
use crate::instrument::stack::counter::StackCounter;
use allod_core::InstructionPrices;
use wasm_encoder::{BlockType, Encode, Instruction};

/// The injected globals and the prices that are written into code.
#[derive(Clone, Copy)]
pub(crate) struct Injection<'p> {
    /// The index of the global that holds the gas left.
    pub(crate) gas: u32,
    /// The index of the global that holds the bytes of stack left.
    pub(crate) stack: u32,
    /// The index of the global that holds the ordinal of the marked operator that began last, in a marked module.
    pub(crate) place: Option<u32>,
    pub(crate) prices: &'p InstructionPrices,
}

/// A stack point's cost and counter.
#[derive(Clone, Copy)]
pub(crate) struct StackPoint {
    /// The bytes of stack that each call of it counts.
    pub(crate) cost: u32,
    pub(crate) counter: StackCounter,
}

/// The plan of one body, but for its charges.
#[derive(Clone, Copy)]
pub(crate) struct BodyPlan {
    pub(crate) added: AddedLocals,
    /// Its stack cost and counter, if it is a stack point.
    pub(crate) stack_point: Option<StackPoint>,
    /// True if it restores the stack counter when it returns.
    pub(crate) restores: bool,
    /// The type of a block that leaves the function's results.
    pub(crate) results: BlockType,
}

/// Writer of one body.
///
/// The body stands in blocks. A check of a counter is one forward branch that is hardly ever taken:
///
/// ```text
/// block
///   block
///     block (results)
///       … stack, stack cost, sub, tee, 0, lt_s, br_if to the end of the outer block
///       … the body, with checks: gas, 0, lt_s, br_if to the end of the middle block
///     end
///     return
///   end
///   unreachable
/// end
/// -1, set stack
/// unreachable
/// ```
pub(crate) struct BodyWriter<'w, 'a> {
    pub(super) bytes: &'a [u8],
    pub(super) body: &'w ParsedBody<'a>,
    pub(super) calls: &'w CallAnalysis,
    pub(super) injection: Injection<'w>,
    pub(super) layout: BodyPlan,
    pub(super) out: Vec<u8>,
    /// The byte offset up to which the source is copied.
    pub(super) copied: usize,
    /// The number of the function's own blocks that are open.
    pub(super) depth: u32,
    /// True if the gas local holds what the global holds.
    pub(super) gas_cached: bool,
}

impl<'w, 'a> BodyWriter<'w, 'a> {
    pub(crate) fn new(
        bytes: &'a [u8],
        body: &'w ParsedBody<'a>,
        calls: &'w CallAnalysis,
        injection: Injection<'w>,
        layout: BodyPlan,
    ) -> Self {
        let copied = body.offsets.first().copied().unwrap_or(0);
        let out = Vec::with_capacity(body.offsets.last().map_or(0, |end| (end - copied) * 2));
        Self { bytes, body, calls, injection, layout, out, copied, depth: 0, gas_cached: false }
    }

    /// The body with the charges of `plan`, and `marks` before the operators that have these ordinals.
    pub(crate) fn write(mut self, plan: &[ChargePoint], marks: &[u32]) -> Result<Vec<u8>, InstrumentError> {
        self.locals()?;
        if self.layout.stack_point.is_some() {
            self.emit(&[Instruction::Block(BlockType::Empty)]);
        }
        self.emit(&[Instruction::Block(BlockType::Empty), Instruction::Block(self.layout.results)]);
        if let Some(point) = self.layout.stack_point {
            self.count_entry(point);
        }
        let mut loops = self.body.loops.gas_in_local.iter().peekable();
        let mut charges = plan.iter().peekable();
        let mut marks = marks.iter().peekable();
        for (at, operator) in self.body.operators.iter().enumerate() {
            if loops.next_if(|mirror| mirror.end == at).is_some() {
                self.gas_cached = false;
            }
            if let Some(mark) = marks.next_if(|mark| **mark as usize == at)
                && let Some(place) = self.injection.place
            {
                self.copy_to(at)?;
                self.emit(&[Instruction::I32Const(*mark as i32), Instruction::GlobalSet(place)]);
            }
            while let Some(charge) = charges.next_if(|charge| charge.at == at) {
                self.copy_to(at)?;
                self.charge(charge);
            }
            if loops.peek().is_some_and(|mirror| mirror.start == at) {
                self.copy_to(at)?;
                self.reload_gas();
            }
            self.operator(at, operator)?;
            if self.gas_cached && operator.leaves_wasm() {
                self.copy_to(at + 1)?;
                self.reload_gas();
            }
        }
        self.copy_to(self.body.operators.len())?;
        if let Some(point) = self.layout.stack_point {
            self.count_exit(point);
        }
        self.emit(&[Instruction::Return, Instruction::End, Instruction::Unreachable]);
        if self.layout.stack_point.is_some() {
            let stack = self.injection.stack;
            self.emit(&[Instruction::End, Instruction::I32Const(-1), Instruction::GlobalSet(stack)]);
            self.emit(&[Instruction::Unreachable]);
        }
        self.emit(&[Instruction::End]);
        Ok(self.out)
    }

    fn operator(&mut self, at: usize, operator: &Op) -> Result<(), InstrumentError> {
        match operator.kind {
            OpKind::Block(_) | OpKind::Loop(_) | OpKind::If(_) => self.depth += 1,
            OpKind::End => self.depth = self.depth.saturating_sub(1),
            OpKind::Call(_) => self.count_before_call(at, operator)?,
            OpKind::Return if self.layout.stack_point.is_some() => self.replace(at, &Instruction::Br(self.depth))?,
            // Written anew, because some toolchains pad the table's index to five bytes.
            OpKind::CallIndirect { ty, table } => {
                let call = Instruction::CallIndirect { type_index: ty, table_index: table };
                self.count_before_call(at, operator)?;
                self.replace(at, &call)?;
            }
            OpKind::Bulk => {
                self.copy_to(at)?;
                self.charge_bulk();
            }
            OpKind::Grow => {
                self.copy_to(at)?;
                self.charge_grow();
            }
            _ => {
                if let Some(float) = nan::needs_canonical(&self.body.operators, at)
                    && let Some(local) = self.layout.added.float(float)
                {
                    self.copy_to(at + 1)?;
                    nan::write_canonical(float, local, &mut self.out);
                }
            }
        }
        Ok(())
    }

    pub(super) fn emit(&mut self, instructions: &[Instruction<'_>]) {
        instructions.iter().for_each(|instruction| instruction.encode(&mut self.out));
    }

    /// Copies the source up to the operator `at`.
    pub(super) fn copy_to(&mut self, at: usize) -> Result<(), InstrumentError> {
        let end = self.body.offsets.get(at).copied().unwrap_or(self.copied);
        if end > self.copied {
            let bytes = self.bytes.get(self.copied..end);
            self.out.extend_from_slice(bytes.ok_or_else(|| InstrumentError::refused("cut short", end as u64))?);
            self.copied = end;
        }
        Ok(())
    }

    /// Writes `instruction` in place of the operator `at`.
    fn replace(&mut self, at: usize, instruction: &Instruction<'_>) -> Result<(), InstrumentError> {
        self.copy_to(at)?;
        instruction.encode(&mut self.out);
        self.copied = self.body.offsets.get(at + 1).copied().unwrap_or(self.copied);
        Ok(())
    }

    /// The groups of locals: the function's own, then those added.
    fn locals(&mut self) -> Result<(), InstrumentError> {
        let added = self.layout.added.locals();
        let groups = self.body.locals.iter().copied().chain(added.into_iter().map(|ty| (1, ty)));
        let groups: Vec<_> = groups.collect();
        (groups.len() as u32).encode(&mut self.out);
        for (count, ty) in groups {
            count.encode(&mut self.out);
            value_type(ty)?.encode(&mut self.out);
        }
        Ok(())
    }
}
