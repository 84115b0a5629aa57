//! One function's body, written anew with what the plan adds.

use super::locals::Scratch;
use crate::instrument::InstrumentError;
use crate::instrument::gas::charge_points::Charge;
use crate::instrument::nan;
use crate::instrument::reader::module::Body;
use crate::instrument::reader::operator::{Does, Op};
use crate::instrument::stack::call_graph::Calls;
use crate::instrument::stack::counter::Depth;
use allod_core::InstructionPrices;
use wasm_encoder::{BlockType, Encode, Instruction, ValType};

/// What instrumentation refers to in the module.
#[derive(Clone, Copy)]
pub(crate) struct Injected<'p> {
    /// The global that holds the gas left.
    pub(crate) gas: u32,
    /// The global that holds the stack left.
    pub(crate) stack: u32,
    pub(crate) prices: &'p InstructionPrices,
}

/// What a function is given around its own code.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    pub(crate) scratch: Scratch,
    /// The bytes that each call of it counts, and how, if it does.
    pub(crate) counted: Option<(u32, Depth)>,
    /// Whether it must leave the stack left as it was.
    pub(crate) restores: bool,
    /// A block that leaves the function's results.
    pub(crate) results: BlockType,
}

/// Bulk operators are charged by lines of 2^6 = 64 bytes.
const LINE_SHIFT: i64 = 6;

/// A length of nothing is charged as 2^5 = 32 lines: a store of nothing to a page that was never written takes a
/// processor as long as any that faults.
const NOTHING_SHIFT: i64 = 5;

/// The writer of one body.
///
/// The body stands in blocks. A look at a counter is one branch forward that is hardly ever taken:
///
/// ```text
/// block
///   block
///     block (results)
///       … stack, weight, sub, tee, 0, lt_s, br_if to the end of the outer block
///       … the body, with looks: gas, 0, lt_s, br_if to the end of the middle block
///     end
///     return
///   end
///   unreachable
/// end
/// -1, set stack
/// unreachable
/// ```
pub(crate) struct Writer<'w, 'a> {
    bytes: &'a [u8],
    body: &'w Body<'a>,
    calls: &'w Calls,
    injected: Injected<'w>,
    layout: Layout,
    out: Vec<u8>,
    /// Up to where the source is already copied.
    copied: usize,
    /// How many of the function's own blocks are open.
    depth: u32,
    /// Whether the counter is in its local too.
    mirrored: bool,
}

impl<'w, 'a> Writer<'w, 'a> {
    pub(crate) fn new(
        bytes: &'a [u8],
        body: &'w Body<'a>,
        calls: &'w Calls,
        injected: Injected<'w>,
        layout: Layout,
    ) -> Self {
        let copied = body.offsets.first().copied().unwrap_or(0);
        let out = Vec::with_capacity(body.offsets.last().map_or(0, |end| (end - copied) * 2));
        Self { bytes, body, calls, injected, layout, out, copied, depth: 0, mirrored: false }
    }

    /// The body with its charges, and its depth counted if it is to be.
    pub(crate) fn write(mut self, plan: &[Charge]) -> Result<Vec<u8>, InstrumentError> {
        self.locals()?;
        if self.layout.counted.is_some() {
            self.emit(&[Instruction::Block(BlockType::Empty)]);
        }
        self.emit(&[Instruction::Block(BlockType::Empty), Instruction::Block(self.layout.results)]);
        if let Some((weight, depth)) = self.layout.counted {
            self.enter(weight, depth);
        }
        let mut mirrors = self.body.loops.mirrored.iter().peekable();
        let mut charges = plan.iter().peekable();
        for (at, operator) in self.body.operators.iter().enumerate() {
            if mirrors.next_if(|mirror| mirror.end == at).is_some() {
                self.mirrored = false;
            }
            while let Some(charge) = charges.next_if(|charge| charge.at == at) {
                self.copy_to(at)?;
                self.charge(charge);
            }
            if mirrors.peek().is_some_and(|mirror| mirror.start == at) {
                self.copy_to(at)?;
                self.mirror();
            }
            self.operator(at, operator)?;
            if self.mirrored && operator.calls_out() {
                self.copy_to(at + 1)?;
                self.mirror();
            }
        }
        self.copy_to(self.body.operators.len())?;
        if let Some((weight, depth)) = self.layout.counted {
            self.leave(weight, depth);
        }
        self.emit(&[Instruction::Return, Instruction::End, Instruction::Unreachable]);
        if self.layout.counted.is_some() {
            let stack = self.injected.stack;
            self.emit(&[Instruction::End, Instruction::I32Const(-1), Instruction::GlobalSet(stack)]);
            self.emit(&[Instruction::Unreachable]);
        }
        self.emit(&[Instruction::End]);
        Ok(self.out)
    }

