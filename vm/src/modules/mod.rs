//! Modules ready to run: [kept](Kept) in memory, behind that as machine code on disk, behind that made again.

pub(crate) mod artifact_store;
pub(crate) mod cache;
pub(crate) mod contract_cache;
pub(crate) mod contract_record;
pub(crate) mod metadata;
pub(crate) mod metered;
pub(crate) mod tiering;

use crate::engine::budget::{Budgets, CODE, Share, Taken};
use crate::engine::progress::Progress;
use crate::execution::backend::interpreter::{self, Program};
use crate::execution::backend::machine_code::{self, Effort, Quiet};
use crate::host_module::registry::HostModules;
use crate::modules::artifact_store::{ArtifactStore, CacheError};
use crate::modules::cache::LruCache;
use crate::modules::metadata::{Entry, ModuleMetadata};
use crate::modules::metered::Metered;
use crate::modules::tiering::{BackgroundCompiler, Code, Job, Tiered, Tiers};
use crate::profile::Names;
use crate::{Compiler, EngineError};
use allod_compiler::gate::GateLimits;
use allod_compiler::instrument::{METERING_VERSION, instrument};
use allod_compiler::{Stage, probe};
use allod_core::{Abi, Function, GasSchedule, Hash, ObjectId, Param, Type, codec};
use allod_security::{CallLimits, WasiOptions};
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::panic::catch_unwind;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// Changes whenever an artefact's own layout does.
const ARTEFACT_VERSION: u32 = 2;

/// Bytes of memory that a program takes for each byte of its metered module, the module itself included: measured on
/// what toolchains make, rounded up.
const PROGRAM: usize = 8;

/// Bytes of memory that machine code takes for each byte of its artefact: measured, rounded up.
const MACHINE: usize = 2;

/// Bytes that a module takes for itself, and for each byte of what is known of it: measured, rounded up.
const MODULE: u64 = 24 << 10;
const MODULE_CARD: u64 = 16;

/// Kernel mappings that machine code takes: what is executable, and what is not.
const MODULE_MAPPINGS: u64 = 2;

/// What making an instance of a program counts, in gas that the interpreter could have spent meanwhile: for itself, and
/// for each page of memory that it begins with, which is filled with zeros.
const INSTANCE: u64 = 32_768;
const INSTANCE_PAGE: u64 = 4_096;

/// A module ready to run.
pub(crate) struct LoadedModule {
    /// No two modules loaded in this process share it.
    pub(crate) id: u64,
    /// Its name among the modules and artefacts of its engine.
    pub(crate) key: Hash,
    pub(crate) card: ModuleMetadata,
    pub(crate) code: Code,
    /// Names of its functions, where it has probes.
    pub(crate) names: Names,
    /// What it offers for each function of the ABI, in its order.
    offered: Vec<Offer>,
    /// Where in the ABI each function stands.
    functions: HashMap<String, usize, RandomState>,
    /// The code it was made of.
    pub(crate) wasm: Hash,
    /// What it takes of the machine.
    taken: Taken,
    /// What it is interpreted with where machine code finds no room; `None` where that can't be done.
    instead: OnceLock<Option<Arc<Program>>>,
    /// What the clock of uses said when a call last asked for it.
    used: AtomicU64,
}

/// A function of the ABI.
struct Offer {
    /// What it gives, which receipts share.
    outputs: Arc<[Param]>,
    /// Where it is among the entries.
    entry: Option<usize>,
    /// Where in its input the ids of objects are, as far as that is the same for every input.
    objects: Box<[usize]>,
}

/// Where in an input of `params` the ids of objects are, up to the first that may be of any length.
fn objects(params: &[Param]) -> Box<[usize]> {
    let ends = params.iter().map_while(|param| param.ty.width()).scan(0, |at, width| {
        *at += width;
        Some(*at)
    });
    let is_object = |(param, _): &(&Param, usize)| param.ty == Type::ObjectId;
    params.iter().zip(ends).filter(is_object).map(|(_, end)| end - ObjectId::LEN).collect()
}

/// Counts the uses of all modules, to know which was not used for the longest.
static USES: AtomicU64 = AtomicU64::new(0);

