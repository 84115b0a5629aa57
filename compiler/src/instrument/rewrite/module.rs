//! Module: every body rewritten, with the counters' globals and exports.

use super::block_types::BlockTypes;
use super::body::{BodyPlan, BodyWriter, Injection, StackPoint};
use super::sections::{SECTION_ORDER, extended};
use crate::instrument::analysis::{Frame, ModuleAnalysis};
use crate::instrument::cfg::{BasicBlock, basic_blocks};
use crate::instrument::compile_cost::compile_cost;
use crate::instrument::gas::charge_points::charge_points;
use crate::instrument::reader::body::ParsedBody;
use crate::instrument::reader::module::ParsedModule;
use crate::instrument::reader::operator::Op;
use crate::instrument::stack::call_analysis::CallAnalysis;
use crate::instrument::stack::counter::StackCounter;
use crate::instrument::{FunctionPlan, GAS_GLOBAL, Granularity, InstrumentError, InstrumentOptions, Instrumented};
use crate::instrument::{MODULE_GAS_MAX, STACK_GLOBAL, metered_code_max};
use crate::instrument::{Marks, PLACE_GLOBAL};
use crate::probe::NO_PLACE;
use allod_core::InstructionPrices;
use wasm_encoder::{CodeSection, ConstExpr, ExportKind, ExportSection, GlobalSection, GlobalType, RawSection};
use wasm_encoder::{SectionId, ValType};
use wasmparser::{Validator, WasmFeatures};

/// The features that the result may use: all that the gate can be told to allow, and no others.
const OUTPUT_FEATURES: WasmFeatures = WasmFeatures::WASM1
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::SATURATING_FLOAT_TO_INT)
    .union(WasmFeatures::MULTI_VALUE)
    .union(WasmFeatures::BULK_MEMORY)
    .union(WasmFeatures::SIMD)
    .union(WasmFeatures::THREADS);

/// Parses, analyses, rewrites and validates.
pub(crate) fn instrument(
    wasm: &[u8],
    prices: &InstructionPrices,
    options: InstrumentOptions,
    marks: Option<&Marks<'_>>,
) -> Result<Instrumented, InstrumentError> {
    let source = ParsedModule::parse(wasm)?;
    let ModuleAnalysis { calls, frames, bodies } = ModuleAnalysis::of(&source)?;
    let mut retained = bodies.into_iter();
    let [gas, stack, place] = [0, 1, 2].map(|n| source.globals.saturating_add(n));
    let injection = Injection { gas, stack, place: marks.map(|_| place), prices };
    let types = BlockTypes::new(&source);
    let mut rewriter = Rewriter { source: &source, calls: &calls, injection, options, marks, types };
    let (mut code, mut functions, mut total) = (CodeSection::new(), Vec::with_capacity(frames.len()), 0u64);
    for (node, (body, frame)) in source.bodies.iter().zip(&frames).enumerate() {
        let body = match retained.next() {
            Some(body) => body,
            None => ParsedBody::read(source.imported + node as u32, body)?,
        };
        let Rewritten { bytes, gas, plan } = rewriter.function(node, &body, frame)?;
        total = total.saturating_add(gas);
        functions.push(plan);
        code.raw(&bytes);
        let (bytes, limit) = (code.byte_len() as u64, metered_code_max(wasm.len(), frames.len()));
        if bytes > limit && options.granularity == Granularity::Region && marks.is_none() {
            return Err(InstrumentError::Growth { bytes, from: wasm.len() as u64, limit });
        }
    }
    if total > MODULE_GAS_MAX {
        return Err(InstrumentError::TooDear { cost: total, limit: MODULE_GAS_MAX });
    }
    let wasm = assemble(&source, &rewriter.types, injection, &code)?;
    let validated = Validator::new_with_features(OUTPUT_FEATURES).validate_all(&wasm);
    validated.map_err(|e| InstrumentError::Output { reason: e.message().to_owned(), offset: e.offset() })?;
    Ok(Instrumented { wasm, code_bytes: code.byte_len(), functions })
}

