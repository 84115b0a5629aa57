//! Assembly: numbers become indices, and sections a module.

use super::lines::{Collector, SECTION};
use crate::diagnostic::{Code as Kind, Diagnostic};
use crate::ir::Body;
use crate::limits;
use crate::lower::code::{Code, Register};
use crate::lower::module::{Callee, Lowered as Function, Module};
use crate::lower::{Lowered, Options, internal};
use crate::syntax::files::{Files, Span};
use std::borrow::Cow;
use wasm_encoder as wasm;
use wasm_encoder::{BlockType, ConstExpr, Instruction as I, ValType};

/// Bytes of a page of memory.
const PAGE: u32 = 1 << 16;

/// The export of the address behind all memory that is in use, a global of a module that initialises.
pub const HEAP: &str = "heap";

/// The order of memory behind the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lower) enum Layout {
    /// The stack of aggregates, then the heap, which grows.
    HeapLast,
    /// The heap, then the stack. Memory can't grow, and where the heap ends is exported.
    StackLast,
}

/// Indices of what a module names by numbers.
struct Indices {
    /// Indices of functions, by number.
    functions: Vec<u32>,
    /// Indices of globals, by register.
    globals: [u32; Register::GLOBALS.len()],
    /// The lowest address of the stack of aggregates.
    stack_end: u32,
}

/// Puts a module together.
pub(in crate::lower) fn assemble(
    module: Module<'_>,
    files: &Files,
    options: &Options,
    layout: Layout,
) -> Result<Lowered, Diagnostic> {
    let data_end = module.image.end().next_multiple_of(16);
    let stack = if module.uses_stack { limits::STACK_BYTES } else { 0 };
    let pages = (data_end + stack).div_ceil(PAGE).max(1) + options.heap_pages;
    let end = pages.saturating_mul(PAGE);
    let (stack_end, heap, limit) = match layout {
        Layout::HeapLast => (data_end, data_end + stack, end),
        Layout::StackLast => (end - stack, data_end, end - stack),
    };
    let mut used = used_globals(&module.lowered);
    used[Register::Heap.number() as usize] |= layout == Layout::StackLast;
    let mut next = 0;
    let globals = used.map(|used| {
        next += u32::from(used);
        next.saturating_sub(1)
    });
    let indices = Indices { functions: function_indices(&module.lowered), globals, stack_end };
    let types = used_types(&module);

    let mut wasm = wasm::Module::new();
    let mut section = wasm::TypeSection::new();
    for (ty, _) in module.types.all.iter().zip(&types).filter(|(_, index)| index.is_some()) {
        section.ty().function(ty.params.iter().copied(), ty.results.iter().copied());
    }
    wasm.section(&section);
    let type_index = |ty: u32| types.get(ty as usize).copied().flatten().unwrap_or(ty);
    imports(&module, &type_index, &mut wasm);
    let mut functions = wasm::FunctionSection::new();
    for one in module.lowered.iter().filter(|one| one.code.is_some() && !one.unused) {
        functions.function(type_index(one.ty));
    }
    wasm.section(&functions);
    if !module.table.is_empty() {
        let entries = module.table.len() as u64 + 1;
        let element_type = wasm::RefType::FUNCREF;
        let mut tables = wasm::TableSection::new();
        tables.table(wasm::TableType {
            element_type,
            table64: false,
            minimum: entries,
            maximum: Some(entries),
            shared: false,
        });
        wasm.section(&tables);
    }
    let mut memories = wasm::MemorySection::new();
    memories.memory(wasm::MemoryType {
        minimum: pages.into(),
        maximum: (layout == Layout::StackLast).then_some(pages.into()),
        memory64: false,
        shared: false,
        page_size_log2: None,
    });
    wasm.section(&memories);
    let values = [stack_end + stack, heap, limit];
    let mut section = wasm::GlobalSection::new();
    for (value, _) in values.iter().zip(used).filter(|(_, used)| *used) {
        let ty = wasm::GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        section.global(ty, &ConstExpr::i32_const(*value as i32));
    }
    if !section.is_empty() {
        wasm.section(&section);
    }
    exports(&module, &indices, layout, &mut wasm)?;
    if !module.table.is_empty() {
        let entries: Vec<u32> = module.table.iter().map(|number| indices.functions[*number as usize]).collect();
        let mut elements = wasm::ElementSection::new();
        elements.active(None, &ConstExpr::i32_const(1), wasm::Elements::Functions(Cow::Owned(entries)));
        wasm.section(&elements);
    }
    let mut lines = Collector::new(files);
    let mut codes = wasm::CodeSection::new();
    for (one, index) in module.lowered.iter().zip(&indices.functions) {
        let Some(code) = one.code.as_ref().filter(|_| !one.unused) else { continue };
        check(&module, one, code)?;
        lines.add(*index, spans(code));
        codes.function(&encode(code, &indices, &type_index));
    }
    wasm.section(&codes);
    let mut data = wasm::DataSection::new();
    for (at, bytes) in module.image.runs() {
        data.active(0, &ConstExpr::i32_const(at as i32), bytes.iter().copied());
    }
    if !data.is_empty() {
        wasm.section(&data);
    }
    let lines = lines.finish();
    if options.names {
        wasm.section(&super::names::names(&module, &indices.functions));
    }
    if options.lines {
        wasm.section(&wasm::CustomSection { name: SECTION.into(), data: lines.encode().into() });
    }
    let wasm = wasm.finish();
    if wasm.len() > limits::MODULE_BYTES {
        let text = format!("a module of {} bytes, the limit is {}", wasm.len(), limits::MODULE_BYTES);
        return Err(Diagnostic::new(Kind::Limit, Span::default(), text));
    }
    Ok(Lowered { wasm, lines })
}