impl LoadedModule {
    fn new((key, wasm): (Hash, Hash), card: ModuleMetadata, code: Code, names: Names, bytes: usize) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let taken = Taken::new(&CODE, share(&code, &card, bytes));
        let (id, used) = (NEXT.fetch_add(1, Ordering::Relaxed), AtomicU64::default());
        let entry = |function: &Function| card.entry(&function.name).map(|row| row.0);
        let offer = |function: &Function| Offer {
            outputs: function.outputs.as_slice().into(),
            entry: entry(function),
            objects: objects(&function.inputs),
        };
        let offered = card.abi.functions.iter().map(offer).collect();
        // The first of a name is the one that counts, as in the ABI.
        let named = card.abi.functions.iter().enumerate().rev();
        let functions = named.map(|(index, function)| (function.name.clone(), index)).collect();
        let instead = OnceLock::new();
        Self { id, key, card, code, names, offered, functions, wasm, taken, instead, used }
    }

    /// The function called `name`, and where in the ABI it stands.
    pub(crate) fn function(&self, name: &str) -> Option<(usize, &Function)> {
        let at = self.functions.get(name).copied()?;
        Some((at, self.card.abi.functions.get(at)?))
    }

    /// What the function gives that stands at `at` in the ABI.
    pub(crate) fn outputs(&self, at: usize) -> Arc<[Param]> {
        self.offered.get(at).map(|offer| offer.outputs.clone()).unwrap_or_default()
    }

    /// How the function is entered that stands at `at` in the ABI, and where it is among the entries.
    pub(crate) fn entry(&self, at: usize) -> Option<(usize, &Entry)> {
        let at = self.offered.get(at)?.entry?;
        Some((at, self.card.entry_at(at)?))
    }

    /// The ids of objects that `input` has for the function that stands at `at` in the ABI, as far as they are easily
    /// found.
    pub(crate) fn objects<'i>(&self, at: usize, input: &'i [u8]) -> impl Iterator<Item = ObjectId> + use<'_, 'i> {
        let places = self.offered.get(at).map_or(&[][..], |offer| &offer.objects);
        places.iter().filter_map(|place| input.get(*place..)?.first_chunk().copied().map(ObjectId))
    }

    /// What it takes of the machine.
    pub(crate) fn share(&self) -> Share {
        self.taken.share()
    }

    /// When a call asked for it last.
    pub(crate) fn used(&self) -> u64 {
        self.used.load(Ordering::Relaxed)
    }

    /// Notes that a call asked for it.
    pub(crate) fn note_use(&self) {
        self.used.store(USES.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
    }
}

impl std::fmt::Debug for LoadedModule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoadedModule").field("id", &self.id).field("taken", &self.taken).finish_non_exhaustive()
    }
}

/// What a module takes that runs on `bytes` bytes of `code`.
fn share(code: &Code, card: &ModuleMetadata, bytes: usize) -> Share {
    let card = codec::encode(card).map_or(0, |card| card.len() as u64);
    let mappings = if code.is_machine() { MODULE_MAPPINGS } else { 0 };
    Share { count: 1, mappings, bytes: MODULE + MODULE_CARD * card + bytes as u64 }
}

/// Rules of a chain by which modules are let in and metered.
pub(crate) struct Rules {
    pub(crate) limits: CallLimits,
    pub(crate) schedule: GasSchedule,
    pub(crate) host_modules: Arc<HostModules>,
}

/// All modules an engine has loaded.
pub(crate) struct ModuleCache {
    compiler: Compiler,
    tiers: Tiers,
    rules: Rules,
    /// The name of all that every key has in it: made once, because every call asks for a key.
    common: Hash,
    shelf: Arc<ModuleStore>,
    cache_error: Option<CacheError>,
    forge: BackgroundCompiler,
}

/// Where modules are kept.
pub(crate) struct ModuleStore {
    artefacts: Option<ArtifactStore>,
    compiler: Compiler,
    kept: LruCache,
}

/// What an artefact has in the place of machine code where the compiler made none that may be used: the module is
/// interpreted for good, and nobody need compile it to find out.
const INTERPRETED: &[u8] = b"interpreted";

/// What was found on disk.
enum Stored {
    Machine(Box<LoadedModule>),
    /// That there is no machine code to be had.
    Interpreted(ModuleMetadata),
}

