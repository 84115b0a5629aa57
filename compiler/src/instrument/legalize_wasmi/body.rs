//! Body: one function's code within the limits.

use super::decoded_body::{DecodedBody, is_constant};
use crate::instrument::InstrumentError;
use crate::instrument::reader::module::ParsedModule;
use crate::instrument::rewrite::block_types::{BlockTypes, value_type, value_types};
use std::borrow::Cow;
use wasm_encoder::{BlockType, Encode, Instruction, ValType};
use wasmparser::Operator;

/// An open block of the source.
struct Open {
    /// The number of its label among those that are open in the output, the outermost first.
    label: u32,
    /// The types that a branch to it carries.
    branch: Vec<ValType>,
    part: Part,
}

/// The part of an open block that is being written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The block itself.
    Plain,
    /// The first arm of an `if`: two blocks.
    Then,
}

/// Writer of one body.
pub(super) struct BodyWriter<'w, 'a> {
    source: &'w ParsedModule<'a>,
    types: &'w mut BlockTypes,
    /// True if branches may be far.
    far: bool,
    /// The number of constants that may still stay as they are.
    left: usize,
    /// The first of three locals: an `i32` of zero, an `i32` for conditions, and an `i64` of zero. Two for vectors follow
    /// where there is a shuffle.
    zero: u32,
    out: Vec<u8>,
    open: Vec<Open>,
    /// The number of labels that are open in the output.
    depth: u32,
}

impl<'w, 'a> BodyWriter<'w, 'a> {
    /// A writer for `body` that keeps the first `left` constants, and rewrites branches where they may be `far`.
    pub(super) fn new(
        source: &'w ParsedModule<'a>,
        body: &DecodedBody<'_>,
        types: &'w mut BlockTypes,
        far: bool,
        left: usize,
    ) -> Result<Self, InstrumentError> {
        let signature = source.signature_of(body.function)?;
        let zero = signature.params().len() as u32 + body.declared_locals() as u32;
        let branch = value_types(signature.results())?;
        let out = Vec::with_capacity(2 * body.operators.len());
        let open = vec![Open { label: 0, branch, part: Part::Plain }];
        Ok(Self { source, types, far, left, zero, out, open, depth: 1 })
    }

    /// The rewritten body.
    pub(super) fn write(mut self, body: &DecodedBody<'_>) -> Result<Vec<u8>, InstrumentError> {
        let shuffles = body.operators.iter().any(|operator| matches!(operator, Operator::I8x16Shuffle { .. }));
        let added = [(2, ValType::I32), (1, ValType::I64), (2, ValType::V128)];
        let added = &added[..if shuffles { 3 } else { 2 }];
        (body.locals.len() as u32 + added.len() as u32).encode(&mut self.out);
        for (count, ty) in body.locals.iter() {
            count.encode(&mut self.out);
            value_type(*ty)?.encode(&mut self.out);
        }
        for (count, ty) in added {
            u32::encode(count, &mut self.out);
            ty.encode(&mut self.out);
        }
        for (operator, ends) in body.operators.iter().zip(body.offsets.windows(2)) {
            let own = self.source.bytes.get(ends[0]..ends[1]).unwrap_or_default();
            if is_constant(operator) && self.left == 0 {
                self.constant(operator);
                continue;
            }
            self.left -= usize::from(is_constant(operator));
            match self.far {
                true => self.branch(operator, own)?,
                false => self.out.extend_from_slice(own),
            }
        }
        Ok(self.out)
    }

