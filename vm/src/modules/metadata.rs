//! Module metadata: the ABI and the exports, known before the module is compiled.

use crate::EngineError;
use allod_compiler::gate::{self, GateOptions, ModuleShape};
#[cfg(doc)]
use allod_core::HostOp;
use allod_core::abi::Abi;
use allod_core::reason::AbiFault;
use allod_core::{Function, ModuleImport, Param, Type, WasmType};
use allod_security::{CallLimits, WasiOptions};
use serde::{Deserialize, Serialize};
use std::io::Write;

/// Pages of memory, 4 MiB, that an instance may begin with at [`HostOp::Instantiate`]'s price alone: as many as stock Go's
/// runtime asks for.
pub(crate) const FREE_PAGES: u32 = 64;

/// Signature of an exported function: nothing at all, or plain integers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ExportSignature {
    pub(crate) params: Vec<WasmInt>,
    pub(crate) result: Option<WasmInt>,
}

/// Integer that an export takes or gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum WasmInt {
    I32,
    I64,
}

/// Export of a module.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Export<'m> {
    /// Number among the module's exports, in the order of their names.
    pub(crate) index: usize,
    pub(crate) name: &'m str,
    pub(crate) signature: &'m ExportSignature,
}

/// Metadata of a module: everything but its machine code.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct ModuleMetadata {
    pub(crate) abi: Abi,
    /// True if the module brings its ABI, so that input which does not fit it is refused. Without one its functions read any
    /// input.
    pub(crate) has_abi: bool,
    /// The functions it exports, sorted by name.
    exports: Vec<NamedExport>,
    /// Pages of initial memory.
    pub(crate) pages: u32,
    /// Entries of its table.
    table: u32,
    /// Parts of an instance beside its memory, in units of [`HostOp::Instantiate`].
    pub(crate) setup: u64,
    /// True if `_initialize` must run before anything else.
    pub(crate) needs_initialize: bool,
}

/// Exported function, as it is stored.
#[derive(Clone, Serialize, Deserialize)]
struct NamedExport {
    name: String,
    signature: ExportSignature,
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
        let own = allod_compiler::abi_section(wasm)?;
        let has_abi = own.is_some();
        let abi = own.unwrap_or_else(|| abi_of(&shape));
        bounded(&abi)?;
        let named = shape
            .exports
            .iter()
            .filter_map(|e| Some(NamedExport { name: e.name.clone(), signature: signature(&e.params, &e.results)? }));
        let mut exports: Vec<_> = named.collect();
        exports.sort_by(|a, b| a.name.cmp(&b.name));
        let pages = shape.memory.as_ref().map_or(0, |memory| memory.min_pages);
        let (table, setup) = (shape.table_entries, setup(&shape));
        let metadata = Self { abi, has_abi, exports, pages, table, setup, needs_initialize: shape.needs_initialize };
        for function in &metadata.abi.functions {
            check_export(function, metadata.export(&function.name).map(|export| export.signature))?;
        }
        Ok(metadata)
    }

    /// Metadata of a native contract, which has an ABI and nothing that an instance is made of.
    pub(crate) fn of_native(abi: Abi) -> Self {
        Self { abi, has_abi: true, exports: Vec::new(), pages: 0, table: 0, setup: 0, needs_initialize: false }
    }

    /// Bytes of initial memory.
    pub(crate) fn memory_bytes(&self) -> u64 {
        u64::from(self.pages) * allod_security::PAGE
    }

    /// Bytes that an instance begins with: its memory and its table.
    pub(crate) fn initial_bytes(&self) -> u64 {
        self.memory_bytes() + u64::from(self.table) * TABLE_ENTRY_BYTES
    }

    /// The export called `name`.
    pub(crate) fn export(&self, name: &str) -> Option<Export<'_>> {
        let index = self.exports.binary_search_by(|export| export.name.as_str().cmp(name)).ok()?;
        self.export_at(index)
    }

    /// The export of number `index`.
    pub(crate) fn export_at(&self, index: usize) -> Option<Export<'_>> {
        let NamedExport { name, signature } = self.exports.get(index)?;
        Some(Export { index, name, signature })
    }
}

/// Bytes of a table entry, at most.
const TABLE_ENTRY_BYTES: u64 = 16;

/// Bytes of data that an instance is filled with for free, for each page of memory it begins with up to
/// [`FREE_PAGES`], and as many as cost a unit beyond them: the interpreter copies 8 KiB in 0.3 µs. Stock Go has 1.1 MB of
/// data in 56 pages.
const FREE_DATA: u64 = 24 << 10;
const UNIT_DATA: u64 = 8 << 10;
/// Items that an instance is made of for free, at first and for each such page, and as many as cost a unit beyond them. An
/// item is a table entry, which the interpreter sets up in some 2 ns. Stock Go has 14,000 of them
/// in a program of 8 MB.
const FREE_ITEMS: u64 = 1_024;
const FREE_ITEMS_PER_PAGE: u64 = 256;
const UNIT_ITEMS: u64 = 128;