impl ModuleCache {
    /// Keeps artefacts in `folder`, or nowhere but in memory.
    pub(crate) fn open(
        folder: Option<PathBuf>,
        (compiler, tiers): (Compiler, Tiers),
        rules: Rules,
        budgets: Budgets,
    ) -> Self {
        let (artefacts, cache_error) = match folder.map(|folder| ArtifactStore::open(folder, &budgets)).transpose() {
            Ok(artefacts) => (artefacts, None),
            Err(error) => (None, Some(error)),
        };
        let common = common(compiler, &rules);
        let shelf = Arc::new(ModuleStore { artefacts, compiler, kept: LruCache::new(budgets) });
        Self { compiler, tiers, rules, common, shelf, cache_error, forge: BackgroundCompiler::default() }
    }

    /// Why artefacts are not kept, where they should be.
    pub(crate) fn cache_error(&self) -> Option<&CacheError> {
        self.cache_error.as_ref()
    }

    /// The module called `code`, from memory, from disk, or made from the bytes that `fetch` gives; with probes if
    /// `probed`.
    ///
    /// # Errors
    /// Whatever `fetch` says, or that the module can't pass the gate or be compiled.
    pub(crate) fn get(
        &self,
        code: &Hash,
        wasi: &WasiOptions,
        probed: bool,
        fetch: impl FnOnce() -> Result<Vec<u8>, EngineError>,
    ) -> Result<Arc<LoadedModule>, EngineError> {
        let key = self.key(code, wasi, probed);
        if let Some(module) = self.shelf.kept.find(&key) {
            return Ok(module);
        }
        let module = self.read_or_make((key, *code), None, wasi, probed, &Progress::default(), fetch)?;
        Ok(self.shelf.kept.keep(module))
    }

    /// Lets `wasm`, which is called `code`, in. Whether it passes the gate is asked before anything is looked for that an
    /// earlier version of this program, with another gate, may have left on disk.
    ///
    /// # Errors
    /// That the module can't pass the gate, be metered or be interpreted. All of that is the same on every machine.
    pub(crate) fn admit(
        &self,
        code: &Hash,
        wasm: &[u8],
        wasi: &WasiOptions,
        progress: &Progress,
    ) -> Result<(), EngineError> {
        let called = (self.key(code, wasi, false), *code);
        // It came through this gate since the engine was opened.
        if self.shelf.kept.find(&called.0).is_some() {
            return Ok(());
        }
        progress.begin(Stage::Gate);
        let card = self.let_in(wasm, wasi)?;
        let module = self.read_or_make(called, Some(card), wasi, false, progress, || Ok(wasm))?;
        self.shelf.kept.keep(module);
        Ok(())
    }

    /// What the module called `code` offers, where it is in memory.
    pub(crate) fn abi(&self, code: &Hash, wasi: &WasiOptions) -> Option<Abi> {
        Some(self.shelf.kept.find(&self.key(code, wasi, false))?.card.abi.clone())
    }

    /// A module from disk, or made from the bytes that `fetch` gives; these go through the gate unless it gave a `card`
    /// already.
    fn read_or_make<B: AsRef<[u8]>>(
        &self,
        called: (Hash, Hash),
        card: Option<ModuleMetadata>,
        wasi: &WasiOptions,
        probed: bool,
        progress: &Progress,
        fetch: impl FnOnce() -> Result<B, EngineError>,
    ) -> Result<LoadedModule, EngineError> {
        let (wasm, known) = match self.shelf.read(called, wasi) {
            Some(Stored::Machine(module)) => return Ok(*module),
            Some(Stored::Interpreted(card)) => (fetch()?, (card, true)),
            None => {
                let wasm = fetch()?;
                let card = card.map_or_else(|| self.let_in(wasm.as_ref(), wasi), Ok)?;
                (wasm, (card, false))
            }
        };
        self.make(called, wasm.as_ref(), known, wasi, probed, progress)
    }

    /// Takes a module through the gate.
    fn let_in(&self, wasm: &[u8], wasi: &WasiOptions) -> Result<ModuleMetadata, EngineError> {
        ModuleMetadata::of(wasm, wasi, (&self.rules.limits, self.rules.host_modules.imports()))
    }

