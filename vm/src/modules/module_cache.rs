//! Module cache: a module by the hash of its code and the rules it runs under, from memory, from disk, or made.

use crate::engine::budget::{Budgets, reclaim};
use crate::engine::observer::handle::ObserverHandle;
use crate::engine::progress::Progress;
use crate::engine::rules::plan::Rules;
use crate::execution::backend::interpreter::{self, Program};
use crate::execution::backend::machine_code;
use crate::modules::artifact_store::{ArtifactStore, CacheError};
use crate::modules::loaded_module::{LoadedModule, ModuleKey};
use crate::modules::lru_cache::LruCache;
use crate::modules::metadata::ModuleMetadata;
use crate::modules::metered::Metered;
use crate::modules::module_store::{Compiled, ModuleStore, StoredModule};
use crate::modules::probes::{Probes, meter_with_probes};
use crate::modules::tiering::{BackgroundCompiler, Code, Job, Tiered, Tiers};
use crate::span::span;
use crate::{Compilation, Compiler, EngineError};
use allod_compiler::Stage;
use allod_compiler::gate::GateLimits;
use allod_compiler::instrument::{METERING_VERSION, instrument};
use allod_compiler::probe::Symbols;
use allod_core::{Abi, Hash, codec};
use allod_security::WasiOptions;
use std::panic::catch_unwind;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::Ordering;

/// Version of an artefact's layout.
const ARTEFACT_VERSION: u32 = 3;

/// Bytes of memory that a program takes for each byte of its metered module, the module itself included: measured on
/// modules of all toolchains, rounded up.
const PROGRAM_BYTES_PER_WASM_BYTE: usize = 8;

/// Gas that an instance of a program counts for the tier: the gas that the interpreter could have spent meanwhile, for the
/// instance itself and for each page of its initial memory, which is filled with zeros.
const INSTANCE_GAS: u64 = 32_768;
const INSTANCE_GAS_PER_PAGE: u64 = 4_096;

/// Cache of an engine's modules under one set of rules.
pub(crate) struct ModuleCache {
    rules: Rules,
    /// Hash of the part that all keys have in common: made once, because every call needs a key.
    key_base: Hash,
    shared: Arc<SharedModules>,
}

/// Part of the module caches of an engine that does not depend on the rules. The modules have these in their keys.
pub(crate) struct SharedModules {
    compiler: Compiler,
    tiers: Tiers,
    store: Arc<ModuleStore>,
    cache_error: Option<CacheError>,
    background: BackgroundCompiler,
}

/// Settings of the modules of an engine.
pub(crate) struct ModuleSettings {
    /// The folder of artefacts; none keeps them in memory only.
    pub(crate) folder: Option<PathBuf>,
    pub(crate) compiler: Compiler,
    pub(crate) tiers: Tiers,
    pub(crate) budgets: Budgets,
    pub(crate) observer: Option<Arc<ObserverHandle>>,
}

/// Request for a module that is not in memory.
struct ModuleRequest<'r> {
    key: ModuleKey,
    wasi: &'r WasiOptions,
    probes: Probes,
    progress: &'r Progress,
}

/// Module that passed the gate.
struct Admitted {
    metadata: ModuleMetadata,
    /// True if its frames are known to be too wide for machine code.
    interpreted_for_good: bool,
}

impl SharedModules {
    pub(crate) fn open(settings: ModuleSettings) -> Arc<Self> {
        let ModuleSettings { folder, compiler, tiers, budgets, observer } = settings;
        let artifacts = folder.map(|folder| ArtifactStore::open(folder, &budgets)).transpose();
        let (artifacts, cache_error) = match artifacts {
            Ok(artifacts) => (artifacts, None),
            Err(error) => (None, Some(error)),
        };
        let store = Arc::new(ModuleStore::new(artifacts, compiler, LruCache::new(budgets), observer));
        Arc::new(Self { compiler, tiers, store, cache_error, background: BackgroundCompiler::default() })
    }
}

impl ModuleCache {
    /// Cache of the `shared` modules that come about under `rules`.
    pub(crate) fn new(shared: Arc<SharedModules>, rules: Rules) -> Self {
        Self { key_base: key_base(shared.compiler, &rules), rules, shared }
    }

    /// The error by which artefacts are not kept, where they should be.
    pub(crate) fn cache_error(&self) -> Option<&CacheError> {
        self.shared.cache_error.as_ref()
    }

    /// The module of `code_hash` with `probes`, from memory, from disk, or made from the bytes that `fetch` gives.
    ///
    /// # Errors
    /// Those of `fetch`, or that the module can't pass the gate or be compiled.
    pub(crate) fn get(
        &self,
        code_hash: &Hash,
        wasi: &WasiOptions,
        probes: Probes,
        fetch: impl FnOnce() -> Result<Vec<u8>, EngineError>,
    ) -> Result<Arc<LoadedModule>, EngineError> {
        let key = self.key(code_hash, wasi, probes);
        if let Some(module) = self.shared.store.in_memory.find(&key.artifact) {
            return Ok(module);
        }
        let progress = Progress::default();
        let request = ModuleRequest { key, wasi, probes, progress: &progress };
        let module = self.read_or_make(&request, None, fetch)?;
        Ok(self.shared.store.in_memory.insert(module))
    }