/// Imports come first, then all others, each in the order in which they were reached.
fn function_indices(lowered: &[Function]) -> Vec<u32> {
    let mut import = 0;
    let mut own = lowered.iter().filter(|one| one.code.is_none() && !one.unused).count() as u32;
    let index = |one: &Function| {
        let next = if one.code.is_none() { &mut import } else { &mut own };
        *next += u32::from(!one.unused);
        next.saturating_sub(1)
    };
    lowered.iter().map(index).collect()
}

/// Indices of types, by number; nothing for those that no function and no operator has.
fn used_types(module: &Module<'_>) -> Vec<Option<u32>> {
    let mut used = vec![false; module.types.all.len()];
    for one in module.lowered.iter().filter(|one| !one.unused) {
        used[one.ty as usize] = true;
        for step in one.code.iter().flat_map(|code| &code.steps) {
            if let Some(ty) = type_of(&step.op) {
                used[ty as usize] = true;
            }
        }
    }
    let mut next = 0;
    let index = |used: bool| {
        next += u32::from(used);
        used.then(|| next - 1)
    };
    used.into_iter().map(index).collect()
}

/// The number of the type that an operator names.
fn type_of(op: &I<'_>) -> Option<u32> {
    match op {
        I::Block(BlockType::FunctionType(ty)) | I::Loop(BlockType::FunctionType(ty)) => Some(*ty),
        I::If(BlockType::FunctionType(ty)) => Some(*ty),
        I::CallIndirect { type_index, .. } => Some(*type_index),
        _ => None,
    }
}

fn used_globals(lowered: &[Function]) -> [bool; Register::GLOBALS.len()] {
    let mut used = [false; Register::GLOBALS.len()];
    let kept = lowered.iter().filter(|one| !one.unused);
    for step in kept.filter_map(|one| one.code.as_ref()).flat_map(|code| &code.steps) {
        if let I::GlobalGet(global) | I::GlobalSet(global) = step.op
            && let Some(used) = used.get_mut(global as usize)
        {
            *used = true;
        }
    }
    used
}

