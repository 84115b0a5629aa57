//! Compiled modules, ready to run: kept in memory, behind that on disk, behind that compiled again.

use crate::EngineError;
use crate::artefacts::Artefacts;
use crate::wasm::{self, Compiler};
use allod_compiler::gate::{self, GateOptions, ModuleShape};
use allod_compiler::instrument::instrument;
use allod_core::abi::Abi;
use allod_core::{Function, GasSchedule, Hash, Param, Type, WasmType, codec};
use allod_security::{CallLimits, WasiOptions};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

/// Changes whenever the same module and schedule would be compiled to something else.
const PIPELINE_VERSION: u32 = 1;

/// A module ready to run.
pub(crate) struct LoadedModule {
    pub(crate) abi: Abi,
    pub(crate) entries: HashMap<String, Entry>,
    /// Pages of initial memory.
    pub(crate) pages: u32,
    /// Whether `_initialize` must run before anything else.
    pub(crate) needs_initialize: bool,
    pub(crate) code: wasm::Code,
}

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

/// What the cache knows of a module besides its machine code.
#[derive(Serialize, Deserialize)]
struct Card {
    abi: Abi,
    entries: Vec<(String, Entry)>,
    pages: u32,
    needs_initialize: bool,
}

/// All modules an engine has loaded.
pub(crate) struct Modules {
    artefacts: Option<Artefacts>,
    compiler: Compiler,
    limits: CallLimits,
    loaded: Mutex<HashMap<Hash, Arc<LoadedModule>>>,
}

impl Modules {
    /// Keeps artefacts in `folder`, or nowhere but in memory.
    ///
    /// # Errors
    /// [`EngineError::Io`] where the folder can't be made or read.
    pub(crate) fn open(folder: Option<PathBuf>, compiler: Compiler, limits: CallLimits) -> Result<Self, EngineError> {
        let artefacts = folder.map(Artefacts::open).transpose()?;
        Ok(Self { artefacts, compiler, limits, loaded: Mutex::default() })
    }

    /// The module called `code`, from memory, from disk, or compiled from the bytes that `fetch` gives.
    ///
    /// # Errors
    /// Whatever `fetch` says, or that the module can't pass the gate or be compiled.
    pub(crate) fn get(
        &self,
        code: &Hash,
        wasi: &WasiOptions,
        schedule: &GasSchedule,
        fetch: impl FnOnce() -> Result<Vec<u8>, EngineError>,
    ) -> Result<Arc<LoadedModule>, EngineError> {
        let key = self.key(code, wasi, schedule);
        let loaded = || self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(module) = loaded().get(&key) {
            return Ok(module.clone());
        }
        let module = match self.from_disk(&key, wasi) {
            Some(module) => module,
            None => self.compile(&key, &fetch()?, wasi, schedule)?,
        };
        let module = Arc::new(module);
        loaded().insert(key, module.clone());
        Ok(module)
    }

    /// Everything that machine code depends on.
    fn key(&self, code: &Hash, wasi: &WasiOptions, schedule: &GasSchedule) -> Hash {
        let parts = (PIPELINE_VERSION, wasm::VERSION, self.compiler.name(), code, schedule.hash(), wasi);
        Hash::of("allod 2026 artefact", &codec::encode(&parts).unwrap_or_default())
    }

    fn from_disk(&self, key: &Hash, wasi: &WasiOptions) -> Option<LoadedModule> {
        let artefact = self.artefacts.as_ref()?.read(key)?;
        let (card, machine) = codec::decode::<(Card, Vec<u8>)>(&artefact).ok()?;
        card.with_code(wasm::load(&machine, wasi).ok()?).ok()
    }

    fn compile(
        &self,
        key: &Hash,
        wasm: &[u8],
        wasi: &WasiOptions,
        schedule: &GasSchedule,
    ) -> Result<LoadedModule, EngineError> {
        let card = self.inspect(wasm, wasi)?;
        let metered = instrument(wasm, schedule)?;
        let machine = wasm::compile(&metered.wasm, self.compiler, wasi)?;
        if let Some(artefacts) = &self.artefacts {
            artefacts.write(key, &codec::encode(&(&card, &machine))?)?;
        }
        card.with_code(wasm::load(&machine, wasi)?)
    }

    /// Takes a module through the gate and checks that it has what its ABI promises.
    fn inspect(&self, wasm: &[u8], wasi: &WasiOptions) -> Result<Card, EngineError> {
        let shape = gate::check(wasm, &gate_options(wasi, &self.limits))?;
        let abi = match allod_compiler::abi_section(wasm)? {
            Some(abi) => abi,
            None => abi_of(&shape),
        };
        let entries: Vec<_> =
            shape.exports.iter().filter_map(|e| Some((e.name.clone(), entry(&e.params, &e.results)?))).collect();
        for function in &abi.functions {
            let entry = entries.iter().find(|(name, _)| *name == function.name).map(|row| &row.1);
            check_entry(function, entry)?;
        }
        let pages = shape.memory.as_ref().map_or(0, |memory| memory.min_pages);
        Ok(Card { abi, entries, pages, needs_initialize: shape.needs_initialize })
    }
}

fn gate_options(wasi: &WasiOptions, limits: &CallLimits) -> GateOptions {
    GateOptions {
        max_code_bytes: usize::try_from(limits.code).unwrap_or(usize::MAX),
        memory_pages: wasi.memory_pages(),
        table_entries: u32::try_from(wasi.table_size).unwrap_or(u32::MAX),
        bulk_memory: wasi.enable_bulk_memory,
        simd: wasi.enable_simd,
        atomics: wasi.enable_threads,
    }
}

impl Card {
    fn with_code(self, code: wasm::Code) -> Result<LoadedModule, EngineError> {
        Ok(LoadedModule {
            abi: self.abi,
            entries: self.entries.into_iter().collect(),
            pages: self.pages,
            needs_initialize: self.needs_initialize,
            code,
        })
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

/// Checks that a function of the ABI is there, and takes its arguments in one of the two ways.
fn check_entry(function: &Function, entry: Option<&Entry>) -> Result<(), EngineError> {
    let mismatch = |why: &str| EngineError::AbiMismatch { function: function.to_string(), why: why.into() };
    let entry = entry.ok_or_else(|| mismatch("exports no such function"))?;
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
        false => Err(mismatch("exports it with other numbers")),
    }
}