/// The rewriting of one module's functions.
struct Rewriter<'s, 'a> {
    source: &'s ParsedModule<'a>,
    calls: &'s CallAnalysis,
    injection: Injection<'s>,
    options: InstrumentOptions,
    marks: Option<&'s Marks<'s>>,
    types: BlockTypes,
}

/// A function that meters itself.
struct Rewritten {
    /// Its body.
    bytes: Vec<u8>,
    /// The gas of all its operators, each counted once.
    gas: u64,
    plan: FunctionPlan,
}

impl Rewriter<'_, '_> {
    /// The function of call graph node `node`.
    fn function(&mut self, node: usize, body: &ParsedBody<'_>, frame: &Frame) -> Result<Rewritten, InstrumentError> {
        let signature = self.source.signature_of(body.function)?;
        let blocks = self.blocks(node, body)?;
        let charges = charge_points(&blocks, self.options.granularity);
        let cost = self.calls.stack_cost(node);
        let body_plan = BodyPlan {
            added: frame.added,
            stack_point: cost.map(|cost| StackPoint { cost, counter: StackCounter::of(body, self.calls) }),
            restores: self.calls.restores(node),
            results: self.types.results_of(signature)?,
        };
        let marks = self.marks.map_or_else(Vec::new, |marks| marks(body.function));
        let writer = BodyWriter::new(self.source.bytes, body, self.calls, self.injection, body_plan);
        let bytes = writer.write(&charges, &marks)?;
        let added = frame.added.locals().len();
        let locals = signature.params().len() as u64 + body.declared_locals() + added as u64;
        let plan = FunctionPlan {
            frame_bytes: frame.bytes,
            locals: added as u32,
            stack_cost: cost,
            charges: charges.iter().filter(|charge| charge.gas > 0).count() as u32,
            checks: charges.iter().filter(|charge| charge.checked).count() as u32,
            compile_cost: compile_cost(self.source, body, locals, bytes.len() as u64)?,
        };
        Ok(Rewritten { bytes, gas: blocks.iter().fold(0, |sum: u64, block| sum.saturating_add(block.gas)), plan })
    }

    /// The control-flow graph of the function of node `node`, with the gas of each block.
    fn blocks(&self, node: usize, body: &ParsedBody<'_>) -> Result<Vec<BasicBlock>, InstrumentError> {
        let prices = self.injection.prices;
        let entry = body.declared_locals().saturating_mul(u64::from(prices.local));
        let price = |at: usize, operator: &Op| match operator.cost_class {
            Some(class) => Ok(class.price(prices)),
            None => {
                let operator = format!("{:?}", operator.opcode);
                let offset = body.offsets.get(at).map_or(0, |offset| *offset as u64);
                Err(InstrumentError::Unpriced { operator, function: body.function, offset })
            }
        };
        let apart = self.options.granularity == Granularity::Operator;
        basic_blocks(body, apart, entry, price, |operator| self.calls.recurses(node, operator))
    }
}

/// The module of the source's sections, with added types, globals and exports, and the new code. Custom sections are left
/// out.
fn assemble(
    source: &ParsedModule<'_>,
    types: &BlockTypes,
    injection: Injection<'_>,
    code: &CodeSection,
) -> Result<Vec<u8>, InstrumentError> {
    let mut globals = GlobalSection::new();
    let counter = |val_type| GlobalType { val_type, mutable: true, shared: false };
    globals.global(counter(ValType::I64), &ConstExpr::i64_const(0));
    globals.global(counter(ValType::I32), &ConstExpr::i32_const(0));
    let mut exports = ExportSection::new();
    exports.export(GAS_GLOBAL, ExportKind::Global, injection.gas);
    exports.export(STACK_GLOBAL, ExportKind::Global, injection.stack);
    if let Some(place) = injection.place {
        globals.global(counter(ValType::I32), &ConstExpr::i32_const(NO_PLACE));
        exports.export(PLACE_GLOBAL, ExportKind::Global, place);
    }

    let mut module = wasm_encoder::Module::new();
    for id in SECTION_ORDER {
        let own = source.sections.get(&(id as u8)).and_then(|range| source.bytes.get(range.clone()));
        let data = match (id, own) {
            (SectionId::Type, own) => extended(own, types.added())?,
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
