//! Module: the sections, types and functions that the passes need.

use crate::gate::INITIALIZE_EXPORT;
use crate::instrument::InstrumentError;
use std::collections::BTreeMap;
use std::ops::Range;
use wasmparser::{BlockType, ElementItems, ExternalKind, FuncType, FunctionBody, Parser, Payload, TypeRef};

/// A module with its bodies not yet read.
pub(crate) struct ParsedModule<'a> {
    /// The whole module.
    pub(crate) bytes: &'a [u8],
    /// The byte range of each section's content, by section id. Custom sections are left out.
    pub(crate) sections: BTreeMap<u8, Range<usize>>,
    /// Signatures, by type index.
    pub(crate) types: Vec<FuncType>,
    /// The type index of each function, imports first.
    pub(crate) functions: Vec<u32>,
    /// The number of functions that are imported.
    pub(crate) imported: u32,
    /// The number of globals, imports counted.
    pub(crate) globals: u32,
    /// The index of the function that initialises the module, imports counted.
    pub(crate) initialize: Option<u32>,
    /// The indices of functions that stand in a table.
    pub(crate) table_functions: Vec<u32>,
    /// The bodies of functions that are not imported, in order.
    pub(crate) bodies: Vec<FunctionBody<'a>>,
}

impl<'a> ParsedModule<'a> {
    /// Parses all but the bodies' operators.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, InstrumentError> {
        let mut source = Self {
            bytes,
            sections: BTreeMap::new(),
            types: Vec::new(),
            functions: Vec::new(),
            imported: 0,
            globals: 0,
            initialize: None,
            table_functions: Vec::new(),
            bodies: Vec::new(),
        };
        for payload in Parser::new(0).parse_all(bytes) {
            let payload = payload?;
            if let Some((id, range)) = payload.as_section()
                && !matches!(payload, Payload::CustomSection(_))
            {
                source.sections.insert(id, range.start as usize..range.end as usize);
            }
            source.section(payload)?;
        }
        if source.bodies.len() + source.imported as usize != source.functions.len() {
            return Err(InstrumentError::refused("functions without bodies", bytes.len() as u64));
        }
        Ok(source)
    }

    fn section(&mut self, payload: Payload<'a>) -> Result<(), InstrumentError> {
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
                            self.table_functions.push(function?);
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

    /// The numbers of values that a block takes and leaves.
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