    /// Everything that machine code depends on, and everything by which it was let in.
    fn key(&self, code: &Hash, wasi: &WasiOptions, probed: bool) -> Hash {
        Hash::of("allod 2026 artefact", &codec::encode(&(self.common, code, wasi, probed)).unwrap_or_default())
    }

    /// Meters a module that passed the gate, and makes of it what its first call runs on. The second part of `known` says
    /// that its frames are known to be too wide for machine code.
    fn make(
        &self,
        called: (Hash, Hash),
        wasm: &[u8],
        known: (ModuleMetadata, bool),
        wasi: &WasiOptions,
        probed: bool,
        progress: &Progress,
    ) -> Result<LoadedModule, EngineError> {
        let (card, mut too_wide) = known;
        progress.begin(Stage::Meter);
        let mut metered = Metered::from(instrument(wasm, &self.rules.schedule)?);
        let mut names = Names::default();
        if probed {
            metered.wasm = probe::probe(&metered.wasm)?;
            names = Names::new(probe::function_names(wasm));
        }
        // Also where it will not be used: whether a module enters must not depend on what a node runs it on.
        let program = program(&metered.wasm, wasi)?;
        let compilable = self.compiler != Compiler::Interpreter && metered.heaviest <= Tiers::MOST_FOR_A_FUNCTION;
        if compilable && !too_wide && metered.compiling <= self.tiers.at_once.min(Tiers::COMPILED.at_once) {
            progress.begin(Stage::MachineCode);
            match machine_code::compile(&metered, self.compiler, wasi, Effort::Whole) {
                Ok(machine) => {
                    if !probed {
                        self.shelf.write(&called.0, &card, &machine)?;
                    }
                    // Where the machine has no room for it, it is interpreted.
                    if let Ok(code) = self.shelf.load(&machine, wasi) {
                        let bytes = machine.len() * MACHINE;
                        return Ok(LoadedModule::new(called, card, Code::Machine(code), names, bytes));
                    }
                }
                Err(EngineError::NotCompiled(_)) => {
                    too_wide = true;
                    if !probed {
                        self.shelf.write(&called.0, &card, INTERPRETED)?;
                    }
                }
                // As above.
                Err(EngineError::Shortage { .. }) => {}
                Err(error) => return Err(error),
            }
        }
        let bytes = metered.wasm.len().saturating_mul(PROGRAM);
        let forged = compilable && !too_wide && !probed;
        let enough = forged.then(|| self.tiers.patience.saturating_mul(metered.code_bytes));
        let code = Code::Tiered(Tiered::new(program, metered, enough));
        Ok(LoadedModule::new(called, card, code, names, bytes))
    }

    /// Lets go of everything that is idle: instances, modules, and threads' stacks.
    pub(crate) fn give_up(&self) {
        self.shelf.kept.clear();
        machine_code::give_up();
        machine_code::free_stacks();
    }

    /// What `module`, which is machine code, is interpreted with where that finds no room; `fetch` gives what it was made
    /// of. `None` where it can't be.
    ///
    /// # Errors
    /// Whatever `fetch` says.
    pub(crate) fn program_instead(
        &self,
        module: &LoadedModule,
        wasi: &WasiOptions,
        fetch: impl FnOnce() -> Result<Vec<u8>, EngineError>,
    ) -> Result<Option<Arc<Program>>, EngineError> {
        if let Some(program) = module.instead.get() {
            return Ok(program.clone());
        }
        let metered = instrument(&fetch()?, &self.rules.schedule)?.wasm;
        let program = program(&metered, wasi).ok().map(Arc::new);
        if program.is_some() && module.instead.set(program.clone()).is_ok() {
            module.taken.grow(metered.len() as u64 * PROGRAM as u64);
        }
        Ok(program)
    }

    /// Notes that a call of `module` was interpreted and used `gas`; has it compiled behind the calls if that pays now.
    pub(crate) fn interpreted(&self, module: &Arc<LoadedModule>, wasi: &WasiOptions, gas: u64) {
        let Code::Tiered(tiered) = &module.code else { return };
        let instance = INSTANCE + INSTANCE_PAGE * u64::from(module.card.pages);
        if tiered.warm(gas.saturating_add(instance)) {
            let job = Job { module: Arc::downgrade(module), wasi: wasi.clone() };
            if !self.forge.submit(job, &self.shelf) {
                tiered.ask_again();
            }
        }
    }
}