    fn emit(&mut self, instructions: &[Instruction<'_>]) {
        instructions.iter().for_each(|instruction| instruction.encode(&mut self.out));
    }

    /// The depth of the label that is `depth` blocks of the source away.
    fn depth_of(&self, depth: u32) -> Result<u32, InstrumentError> {
        let open = self.open.iter().rev().nth(depth as usize);
        let open = open.ok_or_else(|| InstrumentError::refused("a branch to nowhere", 0))?;
        Ok(self.depth - 1 - open.label)
    }

    /// A constant, of small ones that stand in their instructions.
    fn constant(&mut self, operator: &Operator<'_>) {
        match operator {
            Operator::I32Const { value } => self.number(false, i64::from(*value)),
            Operator::I64Const { value } => self.number(true, *value),
            Operator::F32Const { value } => {
                self.number(false, i64::from(value.bits() as i32));
                self.emit(&[Instruction::F32ReinterpretI32]);
            }
            Operator::F64Const { value } => {
                self.number(true, value.bits() as i64);
                self.emit(&[Instruction::F64ReinterpretI64]);
            }
            Operator::V128Const { value } => self.vector(*value.bytes()),
            Operator::I8x16Shuffle { lanes } => self.shuffle(*lanes),
            _ => {}
        }
    }

    /// A vector of these bytes.
    fn vector(&mut self, bytes: [u8; 16]) {
        let value = u128::from_le_bytes(bytes);
        self.number(true, value as i64);
        self.emit(&[Instruction::I64x2Splat]);
        self.number(true, (value >> 64) as i64);
        self.emit(&[Instruction::I64x2ReplaceLane(1)]);
    }

    /// Picks `lanes` of two vectors: those of the first, and zeros elsewhere; those of the second, and zeros elsewhere;
    /// and both together. A swizzle gives zero for a lane there is not.
    fn shuffle(&mut self, lanes: [u8; 16]) {
        const NONE: u8 = 0xff;
        let (first, second) = (self.zero + 3, self.zero + 4);
        self.emit(&[Instruction::LocalSet(second), Instruction::LocalSet(first), Instruction::LocalGet(first)]);
        self.vector(lanes.map(|lane| if lane < 16 { lane } else { NONE }));
        self.emit(&[Instruction::I8x16Swizzle, Instruction::LocalGet(second)]);
        self.vector(lanes.map(|lane| lane.checked_sub(16).unwrap_or(NONE)));
        self.emit(&[Instruction::I8x16Swizzle, Instruction::V128Or]);
    }

    /// A number of 32 bits, or of 64 if it is `wide`. It starts from a local that is zero, so that the interpreter does not
    /// fold the sum into a constant.
    fn number(&mut self, wide: bool, value: i64) {
        use Instruction::{I32Add, I32Const, I32Shl, I64Add, I64Const, I64Shl};
        let mut parts = Vec::new();
        let mut rest = value;
        while parts.is_empty() || rest != 0 {
            let low = rest as i16;
            parts.push(low);
            rest = match wide {
                true => rest.wrapping_sub(low.into()) >> 16,
                false => i64::from((rest as i32).wrapping_sub(low.into()) >> 16),
            };
            if parts.len() == if wide { 4 } else { 2 } {
                break;
            }
        }
        self.emit(&[Instruction::LocalGet(self.zero + if wide { 2 } else { 0 })]);
        for (at, part) in parts.iter().rev().enumerate() {
            if at > 0 {
                self.emit(&if wide { [I64Const(16), I64Shl] } else { [I32Const(16), I32Shl] });
            }
            self.emit(&match wide {
                true => [I64Const((*part).into()), I64Add],
                false => [I32Const((*part).into()), I32Add],
            });
        }
    }

    /// An operator of a function whose branches may be far; its bytes are `own`.
    fn branch(&mut self, operator: &Operator<'_>, own: &[u8]) -> Result<(), InstrumentError> {
        let condition = self.zero + 1;
        match operator {
            Operator::Block { blockty } | Operator::Loop { blockty } => {
                let (takes, leaves) = self.block_signature(*blockty)?;
                let branch = if matches!(operator, Operator::Loop { .. }) { takes } else { leaves };
                self.out.extend_from_slice(own);
                self.open.push(Open { label: self.depth, branch, part: Part::Plain });
                self.depth += 1;
            }
            Operator::If { blockty } => {
                let (takes, leaves) = self.block_signature(*blockty)?;
                let through = self.types.through(&takes);
                self.emit(&[Instruction::LocalSet(condition)]);
                // The block that the source's is, without its first byte, which says `if`.
                Instruction::Block(BlockType::Empty).encode(&mut self.out);
                self.out.pop();
                self.out.extend_from_slice(own.get(1..).unwrap_or_default());
                self.open.push(Open { label: self.depth, branch: leaves, part: Part::Then });
                self.depth += 2;
                self.emit(&[
                    Instruction::Block(through),
                    Instruction::Block(through),
                    Instruction::LocalGet(condition),
                    Instruction::BrTable(Cow::Borrowed(&[1]), 0),
                    Instruction::End,
                ]);
            }
            Operator::Else => {
                self.second_arm();
                if let Some(open) = self.open.last_mut() {
                    open.part = Part::Plain;
                }
            }
            Operator::End => {
                if self.open.pop().is_some_and(|open| open.part == Part::Then) {
                    self.second_arm();
                }
                self.depth -= 1;
                self.emit(&[Instruction::End]);
            }
            Operator::Br { relative_depth } => {
                let depth = self.depth_of(*relative_depth)?;
                self.emit(&[Instruction::Br(depth)]);
            }
            Operator::BrIf { relative_depth } => {
                let depth = self.depth_of(*relative_depth)? + 1;
                let carried = self.open.iter().rev().nth(*relative_depth as usize);
                let carried = carried.map(|open| open.branch.clone()).unwrap_or_default();
                let through = self.types.through(&carried);
                self.emit(&[
                    Instruction::LocalSet(condition),
                    Instruction::Block(through),
                    Instruction::LocalGet(condition),
                    Instruction::BrTable(Cow::Borrowed(&[0]), depth),
                    Instruction::End,
                ]);
            }
            Operator::BrTable { targets } => {
                let depths = targets.targets().map(|target| self.depth_of(target?));
                let depths = depths.collect::<Result<Vec<_>, _>>()?;
                let default = self.depth_of(targets.default())?;
                self.emit(&[Instruction::BrTable(Cow::Owned(depths), default)]);
            }
            _ => self.out.extend_from_slice(own),
        }
        Ok(())
    }

    /// Leaves the first arm of an `if`; what follows is the second.
    fn second_arm(&mut self) {
        self.emit(&[Instruction::Br(1), Instruction::End]);
        self.depth -= 1;
    }

    /// The types that a block takes and leaves.
    fn block_signature(&self, block: wasmparser::BlockType) -> Result<(Vec<ValType>, Vec<ValType>), InstrumentError> {
        Ok(match block {
            wasmparser::BlockType::Empty => (Vec::new(), Vec::new()),
            wasmparser::BlockType::Type(ty) => (Vec::new(), vec![value_type(ty)?]),
            wasmparser::BlockType::FuncType(ty) => {
                let signature = self.source.signature(ty)?;
                (value_types(signature.params())?, value_types(signature.results())?)
            }
        })
    }
}