/// Units of [`HostOp::Instantiate`] for the parts of an instance beside its memory.
fn setup(shape: &ModuleShape) -> u64 {
    let pages = u64::from(shape.memory.map_or(0, |memory| memory.min_pages).min(FREE_PAGES));
    let segments = u64::from(shape.data_segments) + u64::from(shape.element_segments) + u64::from(shape.globals);
    let exports = shape.exports.len() as u64;
    // An export is a name that is copied, and found a place in order.
    let items = shape.elements + 2 * u64::from(shape.functions) + 4 * segments + 32 * exports;
    let units = |given: u64, free: u64, unit: u64| given.saturating_sub(free).div_ceil(unit);
    units(items, FREE_ITEMS + FREE_ITEMS_PER_PAGE * pages, UNIT_ITEMS)
        + units(shape.data_bytes, FREE_DATA * pages, UNIT_DATA)
}

/// The gate as a chain of `limits` sets it up for modules deployed with `wasi`.
pub(crate) fn gate_options(wasi: &WasiOptions, limits: &CallLimits) -> GateOptions {
    GateOptions {
        max_code_bytes: usize::try_from(limits.code).unwrap_or(usize::MAX),
        memory_pages: wasi.memory_pages(),
        table_entries: u32::try_from(wasi.table_size).unwrap_or(u32::MAX),
        bulk_memory: wasi.enable_bulk_memory,
        simd: wasi.enable_simd,
    }
}

fn signature(params: &[WasmType], results: &[WasmType]) -> Option<ExportSignature> {
    let int = |ty: &WasmType| match ty {
        WasmType::I32 => WasmInt::I32,
        WasmType::I64 => WasmInt::I64,
    };
    let result = match results {
        [] => None,
        [one] => Some(int(one)),
        _ => return None,
    };
    Some(ExportSignature { params: params.iter().map(int).collect(), result })
}

/// ABI of a module that brings none: its exported functions, with integers.
fn abi_of(shape: &ModuleShape) -> Abi {
    let param = |int: &WasmInt| Param {
        name: String::new(),
        ty: match int {
            WasmInt::I32 => Type::I32,
            WasmInt::I64 => Type::I64,
        },
    };
    let functions = shape.exports.iter().filter(|e| e.name != "_initialize").filter_map(|export| {
        let signature = signature(&export.params, &export.results)?;
        Some(Function {
            name: export.name.clone(),
            inputs: signature.params.iter().map(param).collect(),
            outputs: signature.result.iter().map(param).collect(),
        })
    });
    Abi { functions: functions.collect(), ..Abi::default() }
}

/// Most functions of an ABI, parameters of a function, and bytes of a name: receipts repeat a function's results.
const FUNCTIONS_MAX: usize = 1_024;
const PARAMS_MAX: usize = 64;
const NAME_MAX: usize = 256;
/// Most bytes of an ABI as JSON. It stays in memory as long as the module does, in some 32 bytes for each.
const JSON_MAX: usize = 128 << 10;
/// Most bytes of a function's parameters as text, with their names: those of a descriptor and some room.
const INPUT_TEXT_MAX: usize = 4_096;
/// Most bytes of a function's results as text, with their names. They are in the receipt of every call.
const OUTPUT_TEXT_MAX: usize = 1_024;

/// Checks that an ABI stays within bounds.
pub(crate) fn bounded(abi: &Abi) -> Result<(), EngineError> {
    let most = |function: &str, given: usize, limit: usize, fault: fn(u64, u64) -> AbiFault| match given > limit {
        true => {
            let function = function.chars().take(NAME_MAX).collect();
            Err(EngineError::AbiMismatch { function, why: fault(given as u64, limit as u64) })
        }
        false => Ok(()),
    };
    most("functions", abi.functions.len(), FUNCTIONS_MAX, |given, limit| AbiFault::Functions { given, limit })?;
    for Function { name, inputs, outputs } in &abi.functions {
        most(name, name.len(), NAME_MAX, |given, limit| AbiFault::Name { given, limit })?;
        most(name, inputs.len() + outputs.len(), PARAMS_MAX, |given, limit| AbiFault::Params { given, limit })?;
        most(name, text(inputs), INPUT_TEXT_MAX, |given, limit| AbiFault::Long { takes: true, given, limit })?;
        most(name, text(outputs), OUTPUT_TEXT_MAX, |given, limit| AbiFault::Long { takes: false, given, limit })?;
    }
    let mut json = Count(0);
    // It only counts.
    let _ = serde_json::to_writer(&mut json, abi);
    most("functions", json.0, JSON_MAX, |given, limit| AbiFault::All { given, limit })
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

/// Writer that counts bytes.
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

/// Checks that a function of the ABI is exported, and takes its arguments in one of the two ways.
fn check_export(function: &Function, signature: Option<&ExportSignature>) -> Result<(), EngineError> {
    let mismatch = |why| EngineError::AbiMismatch { function: function.to_string(), why };
    let signature = signature.ok_or_else(|| mismatch(AbiFault::NotExported))?;
    if signature.params.is_empty() && signature.result.is_none() {
        return Ok(());
    }
    let width = |ty: &Type| match ty {
        Type::I32 | Type::U32 => Some(WasmInt::I32),
        Type::I64 | Type::U64 => Some(WasmInt::I64),
        _ => None,
    };
    let ints = |params: &[Param]| params.iter().map(|p| width(&p.ty)).collect::<Option<Vec<_>>>();
    let fits = ints(&function.inputs).as_ref() == Some(&signature.params)
        && ints(&function.outputs) == Some(signature.result.into_iter().collect());
    match fits {
        true => Ok(()),
        false => Err(mismatch(AbiFault::OtherNumbers)),
    }
}
