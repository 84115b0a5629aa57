//! Modules ready to run: [kept](Kept) in memory, behind that as machine code on disk, behind that made again.

use crate::artefacts::Artefacts;
use crate::budget::{Budgets, CODE, Share, Taken};
use crate::card::{Card, Entry};
use crate::interpreter::Program;
use crate::kept::Kept;
use crate::profile::Names;
use crate::tiers::{Code, Forge, Job, Tiered, Tiers};
use crate::wasm::{self, Effort};
use crate::{Compiler, EngineError};
use allod_compiler::instrument::{Instrumented, METERING_VERSION, instrument};
use allod_compiler::probe;
use allod_core::{Function, GasSchedule, Hash, ObjectId, Param, Type, codec};
use allod_security::{CallLimits, WasiOptions};
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::panic::catch_unwind;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// Changes whenever an artefact's own layout does.
const ARTEFACT_VERSION: u32 = 1;

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
    pub(crate) card: Card,
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
    fn new((key, wasm): (Hash, Hash), card: Card, code: Code, names: Names, bytes: usize) -> Self {
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
    ///
    /// # Errors
    /// As [`Abi::function`](allod_core::Abi::function).
    pub(crate) fn function(&self, name: &str) -> Result<(usize, &Function), allod_core::Error> {
        let at = self.functions.get(name).copied().unwrap_or(usize::MAX);
        match self.card.abi.functions.get(at) {
            Some(function) => Ok((at, function)),
            None => self.card.abi.function(name).map(|function| (at, function)),
        }
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
fn share(code: &Code, card: &Card, bytes: usize) -> Share {
    let card = codec::encode(card).map_or(0, |card| card.len() as u64);
    let mappings = if code.is_machine() { MODULE_MAPPINGS } else { 0 };
    Share { count: 1, mappings, bytes: MODULE + MODULE_CARD * card + bytes as u64 }
}

/// All modules an engine has loaded.
pub(crate) struct Modules {
    compiler: Compiler,
    tiers: Tiers,
    limits: CallLimits,
    schedule: GasSchedule,
    /// The schedule's name: made once, because every call asks for a key.
    schedule_hash: Hash,
    shelf: Arc<Shelf>,
    forge: Forge,
}

/// Where modules are kept.
pub(crate) struct Shelf {
    artefacts: Option<Artefacts>,
    compiler: Compiler,
    kept: Kept,
}

impl Modules {
    /// Keeps artefacts in `folder`, or nowhere but in memory.
    ///
    /// # Errors
    /// [`EngineError::Io`] where the folder can't be made or read.
    pub(crate) fn open(
        folder: Option<PathBuf>,
        (compiler, tiers): (Compiler, Tiers),
        limits: CallLimits,
        schedule: GasSchedule,
        budgets: Budgets,
    ) -> Result<Self, EngineError> {
        let artefacts = folder.map(Artefacts::open).transpose()?;
        let schedule_hash = schedule.hash();
        let shelf = Arc::new(Shelf { artefacts, compiler, kept: Kept::new(budgets) });
        Ok(Self { compiler, tiers, limits, schedule, schedule_hash, shelf, forge: Forge::default() })
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
        let module = match self.shelf.read((key, *code), wasi) {
            Some(module) => module,
            None => self.make((key, *code), &fetch()?, wasi, probed)?,
        };
        Ok(self.shelf.kept.keep(module))
    }

    /// Everything that machine code depends on.
    fn key(&self, code: &Hash, wasi: &WasiOptions, probed: bool) -> Hash {
        let versions = (ARTEFACT_VERSION, METERING_VERSION, wasm::VERSION, self.compiler.name());
        let parts = (versions, code, self.schedule_hash, wasi, probed);
        Hash::of("allod 2026 artefact", &codec::encode(&parts).unwrap_or_default())
    }

    /// Takes a module through the gate, meters it, and makes of it what its first call runs on.
    fn make(
        &self,
        called: (Hash, Hash),
        wasm: &[u8],
        wasi: &WasiOptions,
        probed: bool,
    ) -> Result<LoadedModule, EngineError> {
        let card = Card::of(wasm, wasi, &self.limits)?;
        let Instrumented { wasm: mut metered, code_bytes, .. } = instrument(wasm, &self.schedule)?;
        let mut names = Names::default();
        if probed {
            metered = probe::probe(&metered)?;
            names = Names::new(probe::function_names(wasm));
        }
        let interpreted = |program, metered: Vec<u8>, enough| {
            let bytes = metered.len().saturating_mul(PROGRAM);
            (Code::Tiered(Tiered::new(program, metered, enough)), bytes)
        };
        let (code, bytes) = match self.at_first(&metered, code_bytes as u64, wasi) {
            Some(program) => {
                let forged = self.compiler != Compiler::Interpreter && !probed;
                let enough = forged.then(|| self.tiers.patience.saturating_mul(code_bytes as u64));
                interpreted(program, metered, enough)
            }
            None => match wasm::compile(&metered, self.compiler, wasi, Effort::Whole) {
                Ok(machine) => {
                    if !probed {
                        self.shelf.write(&called.0, &card, &machine)?;
                    }
                    match self.shelf.load(&machine, wasi) {
                        Ok(code) => (Code::Machine(code), machine.len() * MACHINE),
                        // The machine has no room for it.
                        Err(error) => interpreted(program(&metered, wasi).ok_or(error)?, metered, None),
                    }
                }
                // Whether a module enters must not depend on what a node runs it on.
                Err(error) => interpreted(program(&metered, wasi).ok_or(error)?, metered, None),
            },
        };
        Ok(LoadedModule::new(called, card, code, names, bytes))
    }

    /// Lets go of everything that is idle: instances, modules, and threads' stacks.
    pub(crate) fn give_up(&self) {
        self.shelf.kept.clear();
        wasm::give_up();
        wasm::free_stacks();
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
        let metered = instrument(&fetch()?, &self.schedule)?.wasm;
        let program = program(&metered, wasi).map(Arc::new);
        if program.is_some() && module.instead.set(program.clone()).is_ok() {
            module.taken.grow(metered.len() as u64 * PROGRAM as u64);
        }
        Ok(program)
    }

    /// A program of a metered module with so many bytes of code, if its first call is to be interpreted.
    fn at_first(&self, metered: &[u8], code_bytes: u64, wasi: &WasiOptions) -> Option<Program> {
        let wanted = self.compiler == Compiler::Interpreter || code_bytes > self.tiers.at_once;
        wanted.then(|| program(metered, wasi)).flatten()
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

/// What the interpreter makes of a metered module, if it can. Vectors and atomics it does not know.
fn program(metered: &[u8], wasi: &WasiOptions) -> Option<Program> {
    if wasi.enable_simd || wasi.enable_threads {
        return None;
    }
    // Somebody else's code reads the module of a stranger; should it panic, the compiler has its turn.
    catch_unwind(|| Program::new(metered, wasi).ok()).ok().flatten()
}

impl Drop for Modules {
    fn drop(&mut self) {
        self.shelf.kept.clear();
    }
}

impl Shelf {
    /// Loads machine code; once more without anything idle, if there is no room.
    fn load(&self, machine: &[u8], wasi: &WasiOptions) -> Result<wasm::Code, EngineError> {
        let budgets = self.kept.budgets();
        wasm::load(machine, wasi, budgets).or_else(|_| {
            wasm::give_up();
            wasm::load(machine, wasi, budgets)
        })
    }

    fn read(&self, called: (Hash, Hash), wasi: &WasiOptions) -> Option<LoadedModule> {
        let artefact = self.artefacts.as_ref()?.read(&called.0)?;
        let (len, rest) = artefact.split_first_chunk::<4>()?;
        let (card, machine) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        let (card, code) = (codec::decode(card).ok()?, self.load(machine, wasi).ok()?);
        Some(LoadedModule::new(called, card, Code::Machine(code), Names::default(), machine.len() * MACHINE))
    }

    /// An artefact: the card's length as 4 bytes, the card, the machine code.
    fn write(&self, key: &Hash, card: &Card, machine: &[u8]) -> Result<(), EngineError> {
        let Some(artefacts) = &self.artefacts else { return Ok(()) };
        let card = codec::encode(card)?;
        artefacts.write(key, &[&(card.len() as u32).to_le_bytes(), &card, machine])
    }

    /// Compiles the module of `job`, for calls that begin afterwards; until `stop` is set.
    ///
    /// # Errors
    /// What the compiler says, or the disk. The module stays what it is, or its machine code is not found after the
    /// engine has closed.
    pub(crate) fn forge(&self, job: &Job, stop: &Arc<AtomicBool>) -> Result<(), EngineError> {
        let Some(module) = job.module.upgrade() else { return Ok(()) };
        let Code::Tiered(tiered) = &module.code else { return Ok(()) };
        let Some(metered) = tiered.take_metered() else { return Ok(()) };
        let machine = wasm::compile(&metered, self.compiler, &job.wasi, Effort::Quiet(stop))?;
        tiered.forge(wasm::load(&machine, &job.wasi, self.kept.budgets())?);
        module.taken.set(share(&module.code, &module.card, machine.len() * MACHINE));
        self.kept.make_room(&module.key);
        self.write(&module.key, &module.card, &machine)
    }
}