    /// Lets `wasm` in. It passes the gate before anything is looked for that an earlier version of this program, with
    /// another gate, may have left on disk.
    ///
    /// # Errors
    /// That the module can't pass the gate, be metered or be interpreted. All of that is the same on every machine.
    pub(crate) fn admit(
        &self,
        code_hash: &Hash,
        wasm: &[u8],
        wasi: &WasiOptions,
        progress: &Progress,
    ) -> Result<(), EngineError> {
        let key = self.key(code_hash, wasi, Probes::None);
        // It came through this gate since the engine was opened.
        if self.shared.store.in_memory.find(&key.artifact).is_some() {
            return Ok(());
        }
        progress.begin(Stage::Gate);
        let metadata = self.check(wasm, wasi)?;
        let request = ModuleRequest { key, wasi, probes: Probes::None, progress };
        let module = self.read_or_make(&request, Some(metadata), || Ok(wasm))?;
        self.shared.store.in_memory.insert(module);
        Ok(())
    }

    /// The ABI of the module of `code_hash`, where it is in memory.
    pub(crate) fn abi(&self, code_hash: &Hash, wasi: &WasiOptions) -> Option<Abi> {
        let module = self.shared.store.in_memory.find(&self.key(code_hash, wasi, Probes::None).artifact)?;
        Some(module.metadata.abi.clone())
    }

    /// The module from disk, or made from the bytes that `fetch` gives; these go through the gate unless their `metadata`
    /// is there already.
    fn read_or_make<B: AsRef<[u8]>>(
        &self,
        request: &ModuleRequest<'_>,
        metadata: Option<ModuleMetadata>,
        fetch: impl FnOnce() -> Result<B, EngineError>,
    ) -> Result<LoadedModule, EngineError> {
        self.shared.store.loaded.fetch_add(1, Ordering::Relaxed);
        let (wasm, admitted) = match self.shared.store.read(request.key, request.wasi) {
            Some(StoredModule::Machine(module)) => return Ok(*module),
            Some(StoredModule::Interpreted(metadata)) => (fetch()?, Admitted { metadata, interpreted_for_good: true }),
            None => {
                let wasm = fetch()?;
                let checked = metadata.map_or_else(|| self.check(wasm.as_ref(), request.wasi), Ok);
                (wasm, Admitted { metadata: checked?, interpreted_for_good: false })
            }
        };
        self.make(request, wasm.as_ref(), admitted)
    }

    /// Takes a module through the gate.
    ///
    /// # Errors
    /// That it can't pass.
    pub(crate) fn check(&self, wasm: &[u8], wasi: &WasiOptions) -> Result<ModuleMetadata, EngineError> {
        ModuleMetadata::of(wasm, wasi, (&self.rules.limits, self.rules.host_modules.imports()))
    }

    /// The key of a module: everything that its machine code depends on, and everything by which it was let in.
    fn key(&self, code_hash: &Hash, wasi: &WasiOptions, probes: Probes) -> ModuleKey {
        let parts = codec::encode(&(self.key_base, code_hash, wasi, probes)).unwrap_or_default();
        ModuleKey { artifact: Hash::of("allod 2026 artefact", &parts), code_hash: *code_hash }
    }

    /// The number of modules that were not in memory, and were read or made, since this was asked last.
    pub(crate) fn take_loaded(&self) -> u64 {
        self.shared.store.loaded.swap(0, Ordering::Relaxed)
    }

    /// Makes a module that passed the gate, and tells the observer of it.
    fn make(&self, request: &ModuleRequest<'_>, wasm: &[u8], admitted: Admitted) -> Result<LoadedModule, EngineError> {
        let bytes = wasm.len() as u64;
        let compilation = Compilation { code_hash: request.key.code_hash, bytes, in_background: false };
        let observer = self.shared.store.observer.as_deref();
        ObserverHandle::compiling(observer, compilation, || self.make_module(request, wasm, admitted))
    }

