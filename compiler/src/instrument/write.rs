//! One function's body, written anew with what the plan adds.

use super::InstrumentError;
use super::canonical;
use super::charges::Charge;
use super::scratch::Scratch;
use super::source::Body;
use allod_core::InstructionPrices;
use wasm_encoder::{BlockType, Encode, Instruction, ValType};
use wasmparser::Operator;

/// What instrumentation refers to in the module.
#[derive(Clone, Copy)]
pub(super) struct Injected<'p> {
    /// The global that holds the gas left.
    pub(super) gas: u32,
    /// The global that holds the stack left.
    pub(super) stack: u32,
    pub(super) prices: &'p InstructionPrices,
}

/// What is counted of a function whose depth is counted.
#[derive(Clone, Copy)]
pub(super) struct Counted {
    /// The bytes of its frame.
    pub(super) frame: u32,
    /// A block that leaves the function's results.
    pub(super) results: BlockType,
}

/// Bulk operators are charged by lines of 2^6 = 64 bytes.
const LINE_SHIFT: i64 = 6;

/// The writer of one body.
pub(super) struct Writer<'w, 'a> {
    bytes: &'a [u8],
    body: &'w Body<'a>,
    injected: Injected<'w>,
    scratch: Scratch,
    out: Vec<u8>,
    /// Up to where the source is already copied.
    copied: usize,
}

impl<'w, 'a> Writer<'w, 'a> {
    pub(super) fn new(bytes: &'a [u8], body: &'w Body<'a>, injected: Injected<'w>, scratch: Scratch) -> Self {
        let copied = body.offsets.first().copied().unwrap_or(0);
        let out = Vec::with_capacity(body.offsets.last().map_or(0, |end| (end - copied) * 2));
        Self { bytes, body, injected, scratch, out, copied }
    }

    /// The body with its charges, and its depth counted if `counted`.
    pub(super) fn write(mut self, charges: &[Charge], counted: Option<Counted>) -> Result<Vec<u8>, InstrumentError> {
        self.locals()?;
        if let Some(counted) = counted {
            self.enter(counted);
        }
        let mut charges = charges.iter().peekable();
        let mut depth = 0u32;
        for (at, operator) in self.body.operators.iter().enumerate() {
            while let Some(charge) = charges.next_if(|charge| charge.at == at) {
                self.copy_to(at)?;
                self.charge(charge);
            }
            match operator {
                Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => depth += 1,
                Operator::End => depth = depth.saturating_sub(1),
                Operator::Return if counted.is_some() => self.replace(at, &Instruction::Br(depth))?,
                // Written anew, because some toolchains pad the table's index to five bytes.
                Operator::CallIndirect { type_index, table_index } => {
                    let call = Instruction::CallIndirect { type_index: *type_index, table_index: *table_index };
                    self.replace(at, &call)?;
                }
                Operator::MemoryFill { .. } | Operator::MemoryCopy { .. } => {
                    self.copy_to(at)?;
                    self.by_length(self.injected.prices.bulk_line, LINE_SHIFT);
                }
                Operator::MemoryGrow { .. } => {
                    self.copy_to(at)?;
                    self.by_length(self.injected.prices.grow_page, 0);
                }
                _ => {
                    if let Some(float) = canonical::wanted(&self.body.operators, at)
                        && let Some(local) = self.scratch.float(float)
                    {
                        self.copy_to(at + 1)?;
                        canonical::write(float, local, &mut self.out);
                    }
                }
            }
        }
        self.copy_to(self.body.operators.len())?;
        if let Some(counted) = counted {
            self.leave(counted);
        }
        Ok(self.out)
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
        let added = self.scratch.locals();
        let groups = self.body.locals.iter().copied().chain(added.into_iter().map(|ty| (1, ty)));
        let groups: Vec<_> = groups.collect();
        (groups.len() as u32).encode(&mut self.out);
        for (count, ty) in groups {
            count.encode(&mut self.out);
            value_type(ty)?.encode(&mut self.out);
        }
        Ok(())
    }

    /// Takes the price of a region off the gas left.
    fn charge(&mut self, charge: &Charge) {
        if charge.cost > 0 {
            let gas = self.injected.gas;
            self.emit(&[
                Instruction::GlobalGet(gas),
                Instruction::I64Const(charge.cost as i64),
                Instruction::I64Sub,
                Instruction::GlobalSet(gas),
            ]);
        }
        if charge.checked {
            self.check_gas();
        }
    }

    fn check_gas(&mut self) {
        self.emit(&[
            Instruction::GlobalGet(self.injected.gas),
            Instruction::I64Const(0),
            Instruction::I64LtS,
            Instruction::If(BlockType::Empty),
            Instruction::Unreachable,
            Instruction::End,
        ]);
    }

    /// Charges `price` for each `2^shift` begun of the number on top of the stack, which stays there.
    fn by_length(&mut self, price: u32, shift: i64) {
        let (Some(local), gas) = (self.scratch.length, self.injected.gas) else { return };
        self.emit(&[
            Instruction::LocalTee(local),
            Instruction::GlobalGet(gas),
            Instruction::LocalGet(local),
            Instruction::I64ExtendI32U,
        ]);
        if shift > 0 {
            self.emit(&[
                Instruction::I64Const((1 << shift) - 1),
                Instruction::I64Add,
                Instruction::I64Const(shift),
                Instruction::I64ShrU,
            ]);
        }
        self.emit(&[
            Instruction::I64Const(i64::from(price)),
            Instruction::I64Mul,
            Instruction::I64Sub,
            Instruction::GlobalSet(gas),
        ]);
        self.check_gas();
    }

    /// Takes the frame off the stack left, and opens the block that every way out of the function leads through.
    fn enter(&mut self, counted: Counted) {
        let stack = self.injected.stack;
        self.emit(&[
            Instruction::GlobalGet(stack),
            Instruction::I32Const(counted.frame as i32),
            Instruction::I32Sub,
            Instruction::GlobalSet(stack),
            Instruction::GlobalGet(stack),
            Instruction::I32Const(0),
            Instruction::I32LtS,
            Instruction::If(BlockType::Empty),
            Instruction::Unreachable,
            Instruction::End,
            Instruction::Block(counted.results),
        ]);
    }

    /// Gives the frame back.
    fn leave(&mut self, counted: Counted) {
        let stack = self.injected.stack;
        self.emit(&[
            Instruction::GlobalGet(stack),
            Instruction::I32Const(counted.frame as i32),
            Instruction::I32Add,
            Instruction::GlobalSet(stack),
            Instruction::End,
        ]);
    }
}

/// A value type as the encoder names it.
pub(super) fn value_type(ty: wasmparser::ValType) -> Result<ValType, InstrumentError> {
    Ok(match ty {
        wasmparser::ValType::I32 => ValType::I32,
        wasmparser::ValType::I64 => ValType::I64,
        wasmparser::ValType::F32 => ValType::F32,
        wasmparser::ValType::F64 => ValType::F64,
        wasmparser::ValType::V128 => ValType::V128,
        wasmparser::ValType::Ref(_) => return Err(InstrumentError::refused("a local of a reference type", 0)),
    })
}
