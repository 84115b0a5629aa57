//! The module with its new bodies, globals and exports.

use super::body::{Injected, Layout, Writer, value_type};
use super::locals::Scratch;
use crate::instrument::cfg::{Block, blocks};
use crate::instrument::compile_cost::compiling;
use crate::instrument::gas::charge_points;
use crate::instrument::reader::module::{Body, Source};
use crate::instrument::reader::operator::Op;
use crate::instrument::stack::call_graph::{CallGraph, Calls};
use crate::instrument::stack::counter::Depth;
use crate::instrument::stack::frame_size::frame_bytes;
use crate::instrument::{FunctionPlan, GAS_GLOBAL, Granularity, InstrumentError, InstrumentOptions, Instrumented};
use crate::instrument::{MOST_GAS, STACK_GLOBAL, most_code};
use allod_core::InstructionPrices;
use std::collections::BTreeMap;
use wasm_encoder::{BlockType, CodeSection, Encode, ExportKind, ExportSection, GlobalSection, GlobalType, ValType};
use wasm_encoder::{ConstExpr, RawSection, Section, SectionId, TypeSection};
use wasmparser::{BinaryReader, FuncType, Validator, WasmFeatures};

/// Reads, plans, writes and validates.
pub(crate) fn instrument(
    wasm: &[u8],
    prices: &InstructionPrices,
    options: InstrumentOptions,
) -> Result<Instrumented, InstrumentError> {
    let source = Source::read(wasm)?;
    let Survey { calls, layouts, bodies } = survey(&source)?;
    let mut bodies = bodies.into_iter();
    let [gas, stack] = [0, 1].map(|n| source.globals.saturating_add(n));
    let injected = Injected { gas, stack, prices };
    let mut types = ResultTypes { first: source.types.len() as u32, found: BTreeMap::new(), added: Vec::new() };
    let (mut code, mut functions, mut total) = (CodeSection::new(), Vec::with_capacity(layouts.len()), 0u64);
    for (node, (body, (frame, scratch))) in source.bodies.iter().zip(&layouts).enumerate() {
        let body = match bodies.next() {
            Some(read) => read,
            None => Body::read(source.imported + node as u32, body)?,
        };
        let blocks = blocks_of(&body, node, &calls, prices, options)?;
        total = blocks.iter().fold(total, |sum, block| sum.saturating_add(block.cost));
        let plan = charge_points::plan(&blocks, options.granularity);
        let results = types.block(source.signature_of(body.function)?)?;
        let counted = calls.weight(node).map(|weight| (weight, Depth::of(&body, &calls)));
        let layout = Layout { scratch: *scratch, counted, restores: calls.restores(node), results };
        let written = Writer::new(wasm, &body, &calls, injected, layout).write(&plan)?;
        let params = source.signature_of(body.function)?.params().len() as u64;
        let locals = params + body.declared_locals() + scratch.locals().len() as u64;
        functions.push(FunctionPlan {
            frame: *frame,
            locals: scratch.locals().len() as u32,
            counted: calls.weight(node),
            charges: plan.iter().filter(|charge| charge.cost > 0).count() as u32,
            checks: plan.iter().filter(|charge| charge.checked).count() as u32,
            compiling: compiling(&source, &body, locals, written.len() as u64)?,
        });
        code.raw(&written);
        let (bytes, limit) = (code.byte_len() as u64, most_code(wasm.len(), layouts.len()));
        if bytes > limit && options.granularity == Granularity::Region {
            return Err(InstrumentError::Growth { bytes, from: wasm.len() as u64, limit });
        }
    }
    if total > MOST_GAS {
        return Err(InstrumentError::TooDear { cost: total, limit: MOST_GAS });
    }
    let wasm = assemble(&source, &types, injected, &code)?;
    let validated = Validator::new_with_features(OUTPUT_FEATURES).validate_all(&wasm);
    validated.map_err(|e| InstrumentError::Output { reason: e.message().to_owned(), offset: e.offset() })?;
    Ok(Instrumented { wasm, code_bytes: code.byte_len(), functions })
}

/// What the result may use: all that the gate can be told to let through, and nothing else.
const OUTPUT_FEATURES: WasmFeatures = WasmFeatures::WASM1
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::SATURATING_FLOAT_TO_INT)
    .union(WasmFeatures::MULTI_VALUE)
    .union(WasmFeatures::BULK_MEMORY)
    .union(WasmFeatures::SIMD)
    .union(WasmFeatures::THREADS);

/// Operators, of all bodies together, that are kept from the first reading to the second: some 28 MiB.
const KEPT_OPERATORS: usize = 1_000_000;

/// What has to be known of all functions before any is written.
struct Survey<'a> {
    calls: Calls,
    /// Every function's frame and added locals.
    layouts: Vec<(u32, Scratch)>,
    /// The first bodies, read.
    bodies: Vec<Body<'a>>,
}