    fn operator(&mut self, at: usize, operator: &Op) -> Result<(), InstrumentError> {
        match operator.does {
            Does::Block(_) | Does::Loop(_) | Does::If(_) => self.depth += 1,
            Does::End => self.depth = self.depth.saturating_sub(1),
            Does::Call(_) => self.deepen(at, operator)?,
            Does::Return if self.layout.counted.is_some() => self.replace(at, &Instruction::Br(self.depth))?,
            // Written anew, because some toolchains pad the table's index to five bytes.
            Does::CallIndirect { ty, table } => {
                let call = Instruction::CallIndirect { type_index: ty, table_index: table };
                self.deepen(at, operator)?;
                self.replace(at, &call)?;
            }
            Does::Bulk => {
                self.copy_to(at)?;
                self.by_length(self.injected.prices.bulk_line, LINE_SHIFT);
            }
            Does::Grow => {
                self.copy_to(at)?;
                self.by_length(self.injected.prices.grow_page, 0);
            }
            _ => {
                if let Some(float) = nan::wanted(&self.body.operators, at)
                    && let Some(local) = self.layout.scratch.float(float)
                {
                    self.copy_to(at + 1)?;
                    nan::write(float, local, &mut self.out);
                }
            }
        }
        Ok(())
    }

    fn emit(&mut self, instructions: &[Instruction<'_>]) {
        instructions.iter().for_each(|instruction| instruction.encode(&mut self.out));
    }

    /// Copies the source up to the operator `at`.
    fn copy_to(&mut self, at: usize) -> Result<(), InstrumentError> {
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
        let added = self.layout.scratch.locals();
        let groups = self.body.locals.iter().copied().chain(added.into_iter().map(|ty| (1, ty)));
        let groups: Vec<_> = groups.collect();
        (groups.len() as u32).encode(&mut self.out);
        for (count, ty) in groups {
            count.encode(&mut self.out);
            value_type(ty)?.encode(&mut self.out);
        }
        Ok(())
    }

    /// Reads the counter into its local.
    fn mirror(&mut self) {
        let Some(local) = self.layout.scratch.gas else { return };
        self.emit(&[Instruction::GlobalGet(self.injected.gas), Instruction::LocalSet(local)]);
        self.mirrored = true;
    }

    /// The counter's local, where it is kept.
    fn mirror_local(&self) -> Option<u32> {
        self.layout.scratch.gas.filter(|_| self.mirrored)
    }

    fn get_gas(&mut self) {
        match self.mirror_local() {
            Some(local) => self.emit(&[Instruction::LocalGet(local)]),
            None => self.emit(&[Instruction::GlobalGet(self.injected.gas)]),
        }
    }

    fn set_gas(&mut self) {
        if let Some(local) = self.mirror_local() {
            self.emit(&[Instruction::LocalTee(local)]);
        }
        self.emit(&[Instruction::GlobalSet(self.injected.gas)]);
    }

    /// Takes the price of a block, and of what is paid ahead there, off the gas left.
    fn charge(&mut self, charge: &Charge) {
        if charge.cost > 0 {
            self.get_gas();
            self.emit(&[Instruction::I64Const(charge.cost as i64), Instruction::I64Sub]);
            self.set_gas();
        }
        if charge.checked {
            self.check_gas();
        }
    }

    /// Gives up if the counter is below zero.
    fn check_gas(&mut self) {
        self.get_gas();
        self.emit(&[Instruction::I64Const(0), Instruction::I64LtS, Instruction::BrIf(self.depth + 1)]);
    }

    /// Charges `price` for each `2^shift` begun of the number on top of the stack, which stays there; with a shift,
    /// none of it costs as much as many.
    fn by_length(&mut self, price: u32, shift: i64) {
        let Some(local) = self.layout.scratch.length else { return };
        self.emit(&[Instruction::LocalTee(local), Instruction::LocalGet(local), Instruction::I64ExtendI32U]);
        if shift > 0 {
            self.emit(&[
                Instruction::I64Const((1 << shift) - 1),
                Instruction::I64Add,
                Instruction::I64Const(shift),
                Instruction::I64ShrU,
                Instruction::LocalGet(local),
                Instruction::I32Eqz,
                Instruction::I64ExtendI32U,
                Instruction::I64Const(NOTHING_SHIFT),
                Instruction::I64Shl,
                Instruction::I64Add,
            ]);
        }
        self.emit(&[Instruction::I64Const(-i64::from(price)), Instruction::I64Mul]);
        self.get_gas();
        self.emit(&[Instruction::I64Add]);
        self.set_gas();
        self.check_gas();
    }

    /// Takes the function's weight off the stack left, and looks whether there was so much.
    fn enter(&mut self, weight: u32, depth: Depth) {
        let stack = self.injected.stack;
        self.emit(&[Instruction::GlobalGet(stack), Instruction::I32Const(weight as i32), Instruction::I32Sub]);
        match (depth, self.layout.scratch.stack) {
            (Depth::Local, Some(local)) => self.emit(&[Instruction::LocalTee(local)]),
            (Depth::Global, _) => self.emit(&[Instruction::GlobalSet(stack), Instruction::GlobalGet(stack)]),
            _ => {}
        }
        self.emit(&[Instruction::I32Const(0), Instruction::I32LtS, Instruction::BrIf(2)]);
    }

    /// Says how much stack there is for the function that the operator `at` calls.
    fn deepen(&mut self, at: usize, operator: &Op) -> Result<(), InstrumentError> {
        let Some((weight, depth)) = self.layout.counted.filter(|_| self.calls.deepens(operator)) else { return Ok(()) };
        let stack = self.injected.stack;
        self.copy_to(at)?;
        match (depth, self.layout.scratch.stack) {
            (Depth::Local, Some(local)) => self.emit(&[Instruction::LocalGet(local), Instruction::GlobalSet(stack)]),
            (Depth::Last, _) => self.emit(&[
                Instruction::GlobalGet(stack),
                Instruction::I32Const(weight as i32),
                Instruction::I32Sub,
                Instruction::GlobalSet(stack),
            ]),
            _ => {}
        }
        Ok(())
    }

    /// Gives the weight back.
    fn leave(&mut self, weight: u32, depth: Depth) {
        let stack = self.injected.stack;
        let left = match (depth, self.layout.scratch.stack) {
            (Depth::Local, Some(local)) if self.layout.restores => Instruction::LocalGet(local),
            (Depth::Global, _) => Instruction::GlobalGet(stack),
            _ => return,
        };
        self.emit(&[left, Instruction::I32Const(weight as i32), Instruction::I32Add, Instruction::GlobalSet(stack)]);
    }
}

/// A value type as the encoder names it.
pub(crate) fn value_type(ty: wasmparser::ValType) -> Result<ValType, InstrumentError> {
    Ok(match ty {
        wasmparser::ValType::I32 => ValType::I32,
        wasmparser::ValType::I64 => ValType::I64,
        wasmparser::ValType::F32 => ValType::F32,
        wasmparser::ValType::F64 => ValType::F64,
        wasmparser::ValType::V128 => ValType::V128,
        wasmparser::ValType::Ref(_) => return Err(InstrumentError::refused("a local of a reference type", 0)),
    })
}
