//! Modules ready to run: kept in memory, behind that as machine code on disk, behind that made again.

use crate::artefacts::Artefacts;
use crate::card::{Card, Entry};
use crate::interpreter::Program;
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
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Changes whenever an artefact's own layout does.
const ARTEFACT_VERSION: u32 = 1;

/// Machine code and programs kept in memory, bytes: some fifty Go contracts, or thousands of small ones.
const KEPT_BYTES: usize = 512 << 20;

/// Bytes of memory that a program takes for each byte of its metered module, the module itself included: measured on
/// what toolchains make, rounded up.
const PROGRAM: usize = 8;

/// What making an instance of a program counts, in gas that the interpreter could have spent meanwhile: for itself, and
/// for each page of memory that it begins with, which is filled with zeros.
const INSTANCE: u64 = 32_768;
const INSTANCE_PAGE: u64 = 4_096;

/// A module ready to run.
pub(crate) struct LoadedModule {
    /// No two modules loaded in this process share it.
    pub(crate) id: u64,
    /// Its name among the modules and artefacts of its engine.
    key: Hash,
    pub(crate) card: Card,
    pub(crate) code: Code,
    /// Names of its functions, where it has probes.
    pub(crate) names: Names,
    /// What it offers for each function of the ABI, in its order.
    offered: Vec<Offer>,
    /// Where in the ABI each function stands.
    functions: HashMap<String, usize, RandomState>,
    /// Bytes of what it runs on, and of the memory an instance begins with. Changes only while `Kept` is locked.
    size: AtomicUsize,
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
    fn new(key: Hash, card: Card, code: Code, names: Names, bytes: usize) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let size = AtomicUsize::new(bytes + card.memory() as usize);
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
        Self { id, key, card, code, names, offered, functions, size, used }
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

    /// Notes that a call asked for it.
    pub(crate) fn note_use(&self) {
        self.used.store(USES.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
    }
}

impl std::fmt::Debug for LoadedModule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LoadedModule").field("id", &self.id).field("size", &self.size).finish_non_exhaustive()
    }
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
    kept: Mutex<Kept>,
}

/// The modules in memory.
#[derive(Default)]
struct Kept {
    modules: HashMap<Hash, Arc<LoadedModule>>,
    bytes: usize,
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
    ) -> Result<Self, EngineError> {
        let artefacts = folder.map(Artefacts::open).transpose()?;
        let schedule_hash = schedule.hash();
        let shelf = Arc::new(Shelf { artefacts, compiler, kept: Mutex::default() });
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
        if let Some(module) = self.shelf.kept().find(&key) {
            return Ok(module);
        }
        let module = match self.shelf.read(&key, wasi) {
            Some(module) => module,
            None => self.make(key, &fetch()?, wasi, probed)?,
        };
        Ok(self.shelf.kept().keep(key, module))
    }

    /// Everything that machine code depends on.
    fn key(&self, code: &Hash, wasi: &WasiOptions, probed: bool) -> Hash {
        let versions = (ARTEFACT_VERSION, METERING_VERSION, wasm::VERSION, self.compiler.name());
        let parts = (versions, code, self.schedule_hash, wasi, probed);
        Hash::of("allod 2026 artefact", &codec::encode(&parts).unwrap_or_default())
    }

    /// Takes a module through the gate, meters it, and makes of it what its first call runs on.
    fn make(&self, key: Hash, wasm: &[u8], wasi: &WasiOptions, probed: bool) -> Result<LoadedModule, EngineError> {
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
                        self.shelf.write(&key, &card, &machine)?;
                    }
                    (Code::Machine(wasm::load(&machine, wasi)?), machine.len())
                }
                // Whether a module enters must not depend on what a node runs it on.
                Err(error) => interpreted(program(&metered, wasi).ok_or(error)?, metered, None),
            },
        };
        Ok(LoadedModule::new(key, card, code, names, bytes))
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
        self.shelf.kept().modules.clear();
        wasm::sweep();
    }
}

impl Shelf {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, key: &Hash, wasi: &WasiOptions) -> Option<LoadedModule> {
        let artefact = self.artefacts.as_ref()?.read(key)?;
        let (len, rest) = artefact.split_first_chunk::<4>()?;
        let (card, machine) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        let (card, code) = (codec::decode(card).ok()?, wasm::load(machine, wasi).ok()?);
        Some(LoadedModule::new(*key, card, Code::Machine(code), Names::default(), machine.len()))
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
        tiered.forge(wasm::load(&machine, &job.wasi)?);
        self.kept().resize(&module, machine.len());
        self.write(&module.key, &module.card, &machine)
    }
}

impl Kept {
    fn find(&self, key: &Hash) -> Option<Arc<LoadedModule>> {
        let module = self.modules.get(key)?;
        module.note_use();
        Some(module.clone())
    }

    /// Keeps `module`, and lets go of those not asked for the longest while there is too much. Calls that
    /// run them hold them still.
    fn keep(&mut self, key: Hash, module: LoadedModule) -> Arc<LoadedModule> {
        self.bytes += module.size.load(Ordering::Relaxed);
        let module = Arc::new(module);
        module.note_use();
        if let Some(replaced) = self.modules.insert(key, module.clone()) {
            self.bytes -= replaced.size.load(Ordering::Relaxed);
        }
        self.make_room(&key);
        module
    }

    /// Notes that `module` runs on `bytes` bytes now.
    fn resize(&mut self, module: &Arc<LoadedModule>, bytes: usize) {
        if self.modules.get(&module.key).is_some_and(|kept| Arc::ptr_eq(kept, module)) {
            let size = bytes + module.card.memory() as usize;
            self.bytes = self.bytes - module.size.swap(size, Ordering::Relaxed) + size;
            self.make_room(&module.key);
        }
    }

    /// Lets go of modules other than the one called `key` while there is too much.
    fn make_room(&mut self, key: &Hash) {
        while self.bytes > KEPT_BYTES && self.modules.len() > 1 {
            let used = |row: &(&Hash, &Arc<LoadedModule>)| row.1.used.load(Ordering::Relaxed);
            let oldest = self.modules.iter().filter(|row| row.0 != key).min_by_key(used).map(|row| *row.0);
            let Some(gone) = oldest.and_then(|key| self.modules.remove(&key)) else { break };
            self.bytes -= gone.size.load(Ordering::Relaxed);
        }
    }
}
