//! The same module with narrow frames, for an interpreter that keeps a function's constants in every frame of it.
//!
//! Such an interpreter is wasmi. It writes a constant that does not fit into its instruction into the frame of each call,
//! and so it does with a conditional branch to a place that is far away. A function made of nothing but those takes a
//! quarter of a megabyte of the interpreter's memory, and the time to fill it, for each call that it costs a few units
//! of gas to make. So a function that has too many is written anew:
//!
//! | it has | and becomes |
//! |---|---|
//! | a constant beyond the first few | a sum and shift of small ones and a local that is zero |
//! | `br_if`, `if`, where branches may be far | a `br_table` of two targets, which may be any way off |
//! | a read of an immutable global, which is a constant | a read of a mutable one |
//!
//! What the function does is what it did, charges and all. The module is for the interpreter alone: the compiler is
//! given the one it was made of.

use super::InstrumentError;
use super::module::{SECTION_ORDER, extended};
use super::source::{Body, Source};
use super::write::value_type;
use std::borrow::Cow;
use std::collections::BTreeMap;
use wasm_encoder::{BlockType, CodeSection, Encode, Instruction, RawSection, SectionId, TypeSection, ValType};
use wasmparser::{BinaryReader, FuncType, GlobalSectionReader, Operator};

/// How wide a frame may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Narrow {
    /// Constants of one function, also after the interpreter has worked some out from others.
    pub constants: usize,
    /// Words of the interpreter's code that a branch reaches, whichever way.
    pub reach: usize,
}

/// A body of fewer bytes has neither many constants nor far branches.
fn is_short(bytes: usize, narrow: &Narrow) -> bool {
    bytes < narrow.constants * 2 && bytes < narrow.reach / 32
}

/// `metered`, which metering has written, with frames no wider than `narrow`. Most modules are as they should be.
///
/// # Errors
/// [`InstrumentError::Malformed`] for bytes that metering has not written.
pub fn narrow<'m>(metered: &'m [u8], narrow: &Narrow) -> Result<Cow<'m, [u8]>, InstrumentError> {
    let source = Source::read(metered)?;
    let mut shapes = Shapes { first: source.types.len() as u32, found: BTreeMap::new(), added: TypeSection::new() };
    let mut anew = BTreeMap::new();
    for (function, body) in (source.imported..).zip(&source.bodies) {
        if !is_short(body.as_bytes().len(), narrow)
            && let Some(written) = written(&source, &Body::read(function, body)?, narrow, &mut shapes)?
        {
            anew.insert(function, written);
        }
    }
    if anew.is_empty() {
        return Ok(Cow::Borrowed(metered));
    }
    let mut code = CodeSection::new();
    for (function, body) in (source.imported..).zip(&source.bodies) {
        code.raw(anew.get(&function).map_or(body.as_bytes(), Vec::as_slice));
    }
    assemble(&source, &shapes, &code).map(Cow::Owned)
}

/// The body written anew, if it has to be.
fn written(
    source: &Source<'_>,
    body: &Body<'_>,
    narrow: &Narrow,
    shapes: &mut Shapes,
) -> Result<Option<Vec<u8>>, InstrumentError> {
    let (constants, words) = measure(source, body)?;
    if constants <= narrow.constants && words <= narrow.reach {
        return Ok(None);
    }
    let signature = source.signature_of(body.function)?;
    let zero = signature.params().len() as u32 + body.declared_locals() as u32;
    let results = signature.results().iter().map(|ty| value_type(*ty)).collect::<Result<_, _>>()?;
    let writer = Writer {
        source,
        shapes,
        far: words > narrow.reach,
        left: narrow.constants,
        zero,
        out: Vec::with_capacity(2 * body.operators.len()),
        open: vec![Open { label: 0, branch: results, part: Part::Plain }],
        depth: 1,
    };
    writer.write(body).map(Some)
}

/// The constants of a function, and more words than the interpreter's code for it has.
fn measure(source: &Source<'_>, body: &Body<'_>) -> Result<(usize, usize), InstrumentError> {
    let (mut constants, mut words) = (0, 0usize);
    for operator in &body.operators {
        words += 4 + match operator {
            Operator::Call { function_index } => width(source.signature_of(*function_index)?),
            Operator::CallIndirect { type_index, .. } => width(source.signature(*type_index)?),
            Operator::BrTable { targets } => 24 * (targets.len() as usize + 1),
            Operator::Block { .. } | Operator::Loop { .. } | Operator::If { .. } => 64,
            Operator::Br { .. } | Operator::BrIf { .. } | Operator::Return => 24,
            _ => 0,
        };
        constants += usize::from(is_constant(operator) || matches!(operator, Operator::GlobalGet { .. }));
    }
    Ok((constants, words))
}

fn width(signature: &FuncType) -> usize {
    signature.params().len() + signature.results().len()
}

fn is_constant(operator: &Operator<'_>) -> bool {
    use Operator::{F32Const, F64Const, I32Const, I64Const};
    matches!(operator, I32Const { .. } | I64Const { .. } | F32Const { .. } | F64Const { .. })
}

/// Types that blocks need and the module may not have.
struct Shapes {
    first: u32,
    found: BTreeMap<Vec<u8>, u32>,
    added: TypeSection,
}