/// Reads every body.
fn survey<'a>(source: &Source<'a>) -> Result<Survey<'a>, InstrumentError> {
    let mut graph = CallGraph::new(source);
    let mut layouts = Vec::with_capacity(source.bodies.len());
    let (mut bodies, mut left) = (Vec::new(), KEPT_OPERATORS);
    for (node, body) in source.bodies.iter().enumerate() {
        let body = Body::read(source.imported + node as u32, body)?;
        let scratch = Scratch::of(source, &body)?;
        layouts.push((frame_bytes(source, &body, &scratch)?, scratch));
        graph.add(&body);
        left = left.saturating_sub(body.operators.len());
        if left > 0 {
            bodies.push(body);
        }
    }
    let frames: Vec<u32> = layouts.iter().map(|(frame, _)| *frame).collect();
    Ok(Survey { calls: graph.solve(&frames), layouts, bodies })
}

/// One function's blocks.
fn blocks_of(
    body: &Body<'_>,
    node: usize,
    calls: &Calls,
    prices: &InstructionPrices,
    options: InstrumentOptions,
) -> Result<Vec<Block>, InstrumentError> {
    let entry = body.declared_locals().saturating_mul(u64::from(prices.local));
    let price = |at: usize, operator: &Op| match operator.class {
        Some(class) => Ok(class.price(prices)),
        None => {
            let operator = format!("{:?}", operator.name);
            let offset = body.offsets.get(at).map_or(0, |offset| *offset as u64);
            Err(InstrumentError::Unpriced { operator, function: body.function, offset })
        }
    };
    let apart = options.granularity == Granularity::Operator;
    blocks(body, apart, entry, price, |operator| calls.recurses(node, operator))
}

/// Types that instrumentation adds: `() -> results`, for blocks that leave several values.
struct ResultTypes {
    first: u32,
    found: BTreeMap<Vec<u8>, u32>,
    added: Vec<Vec<ValType>>,
}

impl ResultTypes {
    /// A block that leaves what a function of this signature returns.
    fn block(&mut self, signature: &FuncType) -> Result<BlockType, InstrumentError> {
        let results = signature.results().iter().map(|ty| value_type(*ty)).collect::<Result<Vec<_>, _>>()?;
        match results.as_slice() {
            [] => return Ok(BlockType::Empty),
            [one] => return Ok(BlockType::Result(*one)),
            _ => {}
        }
        let mut key = Vec::new();
        results.iter().for_each(|ty| ty.encode(&mut key));
        let next = self.first + self.added.len() as u32;
        let index = *self.found.entry(key).or_insert(next);
        if index == next {
            self.added.push(results);
        }
        Ok(BlockType::FunctionType(index))
    }
}

/// Puts the sections together: the source's own, but types, globals and exports with what is added, and the new
/// code. Custom sections are left out.
fn assemble(
    source: &Source<'_>,
    types: &ResultTypes,
    injected: Injected<'_>,
    code: &CodeSection,
) -> Result<Vec<u8>, InstrumentError> {
    let mut added_types = TypeSection::new();
    types.added.iter().for_each(|results| {
        added_types.ty().function([], results.iter().copied());
    });
    let mut globals = GlobalSection::new();
    let counter = |val_type| GlobalType { val_type, mutable: true, shared: false };
    globals.global(counter(ValType::I64), &ConstExpr::i64_const(0));
    globals.global(counter(ValType::I32), &ConstExpr::i32_const(0));
    let mut exports = ExportSection::new();
    exports.export(GAS_GLOBAL, ExportKind::Global, injected.gas);
    exports.export(STACK_GLOBAL, ExportKind::Global, injected.stack);

    let mut module = wasm_encoder::Module::new();
    for id in SECTION_ORDER {
        let own = source.sections.get(&(id as u8)).and_then(|range| source.bytes.get(range.clone()));
        let data = match (id, own) {
            (SectionId::Type, own) => extended(own, &added_types)?,
            (SectionId::Global, own) => extended(own, &globals)?,
            (SectionId::Export, own) => extended(own, &exports)?,
            (SectionId::Code, _) => {
                module.section(code);
                continue;
            }
            (_, Some(own)) => own.to_vec(),
            (_, None) => continue,
        };
        module.section(&RawSection { id: id as u8, data: &data });
    }
    Ok(module.finish())
}

/// The order of sections in a module.
pub(crate) const SECTION_ORDER: [SectionId; 11] = [
    SectionId::Type,
    SectionId::Import,
    SectionId::Function,
    SectionId::Table,
    SectionId::Memory,
    SectionId::Global,
    SectionId::Export,
    SectionId::Element,
    SectionId::DataCount,
    SectionId::Code,
    SectionId::Data,
];

/// A section that is a list, with the items of `added` after its own.
pub(crate) fn extended(own: Option<&[u8]>, added: &impl Section) -> Result<Vec<u8>, InstrumentError> {
    // A section encodes itself as its size and then its content.
    let mut encoded = Vec::new();
    added.encode(&mut encoded);
    let mut added = BinaryReader::new(&encoded, 0);
    added.read_var_u32()?;
    let mut own = BinaryReader::new(own.unwrap_or(&[0]), 0);
    let count = own.read_var_u32()?.saturating_add(added.read_var_u32()?);
    let mut content = Vec::new();
    count.encode(&mut content);
    for reader in [&mut own, &mut added] {
        content.extend_from_slice(reader.read_bytes(reader.bytes_remaining())?);
    }
    Ok(content)
}