    /// Meters a module that passed the gate, translates it for the interpreter, and compiles it if that is soon done.
    fn make_module(
        &self,
        request: &ModuleRequest<'_>,
        wasm: &[u8],
        admitted: Admitted,
    ) -> Result<LoadedModule, EngineError> {
        let ModuleRequest { key, wasi, probes, progress } = *request;
        let Admitted { metadata, mut interpreted_for_good } = admitted;
        let _span = span!(INFO, "make_module", code_hash = %key.code_hash, bytes = wasm.len());
        progress.begin(Stage::Meter);
        let (metered, symbols) = self.meter(wasm, probes)?;
        // Also where it will not be used: whether a module enters must not depend on the node's backend.
        let program = translate(&metered.wasm, wasi)?;
        let compilable = probes != Probes::Stack
            && self.shared.compiler != Compiler::Interpreter
            && metered.heaviest_function <= Tiers::FUNCTION_MAX_BYTES;
        interpreted_for_good |= !compilable;
        let eager_max_bytes = self.shared.tiers.eager_max_bytes.min(Tiers::COMPILED.eager_max_bytes);
        if !interpreted_for_good && metered.compile_cost <= eager_max_bytes {
            progress.begin(Stage::MachineCode);
            match self.shared.store.compile(key, &metadata, &metered, wasi, probes)? {
                Compiled::Machine { code, bytes } => {
                    return Ok(LoadedModule::new(key, metadata, Code::Machine(*code), symbols, bytes));
                }
                Compiled::NoRoom => {}
                Compiled::Impossible => interpreted_for_good = true,
            }
        }
        let bytes = metered.wasm.len().saturating_mul(PROGRAM_BYTES_PER_WASM_BYTE);
        let promotable = !interpreted_for_good && probes == Probes::None;
        let tier_up_at = promotable.then(|| self.shared.tiers.tier_up_gas_per_byte.saturating_mul(metered.code_bytes));
        let code = Code::Tiered(Tiered::new(program, metered, tier_up_at));
        Ok(LoadedModule::new(key, metadata, code, symbols, bytes))
    }

    /// Meters a module that passed the gate, and puts `probes` into it, with the symbols that these speak of.
    fn meter(&self, wasm: &[u8], probes: Probes) -> Result<(Metered, Arc<Symbols>), EngineError> {
        let schedule = &self.rules.schedule;
        if probes == Probes::None {
            return Ok((Metered::from(instrument(wasm, schedule)?), Arc::default()));
        }
        let (metered, symbols) = meter_with_probes(wasm, schedule, probes)?;
        Ok((Metered::from(metered), Arc::new(symbols)))
    }

    /// Gives up everything that is idle: instances, modules, and threads' stacks.
    pub(crate) fn give_up(&self) {
        self.shared.store.in_memory.clear();
        reclaim::give_up();
        machine_code::free_stacks();
    }

    /// The program for a call of `module`, which is machine code and finds no room; `fetch` gives the bytes it was made of.
    /// `None` where there can't be one.
    ///
    /// # Errors
    /// Those of `fetch`.
    pub(crate) fn fallback_program(
        &self,
        module: &LoadedModule,
        wasi: &WasiOptions,
        fetch: impl FnOnce() -> Result<Vec<u8>, EngineError>,
    ) -> Result<Option<Arc<Program>>, EngineError> {
        if let Some(program) = module.fallback() {
            return Ok(program.clone());
        }
        let metered = instrument(&fetch()?, &self.rules.schedule)?.wasm;
        let program = translate(&metered, wasi).ok().map(Arc::new);
        if let Some(program) = &program {
            module.set_fallback(program.clone(), (metered.len() * PROGRAM_BYTES_PER_WASM_BYTE) as u64);
        }
        Ok(program)
    }

    /// Notes that a call of `module` was interpreted and used `gas`. Once that pays, the module is compiled behind the
    /// calls.
    pub(crate) fn note_interpreted(&self, module: &Arc<LoadedModule>, wasi: &WasiOptions, gas: u64) {
        let Code::Tiered(tiered) = &module.code else { return };
        let instance = INSTANCE_GAS + INSTANCE_GAS_PER_PAGE * u64::from(module.metadata.pages);
        if tiered.heat(gas.saturating_add(instance)) {
            let job = Job { module: Arc::downgrade(module), wasi: wasi.clone() };
            if !self.shared.background.submit(job, &self.shared.store) {
                tiered.unqueue();
            }
        }
    }
}

/// Translates a metered module for the interpreter.
fn translate(metered: &[u8], wasi: &WasiOptions) -> Result<Program, EngineError> {
    // A library reads the module of a stranger; should it panic, the module does not enter.
    let made = catch_unwind(|| Program::new(metered, wasi));
    made.unwrap_or_else(|_| Err(EngineError::NotCompiled("the interpreter panicked".into())))
}

/// Hash of the part that the keys of all artefacts have in common: versions, prices, and the limits of the gate.
fn key_base(compiler: Compiler, Rules { limits, schedule, host_modules, .. }: &Rules) -> Hash {
    let versions = (ARTEFACT_VERSION, METERING_VERSION, machine_code::VERSION, interpreter::VERSION, compiler.name());
    let gate = format!("{:?}", GateLimits::CURRENT);
    let parts = (versions, schedule.hash(), limits, gate, host_modules.digest());
    Hash::of("allod 2026 artefacts", &codec::encode(&parts).unwrap_or_default())
}

impl Drop for SharedModules {
    fn drop(&mut self) {
        self.store.in_memory.clear();
    }
}
