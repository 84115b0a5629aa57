//! Image that a module's initialisation leaves: its memory and its globals.

use crate::CompileError;
use allod_core::{IMPORT_MODULE, RevertCode};
use std::collections::BTreeSet;
use walrus::ir::Value;
use wasmi::{
    Caller, CompilationMode, Config, Engine, Extern, ExternType, Linker, Module, Store, StoreLimits,
    StoreLimitsBuilder, TrapCode, Val,
};

/// The export that a reactor's host calls first.
pub(super) const INITIALISE: &str = "_initialize";
/// Instructions that an initialisation may take. Go's own takes under 3 million; the rest is for tables
/// that a contract computes.
const FUEL: u64 = 500_000_000;
/// Bytes of last words that are kept.
const MAX_WORDS: usize = 4096;

/// Last words of Go that finds no memory.
const OUT_OF_MEMORY: &str = "runtime error: out of memory";

/// Entries of its table: as many as the gate lets in.
pub(super) const MAX_TABLE: u64 = 65_536;

/// State of an initialisation: what it may have, and what it said.
struct Room {
    limits: StoreLimits,
    words: Vec<u8>,
}

/// A memory and globals.
pub(super) struct Image {
    pub(super) memory: Vec<u8>,
    pub(super) globals: Vec<Value>,
}

/// The part of memory that an image has.
#[derive(Clone, Copy, Debug)]
pub(super) enum Extent {
    /// All of it.
    All,
    /// Everything below the address in the first global that is read.
    BelowFirst,
}

/// A call of the host, which has nobody to answer it yet.
#[derive(Debug)]
struct HostCalled(String);

impl std::fmt::Display for HostCalled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "\"{}\" was asked of the host: there is no call yet that could answer it; ask inside a function",
            self.0
        )
    }
}

impl std::error::Error for HostCalled {}
impl wasmi::errors::HostError for HostCalled {}

/// A revert, which is how an initialisation ends that fails.
#[derive(Debug)]
struct Reverted {
    code: u32,
    text: String,
}

impl std::fmt::Display for Reverted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let panic = if self.code == RevertCode::PANIC.0 { "panic: " } else { "" };
        write!(f, "they failed: {panic}{}", self.text)
    }
}

impl std::error::Error for Reverted {}
impl wasmi::errors::HostError for Reverted {}

impl Image {
    /// Runs the initialisation of `wasm` in `memory` bytes at most and takes the image; `globals` are the exports
    /// to read. Of the memory all is taken, or what lies below the address that the first global has.
    pub(super) fn take(
        wasm: &[u8],
        globals: &[String],
        extent: Extent,
        memory: u64,
        name: &str,
    ) -> Result<Self, CompileError> {
        let mut config = Config::default();
        config.consume_fuel(true).compilation_mode(CompilationMode::Lazy);
        let engine = Engine::new(&config);
        let module = Module::new(&engine, wasm).map_err(why)?;
        let limits = StoreLimitsBuilder::new()
            .memory_size(usize::try_from(memory).unwrap_or(usize::MAX))
            .table_elements(MAX_TABLE as usize)
            .trap_on_grow_failure(true)
            .build();
        let mut store = Store::new(&engine, Room { limits, words: Vec::new() });
        store.limiter(|room| &mut room.limits);
        store.set_fuel(FUEL).map_err(why)?;
        let linker = linker(&engine, &module)?;
        let instance = linker.instantiate_and_start(&mut store, &module).map_err(why)?;
        let initialise = instance.get_typed_func::<(), ()>(&store, INITIALISE).map_err(why)?;
        initialise.call(&mut store, ()).map_err(|error| CompileError::Initialise {
            name: name.to_owned(),
            why: explain(&error, memory, store.data()),
        })?;
        let read = |name: &String| {
            let global = instance.get_global(&store, name).ok_or_else(|| why("a global is missing"))?;
            match global.get(&store) {
                Val::I32(n) => Ok(Value::I32(n)),
                Val::I64(n) => Ok(Value::I64(n)),
                Val::F32(n) => Ok(Value::F32(f32::from_bits(n.to_bits()))),
                Val::F64(n) => Ok(Value::F64(f64::from_bits(n.to_bits()))),
                _ => Err(why("a global that is no number")),
            }
        };
        let globals = globals.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        let memory = instance.exports(&store).find_map(|export| export.into_memory());
        let memory = memory.ok_or_else(|| why("no memory is exported"))?.data(&store);
        let end = match (extent, globals.first()) {
            (Extent::All, _) => memory.len(),
            (Extent::BelowFirst, Some(Value::I32(end))) => *end as u32 as usize,
            (Extent::BelowFirst, _) => return Err(why("a global that is no address")),
        };
        let memory = memory.get(..end).ok_or_else(|| why("an address outside of memory"))?.to_vec();
        Ok(Self { memory, globals })
    }
}

