//! The module to be instrumented, as far as the passes need to know it.

use super::operator::{self, Does, Op};
use crate::gate::INITIALIZE_EXPORT;
use crate::instrument::InstrumentError;
use crate::instrument::gas::gas_in_local::Loops;
use std::collections::BTreeMap;
use std::ops::Range;
use wasmparser::{
    BlockType, BrTable, ElementItems, ExternalKind, FuncType, FunctionBody, Parser, Payload, TypeRef, ValType,
};

/// A module's sections, types, functions and bodies.
pub(crate) struct Source<'a> {
    pub(crate) bytes: &'a [u8],
    /// Where the content of each section stands, by section id. Custom sections are left out.
    pub(crate) sections: BTreeMap<u8, Range<usize>>,
    pub(crate) types: Vec<FuncType>,
    /// The type of each function, imports first.
    pub(crate) functions: Vec<u32>,
    /// How many functions are imported.
    pub(crate) imported: u32,
    /// How many globals there are, imports counted.
    pub(crate) globals: u32,
    /// The function that is called before any other, imports counted.
    pub(crate) initialize: Option<u32>,
    /// The functions that stand in a table.
    pub(crate) table: Vec<u32>,
    pub(crate) bodies: Vec<FunctionBody<'a>>,
}

impl<'a> Source<'a> {
    /// Reads all but the bodies' operators.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, InstrumentError> {
        let mut source = Self {
            bytes,
            sections: BTreeMap::new(),
            types: Vec::new(),
            functions: Vec::new(),
            imported: 0,
            globals: 0,
            initialize: None,
            table: Vec::new(),
            bodies: Vec::new(),
        };
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload?;
            if let Some((id, range)) = payload.as_section()
                && !matches!(payload, Payload::CustomSection(_))
            {
                source.sections.insert(id, range.start as usize..range.end as usize);
            }
            source.take(payload)?;
        }
        if source.bodies.len() + source.imported as usize != source.functions.len() {
            return Err(InstrumentError::refused("functions without bodies", bytes.len() as u64));
        }
        Ok(source)
    }

    fn take(&mut self, payload: Payload<'a>) -> Result<(), InstrumentError> {
        match payload {
            Payload::TypeSection(section) => {
                for ty in section.into_iter_err_on_gc_types() {
                    self.types.push(ty?);
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    match import?.ty {
                        TypeRef::Func(ty) => self.functions.push(ty),
                        TypeRef::Global(_) => self.globals += 1,
                        _ => {}
                    }
                }
                self.imported = self.functions.len() as u32;
            }
            Payload::FunctionSection(section) => {
                for ty in section {
                    self.functions.push(ty?);
                }
            }
            Payload::GlobalSection(section) => self.globals = self.globals.saturating_add(section.count()),
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    if export.name == INITIALIZE_EXPORT && export.kind == ExternalKind::Func {
                        self.initialize = Some(export.index);
                    }
                }
            }
            Payload::StartSection { range, .. } => {
                return Err(InstrumentError::refused("a start section", range.start));
            }
            Payload::ElementSection(section) => {
                for element in section {
                    if let ElementItems::Functions(functions) = element?.items {
                        for function in functions {
                            self.table.push(function?);
                        }
                    }
                }
            }
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            _ => {}
        }
        Ok(())
    }

    /// The signature with index `ty`.
    pub(crate) fn signature(&self, ty: u32) -> Result<&FuncType, InstrumentError> {
        self.types.get(ty as usize).ok_or_else(|| InstrumentError::refused("no such type", 0))
    }

    /// The signature of the function with index `function`, imports counted.
    pub(crate) fn signature_of(&self, function: u32) -> Result<&FuncType, InstrumentError> {
        let ty = self.functions.get(function as usize);
        self.signature(*ty.ok_or_else(|| InstrumentError::refused("no such function", 0))?)
    }

    /// How many values a block takes and leaves.
    pub(crate) fn block_arity(&self, block: BlockType) -> Result<(usize, usize), InstrumentError> {
        Ok(match block {
            BlockType::Empty => (0, 0),
            BlockType::Type(_) => (0, 1),
            BlockType::FuncType(ty) => {
                let signature = self.signature(ty)?;
                (signature.params().len(), signature.results().len())
            }
        })
    }
}

/// One function's body, read.
pub(crate) struct Body<'a> {
    /// The function's index, imports counted.
    pub(crate) function: u32,
    /// Groups of declared locals.
    pub(crate) locals: Vec<(u32, ValType)>,
    pub(crate) operators: Vec<Op>,
    /// The targets of each `br_table`.
    pub(crate) tables: Vec<BrTable<'a>>,
    /// Where each operator begins, and at last where the body ends.
    pub(crate) offsets: Vec<usize>,
    pub(crate) loops: Loops,
}

impl<'a> Body<'a> {
    /// Reads the body of the function with index `function`, imports counted.
    pub(crate) fn read(function: u32, body: &FunctionBody<'a>) -> Result<Self, InstrumentError> {
        let locals = body.get_locals_reader()?.into_iter().collect::<Result<Vec<_>, _>>()?;
        let room = body.as_bytes().len() / 2;
        let (mut operators, mut offsets) = (Vec::with_capacity(room), Vec::with_capacity(room + 1));
        let mut tables = Vec::new();
        let mut reader = body.get_operators_reader()?;
        while !reader.eof() {
            offsets.push(reader.original_position() as usize);
            operators.push(operator::read(&mut reader, &mut tables)?);
        }
        reader.finish()?;
        offsets.push(body.range().end as usize);
        let loops = Loops::of(&operators);
        Ok(Self { function, locals, operators, tables, offsets, loops })
    }

    /// Whether the operators from `at` on lead to `unreachable` without a branch, and soon.
    pub(crate) fn ends_in_trap(&self, at: usize) -> bool {
        ends_in_trap(&self.operators, at)
    }

    /// How many locals the function declares, its parameters not counted.
    pub(crate) fn declared_locals(&self) -> u64 {
        self.locals.iter().map(|(count, _)| u64::from(*count)).sum()
    }
}

/// Whether the operators from `at` on lead to `unreachable` without a branch, and soon.
pub(crate) fn ends_in_trap(operators: &[Op], at: usize) -> bool {
    const SOON: usize = 24;
    for operator in operators.iter().skip(at).take(SOON) {
        match operator.does {
            Does::Unreachable => return true,
            Does::Block(_) | Does::Loop(_) | Does::If(_) | Does::Else => return false,
            Does::Br(_) | Does::BrIf(_) | Does::BrTable(_) | Does::Return => return false,
            Does::End | Does::Call(_) | Does::CallIndirect { .. } | Does::Grow | Does::Bulk | Does::Plain => {}
        }
    }
    false
}