fn imports(module: &Module<'_>, type_index: &dyn Fn(u32) -> u32, wasm: &mut wasm::Module) {
    let mut section = wasm::ImportSection::new();
    for one in module.lowered.iter().filter(|one| one.code.is_none() && !one.unused) {
        let Callee::Function(id) = one.callee else { continue };
        if let Body::Import { module, name } = &module.program.function(id).body {
            section.import(module, name, wasm::EntityType::Function(type_index(one.ty)));
        }
    }
    if !section.is_empty() {
        wasm.section(&section);
    }
}

fn exports(module: &Module<'_>, indices: &Indices, layout: Layout, wasm: &mut wasm::Module) -> Result<(), Diagnostic> {
    let mut section = wasm::ExportSection::new();
    section.export("memory", wasm::ExportKind::Memory, 0);
    if layout == Layout::StackLast {
        section.export(HEAP, wasm::ExportKind::Global, indices.globals[Register::Heap.number() as usize]);
    }
    if let Some(init) = module.init {
        section.export("_initialize", wasm::ExportKind::Func, indices.functions[init as usize]);
    }
    for export in &module.program.exports {
        let number = module.number(Callee::Function(export.function));
        let number = number.ok_or_else(|| internal(Span::default(), "an export that was not lowered"))?;
        section.export(&export.name, wasm::ExportKind::Func, indices.functions[number as usize]);
    }
    wasm.section(&section);
    Ok(())
}

/// Holds a function against the gate's limits.
fn check(module: &Module<'_>, one: &Function, code: &Code) -> Result<(), Diagnostic> {
    let (name, span) = match one.callee {
        Callee::Function(id) | Callee::Thunk(id) => {
            let function = module.program.function(id);
            (function.name.clone(), function.span)
        }
        Callee::Dispatch(_) | Callee::Implements(_) | Callee::Allocate | Callee::Grow => {
            (String::new(), Span::default())
        }
    };
    let most = [
        ("operators", code.steps.len(), limits::FUNCTION_OPERATORS),
        ("locals", code.vars.len(), limits::FUNCTION_SLOTS),
    ];
    for (what, value, limit) in most {
        if value > limit {
            let text = format!("{name} becomes {value} {what}, the limit is {limit}");
            return Err(Diagnostic::new(Kind::Limit, span, text).advise("split the function"));
        }
    }
    Ok(())
}

fn spans(code: &Code) -> impl Iterator<Item = (u32, Span)> {
    let spans = code.steps.iter().map(|step| step.span).chain([code.end]);
    let spans = (0..).zip(spans);
    spans.filter(|(_, span)| *span != Span::default())
}

fn encode(code: &Code, indices: &Indices, type_index: &dyn Fn(u32) -> u32) -> wasm::Function {
    let mut groups: Vec<(u32, ValType)> = Vec::new();
    for ty in &code.vars[code.params as usize..] {
        match groups.last_mut() {
            Some((count, last)) if last == ty => *count += 1,
            _ => groups.push((1, *ty)),
        }
    }
    let mut function = wasm::Function::new(groups);
    for step in &code.steps {
        let global = |register: u32| indices.globals.get(register as usize).copied();
        match step.op {
            I::Call(number) => function.instruction(&I::Call(indices.functions[number as usize])),
            I::GlobalGet(register) => match global(register) {
                Some(index) => function.instruction(&I::GlobalGet(index)),
                None => function.instruction(&I::I32Const(indices.stack_end as i32)),
            },
            I::CallIndirect { type_index: ty, table_index } => {
                function.instruction(&I::CallIndirect { type_index: type_index(ty), table_index })
            }
            I::Block(BlockType::FunctionType(ty)) => {
                function.instruction(&I::Block(BlockType::FunctionType(type_index(ty))))
            }
            I::Loop(BlockType::FunctionType(ty)) => {
                function.instruction(&I::Loop(BlockType::FunctionType(type_index(ty))))
            }
            I::If(BlockType::FunctionType(ty)) => function.instruction(&I::If(BlockType::FunctionType(type_index(ty)))),
            I::GlobalSet(register) => function.instruction(&I::GlobalSet(global(register).unwrap_or(register))),
            ref op => function.instruction(op),
        };
    }
    function.instruction(&I::End);
    function
}
