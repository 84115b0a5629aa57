//! What is known of a module before it is compiled: what it offers, and how it is entered.

use crate::EngineError;
use crate::execution::call::FREE_PAGES;
use allod_compiler::gate::{self, GateOptions, ModuleShape};
#[cfg(doc)]
use allod_core::HostOp;
use allod_core::abi::Abi;
use allod_core::reason::AbiFault;
use allod_core::{Function, ModuleImport, Param, Type, WasmType};
use allod_security::{CallLimits, WasiOptions};
use serde::{Deserialize, Serialize};
use std::io::Write;

/// An exported function, by its WebAssembly type: nothing at all, or plain numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Entry {
    pub(crate) params: Vec<Number>,
    pub(crate) result: Option<Number>,
}

/// A number a native entry takes or gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Number {
    I32,
    I64,
}

/// What is known of a module besides its machine code.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ModuleMetadata {
    pub(crate) abi: Abi,
    /// The functions it exports, by name, sorted.
    entries: Vec<(String, Entry)>,
    /// Pages of initial memory.
    pub(crate) pages: u32,
    /// Entries of its table.
    table: u32,
    /// What has to be set up for an instance beside its memory, in units of [`HostOp::Instantiate`].
    pub(crate) setup: u64,
    /// Whether `_initialize` must run before anything else.
    pub(crate) needs_initialize: bool,
}

impl ModuleMetadata {
    /// Takes a module through the gate, and checks that it has what its ABI promises.
    ///
    /// # Errors
    /// [`EngineError::Gate`], [`EngineError::Compile`] for an ABI that can't be read, [`EngineError::AbiMismatch`].
    pub(crate) fn of(
        wasm: &[u8],
        wasi: &WasiOptions,
        (limits, modules): (&CallLimits, &[ModuleImport]),
    ) -> Result<Self, EngineError> {
        let shape = gate::check_with(wasm, &gate_options(wasi, limits), modules)?;
        let abi = match allod_compiler::abi_section(wasm)? {
            Some(abi) => abi,
            None => abi_of(&shape),
        };
        bounded(&abi)?;
        let named = shape.exports.iter().filter_map(|e| Some((e.name.clone(), entry(&e.params, &e.results)?)));
        let mut entries: Vec<_> = named.collect();
        entries.sort_by(|a, b| a.0.cmp(&b.0));
        let pages = shape.memory.as_ref().map_or(0, |memory| memory.min_pages);
        let (table, setup) = (shape.table_entries, setup(&shape));
        let card = Self { abi, entries, pages, table, setup, needs_initialize: shape.needs_initialize };
        card.abi
            .functions
            .iter()
            .try_for_each(|function| check_entry(function, card.entry(&function.name).map(|row| row.1)))?;
        Ok(card)
    }

    /// Bytes of initial memory.
    pub(crate) fn memory(&self) -> u64 {
        u64::from(self.pages) * allod_security::PAGE
    }

    /// Bytes that an instance begins with: its memory and its table.
    pub(crate) fn room(&self) -> u64 {
        self.memory() + u64::from(self.table) * TABLE_ENTRY
    }

    /// How the function called `name` is entered, and its index among the entries.
    pub(crate) fn entry(&self, name: &str) -> Option<(usize, &Entry)> {
        let at = self.entries.binary_search_by(|row| row.0.as_str().cmp(name)).ok()?;
        self.entries.get(at).map(|row| (at, &row.1))
    }

    /// How the entry at `at` is entered.
    pub(crate) fn entry_at(&self, at: usize) -> Option<&Entry> {
        self.entries.get(at).map(|row| &row.1)
    }
}

/// Bytes of an entry of a table, from above.
const TABLE_ENTRY: u64 = 16;

/// Bytes of data that an instance is filled with for nothing, for each page of memory it begins with up to
/// [`FREE_PAGES`], and as many as cost a unit beyond them: the interpreter copies 8 KiB in 0.3 µs. Stock Go has 1.1 MB of
/// data in 56 pages.
const FREE_DATA: u64 = 24 << 10;
const UNIT_DATA: u64 = 8 << 10;
/// Items that an instance is made of for nothing, at first and for each such page, and as many as cost a unit beyond them.
/// An item is what the interpreter sets up in some 2 ns: an entry that is put into the table. Stock Go has 14,000 of them
/// in a program of 8 MB.
const FREE_ITEMS: u64 = 1_024;
const FREE_ITEMS_OF_A_PAGE: u64 = 256;
const UNIT_ITEMS: u64 = 128;

/// Units of [`HostOp::Instantiate`] for what an instance is made of beside its memory.
fn setup(shape: &ModuleShape) -> u64 {
    let pages = u64::from(shape.memory.map_or(0, |memory| memory.min_pages).min(FREE_PAGES));
    let segments = u64::from(shape.data_segments) + u64::from(shape.element_segments) + u64::from(shape.globals);
    let exports = shape.exports.len() as u64;
    // An export is a name that is copied, and found a place in order.
    let items = shape.elements + 2 * u64::from(shape.functions) + 4 * segments + 32 * exports;
    let units = |given: u64, free: u64, unit: u64| given.saturating_sub(free).div_ceil(unit);
    units(items, FREE_ITEMS + FREE_ITEMS_OF_A_PAGE * pages, UNIT_ITEMS)
        + units(shape.data_bytes, FREE_DATA * pages, UNIT_DATA)
}