/// What the interpreter makes of a metered module.
fn program(metered: &[u8], wasi: &WasiOptions) -> Result<Program, EngineError> {
    // Somebody else's code reads the module of a stranger; should it panic, the module does not enter.
    let made = catch_unwind(|| Program::new(metered, wasi));
    made.unwrap_or_else(|_| Err(EngineError::NotCompiled("the interpreter panicked".into())))
}

/// The name of what the keys of all artefacts have in common: versions, prices, and how much is let in.
fn common(compiler: Compiler, Rules { limits, schedule, host_modules }: &Rules) -> Hash {
    let versions = (ARTEFACT_VERSION, METERING_VERSION, machine_code::VERSION, interpreter::VERSION, compiler.name());
    let gate = format!("{:?}", GateLimits::CURRENT);
    Hash::of(
        "allod 2026 artefacts",
        &codec::encode(&(versions, schedule.hash(), limits, gate, host_modules.digest())).unwrap_or_default(),
    )
}

impl Drop for ModuleCache {
    fn drop(&mut self) {
        self.shelf.kept.clear();
    }
}

impl ModuleStore {
    /// Loads machine code; once more without anything idle, if there is no room.
    fn load(&self, machine: &[u8], wasi: &WasiOptions) -> Result<machine_code::Code, EngineError> {
        let budgets = self.kept.budgets();
        machine_code::load(machine, wasi, budgets).or_else(|_| {
            machine_code::give_up();
            machine_code::load(machine, wasi, budgets)
        })
    }

    fn read(&self, called: (Hash, Hash), wasi: &WasiOptions) -> Option<Stored> {
        let artefact = self.artefacts.as_ref()?.read(&called.0)?;
        let (len, rest) = artefact.split_first_chunk::<4>()?;
        let (card, machine) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        let card = codec::decode(card).ok()?;
        if machine == INTERPRETED {
            return Some(Stored::Interpreted(card));
        }
        let (code, bytes) = (Code::Machine(self.load(machine, wasi).ok()?), machine.len() * MACHINE);
        Some(Stored::Machine(Box::new(LoadedModule::new(called, card, code, Names::default(), bytes))))
    }

    /// An artefact: the card's length as 4 bytes, the card, the machine code or [`INTERPRETED`].
    fn write(&self, key: &Hash, card: &ModuleMetadata, machine: &[u8]) -> Result<(), EngineError> {
        let Some(artefacts) = &self.artefacts else { return Ok(()) };
        let card = codec::encode(card)?;
        // A disk that is full must fail no block: without its artefact a module is made again.
        let _ = artefacts.write(key, &[&(card.len() as u32).to_le_bytes(), &card, machine]);
        Ok(())
    }

    /// Compiles the module of `job`, for calls that begin afterwards, as long as `quiet` allows.
    ///
    /// # Errors
    /// What the compiler says, or the disk. The module stays what it is, or its machine code is not found after the
    /// engine has closed.
    pub(crate) fn forge(&self, job: &Job, quiet: &Quiet) -> Result<(), EngineError> {
        let Some(module) = job.module.upgrade() else { return Ok(()) };
        let Code::Tiered(tiered) = &module.code else { return Ok(()) };
        let Some(metered) = tiered.take_metered() else { return Ok(()) };
        let compiled = machine_code::compile(&metered, self.compiler, &job.wasi, Effort::Quiet(quiet));
        if quiet.is_over() {
            return Ok(());
        }
        let machine = match compiled {
            Ok(machine) => machine,
            // So that nobody tries again after the engine is opened anew.
            Err(error @ EngineError::NotCompiled(_)) => {
                return self.write(&module.key, &module.card, INTERPRETED).and(Err(error));
            }
            Err(error) => return Err(error),
        };
        tiered.forge(machine_code::load(&machine, &job.wasi, self.kept.budgets())?);
        module.taken.set(share(&module.code, &module.card, machine.len() * MACHINE));
        self.kept.make_room(&module.key);
        self.write(&module.key, &module.card, &machine)
    }
}