impl Shapes {
    /// A block that takes `types` and leaves them.
    fn through(&mut self, types: &[ValType]) -> BlockType {
        if types.is_empty() {
            return BlockType::Empty;
        }
        let mut key = Vec::new();
        types.iter().for_each(|ty| ty.encode(&mut key));
        let next = self.first + self.added.len();
        let index = *self.found.entry(key).or_insert(next);
        if index == next {
            self.added.ty().function(types.iter().copied(), types.iter().copied());
        }
        BlockType::FunctionType(index)
    }
}

/// A block of the source that is open.
struct Open {
    /// Where its label stands among those that are open in what is written, the outermost first.
    label: u32,
    /// What a branch to it carries.
    branch: Vec<ValType>,
    part: Part,
}

/// What is written of a block of the source.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The block itself.
    Plain,
    /// The first arm of an `if`: two blocks.
    Then,
}

/// The writer of one body.
struct Writer<'w, 'a> {
    source: &'w Source<'a>,
    shapes: &'w mut Shapes,
    /// Whether branches may be far.
    far: bool,
    /// Constants that may still stand as they are.
    left: usize,
    /// The first of three locals: an `i32` and an `i64` of zero, and an `i32` for conditions.
    zero: u32,
    out: Vec<u8>,
    open: Vec<Open>,
    /// How many labels are open in what is written.
    depth: u32,
}

impl Writer<'_, '_> {
    fn write(mut self, body: &Body<'_>) -> Result<Vec<u8>, InstrumentError> {
        let added = [(2, ValType::I32), (1, ValType::I64)];
        (body.locals.len() as u32 + added.len() as u32).encode(&mut self.out);
        for (count, ty) in body.locals.iter() {
            count.encode(&mut self.out);
            value_type(*ty)?.encode(&mut self.out);
        }
        for (count, ty) in added {
            u32::encode(&count, &mut self.out);
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

    /// A constant, of small ones that stand in their instructions. The local hides from the interpreter that it could
    /// work out what comes of it.
    fn constant(&mut self, operator: &Operator<'_>) {
        use Instruction::{F32ReinterpretI32, F64ReinterpretI64, I32Add, I32Const, I32Shl, I64Add, I64Const, I64Shl};
        let (wide, value) = match operator {
            Operator::I32Const { value } => (false, i64::from(*value)),
            Operator::F32Const { value } => (false, i64::from(value.bits() as i32)),
            Operator::I64Const { value } => (true, *value),
            Operator::F64Const { value } => (true, value.bits() as i64),
            _ => return,
        };
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
        match operator {
            Operator::F32Const { .. } => self.emit(&[F32ReinterpretI32]),
            Operator::F64Const { .. } => self.emit(&[F64ReinterpretI64]),
            _ => {}
        }
    }

    /// An operator of a function whose branches may be far; its bytes are `own`.
    fn branch(&mut self, operator: &Operator<'_>, own: &[u8]) -> Result<(), InstrumentError> {
        let condition = self.zero + 1;
        match operator {
            Operator::Block { blockty } | Operator::Loop { blockty } => {
                let (takes, leaves) = self.types(*blockty)?;
                let branch = if matches!(operator, Operator::Loop { .. }) { takes } else { leaves };
                self.out.extend_from_slice(own);
                self.open.push(Open { label: self.depth, branch, part: Part::Plain });
                self.depth += 1;
            }
            Operator::If { blockty } => {
                let (takes, leaves) = self.types(*blockty)?;
                let through = self.shapes.through(&takes);
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
                let through = self.shapes.through(&carried);
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

    /// What a block takes and leaves.
    fn types(&self, block: wasmparser::BlockType) -> Result<(Vec<ValType>, Vec<ValType>), InstrumentError> {
        let all = |types: &[wasmparser::ValType]| types.iter().map(|ty| value_type(*ty)).collect::<Result<Vec<_>, _>>();
        Ok(match block {
            wasmparser::BlockType::Empty => (Vec::new(), Vec::new()),
            wasmparser::BlockType::Type(ty) => (Vec::new(), vec![value_type(ty)?]),
            wasmparser::BlockType::FuncType(ty) => {
                let signature = self.source.signature(ty)?;
                (all(signature.params())?, all(signature.results())?)
            }
        })
    }
}

/// The module with its new types and code, and all its globals mutable.
fn assemble(source: &Source<'_>, shapes: &Shapes, code: &CodeSection) -> Result<Vec<u8>, InstrumentError> {
    let mut module = wasm_encoder::Module::new();
    for id in SECTION_ORDER {
        let Some(own) = source.sections.get(&(id as u8)).and_then(|range| source.bytes.get(range.clone())) else {
            continue;
        };
        let data = match id {
            SectionId::Type => Cow::Owned(extended(Some(own), &shapes.added)?),
            SectionId::Global => Cow::Owned(mutable(own)?),
            SectionId::Code => {
                module.section(code);
                continue;
            }
            _ => Cow::Borrowed(own),
        };
        module.section(&RawSection { id: id as u8, data: &data });
    }
    Ok(module.finish())
}

/// A section of globals with all of them mutable. None is imported, so no other refers to it as a constant.
fn mutable(own: &[u8]) -> Result<Vec<u8>, InstrumentError> {
    let mut section = own.to_vec();
    for global in GlobalSectionReader::new(BinaryReader::new(own, 0))?.into_iter_with_offsets() {
        // The type is a byte; behind it stands whether the global is mutable.
        let at = global?.0 as usize + 1;
        section[at] = 1;
    }
    Ok(section)
}