fn gate_options(wasi: &WasiOptions, limits: &CallLimits) -> GateOptions {
    GateOptions {
        max_code_bytes: usize::try_from(limits.code).unwrap_or(usize::MAX),
        memory_pages: wasi.memory_pages(),
        table_entries: u32::try_from(wasi.table_size).unwrap_or(u32::MAX),
        bulk_memory: wasi.enable_bulk_memory,
        simd: wasi.enable_simd,
    }
}

fn entry(params: &[WasmType], results: &[WasmType]) -> Option<Entry> {
    let number = |ty: &WasmType| match ty {
        WasmType::I32 => Number::I32,
        WasmType::I64 => Number::I64,
    };
    let result = match results {
        [] => None,
        [one] => Some(number(one)),
        _ => return None,
    };
    Some(Entry { params: params.iter().map(number).collect(), result })
}

/// The ABI of a module that brings none: its exported functions, by their numbers.
fn abi_of(shape: &ModuleShape) -> Abi {
    let param = |number: &Number| Param {
        name: String::new(),
        ty: match number {
            Number::I32 => Type::I32,
            Number::I64 => Type::I64,
        },
    };
    let functions = shape.exports.iter().filter(|e| e.name != "_initialize").filter_map(|export| {
        let entry = entry(&export.params, &export.results)?;
        Some(Function {
            name: export.name.clone(),
            inputs: entry.params.iter().map(param).collect(),
            outputs: entry.result.iter().map(param).collect(),
        })
    });
    Abi { functions: functions.collect(), ..Abi::default() }
}

/// The most of each that an ABI may have: a receipt repeats what a function gives.
const MOST_FUNCTIONS: usize = 1_024;
const MOST_PARAMS: usize = 64;
const MOST_NAME: usize = 256;
/// Bytes of JSON that an ABI takes. It stays in memory as long as the module does, in some 32 bytes for each.
const MOST_JSON: usize = 128 << 10;
/// Bytes of text that a function takes, with the names: the same of a descriptor and some room.
const MOST_TAKEN: usize = 4_096;
/// Bytes of text that a function gives, with the names. They are in the receipt of every call.
const MOST_GIVEN: usize = 1_024;

/// Checks that an ABI stays within bounds.
fn bounded(abi: &Abi) -> Result<(), EngineError> {
    let most = |function: &str, given: usize, limit: usize, fault: fn(u64, u64) -> AbiFault| match given > limit {
        true => {
            let function = function.chars().take(MOST_NAME).collect();
            Err(EngineError::AbiMismatch { function, why: fault(given as u64, limit as u64) })
        }
        false => Ok(()),
    };
    most("functions", abi.functions.len(), MOST_FUNCTIONS, |given, limit| AbiFault::Functions { given, limit })?;
    for Function { name, inputs, outputs } in &abi.functions {
        most(name, name.len(), MOST_NAME, |given, limit| AbiFault::Name { given, limit })?;
        most(name, inputs.len() + outputs.len(), MOST_PARAMS, |given, limit| AbiFault::Params { given, limit })?;
        most(name, text(inputs), MOST_TAKEN, |given, limit| AbiFault::Long { takes: true, given, limit })?;
        most(name, text(outputs), MOST_GIVEN, |given, limit| AbiFault::Long { takes: false, given, limit })?;
    }
    let mut json = Count(0);
    // It only counts.
    let _ = serde_json::to_writer(&mut json, abi);
    most("functions", json.0, MOST_JSON, |given, limit| AbiFault::All { given, limit })
}

/// Bytes of `params` as text.
fn text(params: &[Param]) -> usize {
    let mut count = Count(0);
    for param in params {
        // It only counts.
        let _ = write!(count, "{}{}", param.name, param.ty);
    }
    count.0
}

/// Counts what is written.
struct Count(usize);

impl Write for Count {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Checks that a function of the ABI is there, and takes its arguments in one of the two ways.
fn check_entry(function: &Function, entry: Option<&Entry>) -> Result<(), EngineError> {
    let mismatch = |why| EngineError::AbiMismatch { function: function.to_string(), why };
    let entry = entry.ok_or_else(|| mismatch(AbiFault::NotExported))?;
    if entry.params.is_empty() && entry.result.is_none() {
        return Ok(());
    }
    let width = |ty: &Type| match ty {
        Type::I32 | Type::U32 => Some(Number::I32),
        Type::I64 | Type::U64 => Some(Number::I64),
        _ => None,
    };
    let numbers = |params: &[Param]| params.iter().map(|p| width(&p.ty)).collect::<Option<Vec<_>>>();
    let fits = numbers(&function.inputs).as_ref() == Some(&entry.params)
        && numbers(&function.outputs) == Some(entry.result.into_iter().collect());
    match fits {
        true => Ok(()),
        false => Err(mismatch(AbiFault::OtherNumbers)),
    }
}
