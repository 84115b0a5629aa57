//! Runs the module's initialisation once and keeps what it left.
//!
//! A Go runtime takes some hundred thousand instructions to set itself up. Memory and globals afterwards
//! are the same every time, so the module is written out as it stands then: its data is the memory, its
//! globals begin with the values they had, and `_initialize` is gone.

use super::image::{Extent, INITIALISE, Image, MAX_TABLE, too_much};
use super::{parse, wasi};
use crate::CompileError;
use walrus::ir::Value;
use walrus::{ConstExpr, DataKind, GlobalId, GlobalKind, Module};

const PASS: &str = "snapshot";
/// Name of a mutable global while the initialisation runs.
const GLOBAL: &str = "allod_snapshot_global_";
/// Zero bytes between two runs of data that are written rather than begin another segment, whose header
/// would take about as much.
const MAX_GAP: usize = 32;

/// Bounds of what the module may take while its initialisation runs, and afterwards.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Bytes of memory.
    pub(crate) memory: u64,
    /// Bytes of memory that are not zero afterwards, and so are in the module.
    pub(crate) data: usize,
}

/// The module as it is after its initialisation. `name` is the source file's, for messages.
///
/// # Errors
/// [`CompileError::Initialise`] where the initialisation traps, calls the host, does not end or takes more than
/// `bounds`; [`CompileError::Module`] where the module is no reactor.
pub(crate) fn snapshot(wasm: &[u8], bounds: Bounds, name: &str) -> Result<Module, CompileError> {
    let mut module = parse(PASS, wasm)?;
    let refuse = |why| CompileError::Initialise { name: name.to_owned(), why };
    let pages = module.memories.iter().map(|memory| memory.initial).max().unwrap_or(0);
    let begins = pages.saturating_mul(PAGE as u64);
    if begins > bounds.memory {
        return Err(refuse(too_much(Some(begins), bounds.memory)));
    }
    let entries = module.tables.iter().map(|table| table.initial).max().unwrap_or(0);
    if entries > MAX_TABLE {
        return Err(why(format!("a table of {entries} entries, the limit is {MAX_TABLE}")));
    }
    wasi::replace(&mut module)?;
    let globals = mutable_globals(&module);
    let names: Vec<String> = (0..globals.len()).map(|i| format!("{GLOBAL}{i}")).collect();
    let opened: Vec<_> = names.iter().zip(&globals).map(|(name, global)| module.exports.add(name, *global)).collect();
    let image = Image::take(&module.emit_wasm(), &names, Extent::All, bounds.memory, name)?;

    opened.into_iter().for_each(|export| module.exports.delete(export));
    for (global, value) in globals.into_iter().zip(&image.globals) {
        module.globals.get_mut(global).kind = GlobalKind::Local(ConstExpr::Value(*value));
    }
    let runs = bounded_runs(&image.memory, bounds, name)?;
    write_memory(&mut module, &image.memory, runs)?;
    module.exports.remove(INITIALISE).map_err(|e| why(format!("{e:#}")))?;
    Ok(module)
}

/// The memory that the initialisation of a module leaves below the address in its exported global `heap`, and this address.
/// The module does nothing but initialise.
///
/// # Errors
/// As [`snapshot`].
pub(crate) fn initialised_memory(
    wasm: &[u8],
    heap: &str,
    bounds: Bounds,
    name: &str,
) -> Result<(Vec<u8>, u32), CompileError> {
    let image = Image::take(wasm, &[heap.to_owned()], Extent::BelowFirst, bounds.memory, name)?;
    bounded_runs(&image.memory, bounds, name)?;
    let end = image.memory.len() as u32;
    Ok((image.memory, end))
}

/// The runs of a memory that a module would have as data.
fn bounded_runs(memory: &[u8], bounds: Bounds, name: &str) -> Result<Vec<std::ops::Range<usize>>, CompileError> {
    let runs = runs(memory);
    let data = runs.iter().map(ExactSizeIterator::len).sum::<usize>();
    if data <= bounds.data {
        return Ok(runs);
    }
    let limit = bounds.data;
    let found = format!("they leave {data} bytes that are not zero, a module holds {limit}");
    let why = format!("{found}; compute less of it ahead, or keep it in objects");
    Err(CompileError::Initialise { name: name.to_owned(), why })
}

fn why(why: String) -> CompileError {
    CompileError::Module { pass: PASS, why }
}

fn mutable_globals(module: &Module) -> Vec<GlobalId> {
    let local = module.globals.iter().filter(|global| global.mutable && matches!(global.kind, GlobalKind::Local(_)));
    local.map(|global| global.id()).collect()
}

fn write_memory(module: &mut Module, bytes: &[u8], runs: Vec<std::ops::Range<usize>>) -> Result<(), CompileError> {
    let old: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    old.into_iter().for_each(|id| module.data.delete(id));
    let memory = module.memories.iter().next().map(|memory| memory.id()).ok_or_else(|| why("no memory".into()))?;
    let mut segments = Vec::new();
    for run in runs {
        let offset = i32::from_ne_bytes((run.start as u32).to_ne_bytes());
        let kind = DataKind::Active { memory, offset: ConstExpr::Value(Value::I32(offset)) };
        segments.push(module.data.add(kind, bytes[run].to_vec()));
    }
    let memory = module.memories.get_mut(memory);
    memory.initial = (bytes.len() / PAGE) as u64;
    memory.data_segments = segments.into_iter().collect();
    Ok(())
}

/// Bytes of a page of WebAssembly memory.
const PAGE: usize = 65_536;

/// The ranges of `bytes` that are not zero, joined over gaps of up to [`MAX_GAP`].
fn runs(bytes: &[u8]) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    let mut at = 0;
    while let Some(skip) = bytes[at..].iter().position(|b| *b != 0) {
        let start = at + skip;
        let len = bytes[start..].iter().position(|b| *b == 0).unwrap_or(bytes.len() - start);
        at = start + len;
        match runs.last_mut() {
            Some(last) if start - last.end <= MAX_GAP => last.end = at,
            _ => runs.push(start..at),
        }
    }
    runs
}
