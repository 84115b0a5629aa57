//! Module: its sections checked in order, before and while the validator reads them.

use super::error::{Check, GateError, Refusal, check_limit};
use super::exports::{self, Functions, INITIALIZE_EXPORT, MEMORY_EXPORT};
use super::functions::Walk;
use super::limits::GateLimits;
use super::shape::ModuleShape;
use super::{GateOptions, features, imports, memory, table, types};
use allod_core::ModuleImport;
use wasmparser::{FuncType, Parser, Payload, ValidPayload, Validator};

/// The state of the check between sections.
struct Gate<'o> {
    options: &'o GateOptions,
    limits: &'o GateLimits,
    modules: &'o [ModuleImport],
    shape: ModuleShape,
    signatures: Vec<FuncType>,
    /// The type of each function, imports first.
    functions: Vec<u32>,
    imported: u32,
    /// True if the memory is exported under the name host functions look for.
    memory_exported: bool,
    custom_bytes: u64,
    walk: Walk,
}

/// Checks a module against `options` and `limits`; it may import the functions of `modules`.
pub(super) fn check(
    wasm: &[u8],
    options: &GateOptions,
    (limits, modules): (&GateLimits, &[ModuleImport]),
) -> Result<ModuleShape, GateError> {
    check_limit(Check::Size, "bytes of code", wasm.len() as u64, options.max_code_bytes as u64)?;
    let features = features::features(options);
    let mut validator = Validator::new_with_features(features);
    let mut parser = Parser::new(0);
    parser.set_features(features);
    let mut gate = Gate {
        options,
        limits,
        modules,
        shape: ModuleShape { size: wasm.len(), ..ModuleShape::default() },
        signatures: Vec::new(),
        functions: Vec::new(),
        imported: 0,
        memory_exported: false,
        custom_bytes: 0,
        walk: Walk::default(),
    };
    for payload in parser.parse_all(wasm) {
        let payload = payload?;
        gate.section(&payload)?;
        if let ValidPayload::Func(function, body) = validator.payload(&payload)? {
            gate.walk.body(function, &body, limits)?;
        }
    }
    gate.finish()
}

impl Gate<'_> {
    /// Checks a section before the validator reads it.
    fn section(&mut self, payload: &Payload<'_>) -> Result<(), GateError> {
        let start = payload.as_section().map_or(0, |(_, range)| range.start);
        self.parts(payload).map_err(|e| e.at(start))
    }

    fn parts(&mut self, payload: &Payload<'_>) -> Result<(), GateError> {
        let limits = self.limits;
        match payload {
            Payload::TypeSection(section) => self.signatures = types::read(section.clone(), limits)?,
            Payload::ImportSection(section) => {
                self.functions =
                    imports::read(section.clone(), &self.signatures, (limits, self.modules), &mut self.shape)?;
                self.imported = self.functions.len() as u32;
            }
            Payload::FunctionSection(section) => {
                check_limit(Check::Functions, "functions", section.count().into(), limits.functions)?;
                self.shape.functions = section.count();
                for ty in section.clone() {
                    self.functions.push(ty?);
                }
            }
            Payload::TableSection(section) => self.shape.table_entries = table::read(section.clone(), self.options)?,
            Payload::MemorySection(section) => self.shape.memory = memory::read(section.clone(), self.options)?,
            Payload::GlobalSection(section) => {
                check_limit(Check::Globals, "globals", section.count().into(), limits.globals)?;
                self.shape.globals = section.count();
            }
            Payload::ExportSection(section) => {
                let functions =
                    Functions { signatures: &self.signatures, types: &self.functions, imported: self.imported };
                self.memory_exported = exports::read(section.clone(), &functions, limits, &mut self.shape)?;
            }
            Payload::StartSection { .. } => {
                return Err(GateError::new(Check::Start, Refusal::Disallowed("a start section")));
            }
            Payload::ElementSection(section) => {
                self.shape.element_segments = section.count();
                self.shape.elements = table::read_elements(section.clone(), self.shape.table_entries, limits)?;
            }
            Payload::DataSection(section) => memory::read_data(section.clone(), limits, &mut self.shape)?,
            Payload::DataCountSection { count, .. } => {
                check_limit(Check::Data, "segments", (*count).into(), limits.data_segments)?;
            }
            Payload::CustomSection(section) => {
                self.custom_bytes += section.data().len() as u64;
                check_limit(Check::Custom, "bytes", self.custom_bytes, limits.custom_bytes)?;
            }
            _ => {}
        }
        Ok(())
    }

    /// The checks of the module as a whole.
    fn finish(mut self) -> Result<ModuleShape, GateError> {
        if self.imported > 0 && !self.memory_exported {
            let given = if self.shape.memory.is_some() { "not exported" } else { "not there" };
            return Err(GateError::mismatch(Check::Memory, MEMORY_EXPORT, given, "exported, as imports use it"));
        }
        self.shape.needs_initialize = self.shape.exports.iter().any(|export| export.name == INITIALIZE_EXPORT);
        self.shape.heaviest = self.walk.heaviest;
        Ok(self.shape)
    }
}