fn why(why: impl std::fmt::Display) -> CompileError {
    CompileError::Module { pass: "snapshot", why: why.to_string() }
}

/// Message where `asked` bytes of memory, or more than are counted, don't fit into `memory`.
pub(super) fn too_much(asked: Option<u64>, memory: u64) -> String {
    let asked = asked.map_or_else(String::new, |asked| format!("ask for {asked} bytes and "));
    format!(
        "they {asked}take more than the {memory} bytes of memory that the contract may have; make less of them, or raise memory_limit"
    )
}

/// Imports that refuse, but for the debug log, whose text is kept, and a revert, which has one.
fn linker(engine: &Engine, module: &Module) -> Result<Linker<Room>, CompileError> {
    let mut linker = Linker::new(engine);
    let mut linked = BTreeSet::new();
    for import in module.imports() {
        let (from, name) = (import.module().to_owned(), import.name().to_owned());
        // A module may import the same function twice.
        if !linked.insert((from.clone(), name.clone())) {
            continue;
        }
        let of_host = from == IMPORT_MODULE;
        if of_host && name == "debug" {
            linker.func_wrap(&from, &name, listen).map_err(why)?;
        } else if of_host && name == "revert" {
            linker.func_wrap(&from, &name, reverted).map_err(why)?;
        } else if let ExternType::Func(ty) = import.ty() {
            let called = name.clone();
            let refuse = move |_: Caller<'_, Room>, _: &[Val], _: &mut [Val]| {
                Err(wasmi::Error::host(HostCalled(called.clone())))
            };
            linker.func_new(&from, &name, ty.clone(), refuse).map_err(why)?;
        }
    }
    Ok(linker)
}

fn listen(mut caller: Caller<'_, Room>, at: u32, size: u32) {
    let text = words(&caller, at, size);
    let heard = &mut caller.data_mut().words;
    let room = MAX_WORDS.saturating_sub(heard.len()).min(text.len());
    heard.extend_from_slice(&text[..room]);
}

fn reverted(caller: Caller<'_, Room>, code: u32, at: u32, size: u32) -> Result<(), wasmi::Error> {
    let text = String::from_utf8_lossy(&words(&caller, at, size)).into_owned();
    Err(wasmi::Error::host(Reverted { code, text }))
}

/// Bytes of the memory, [`MAX_WORDS`] of them at most; none where they are not there.
fn words(caller: &Caller<'_, Room>, at: u32, size: u32) -> Vec<u8> {
    let memory = caller.get_export("memory").and_then(Extern::into_memory);
    let bytes = memory.as_ref().map_or(&[][..], |memory| memory.data(caller));
    let text = bytes.get(at as usize..).and_then(|rest| rest.get(..size as usize)).unwrap_or_default();
    text[..text.len().min(MAX_WORDS)].to_vec()
}

fn explain(error: &wasmi::Error, memory: u64, room: &Room) -> String {
    if error.as_trap_code() == Some(TrapCode::GrowthOperationLimited) {
        return too_much(None, memory);
    }
    if let Some(called) = error.downcast_ref::<HostCalled>() {
        return called.to_string();
    }
    if let Some(reverted) = error.downcast_ref::<Reverted>() {
        return match reverted.text.as_str() {
            OUT_OF_MEMORY => too_much(None, memory),
            _ => reverted.to_string(),
        };
    }
    if error.as_trap_code() == Some(TrapCode::OutOfFuel) {
        return format!("they took more than {FUEL} instructions");
    }
    let words = String::from_utf8_lossy(&room.words);
    match words.trim() {
        "" => format!("they failed: {error}"),
        words => format!("they failed: {}", words.split("\n\ngoroutine").next().unwrap_or(words)),
    }
}
