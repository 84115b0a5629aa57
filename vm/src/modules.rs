//! Compiled modules, ready to run: kept in memory, behind that on disk, behind that compiled again.

use crate::EngineError;
use crate::artefacts::Artefacts;
use crate::card::{Card, Entry};
use crate::profile::Names;
use crate::wasm::{self, Compiler};
use allod_compiler::instrument::{METERING_VERSION, instrument};
use allod_compiler::probe;
use allod_core::{Function, GasSchedule, Hash, ObjectId, Param, Type, codec};
use allod_security::{CallLimits, WasiOptions};
use foldhash::fast::RandomState;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Changes whenever an artefact's own layout does.
const ARTEFACT_VERSION: u32 = 1;

/// Machine code kept in memory, bytes: some fifty Go contracts, or thousands of small ones.
const KEPT_BYTES: usize = 512 << 20;

/// A module ready to run.
pub(crate) struct LoadedModule {
    /// No two modules loaded in this process share it.
    pub(crate) id: u64,
    pub(crate) card: Card,
    pub(crate) code: wasm::Code,
    /// Names of its functions, where it has probes.
    pub(crate) names: Names,
    /// What it offers for each function of the ABI, in its order.
    offered: Vec<Offer>,
    /// Where in the ABI each function stands.
    functions: HashMap<String, usize, RandomState>,
    /// Bytes of machine code, and of the memory an instance begins with.
    size: usize,
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
    fn new(card: Card, code: wasm::Code, names: Names, machine: usize) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let size = machine + card.memory() as usize;
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
        Self { id, card, code, names, offered, functions, size, used }
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
    artefacts: Option<Artefacts>,
    compiler: Compiler,
    limits: CallLimits,
    schedule: GasSchedule,
    /// The schedule's name: made once, because every call asks for a key.
    schedule_hash: Hash,
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
        compiler: Compiler,
        limits: CallLimits,
        schedule: GasSchedule,
    ) -> Result<Self, EngineError> {
        let artefacts = folder.map(Artefacts::open).transpose()?;
        let schedule_hash = schedule.hash();
        Ok(Self { artefacts, compiler, limits, schedule, schedule_hash, kept: Mutex::default() })
    }

    /// The module called `code`, from memory, from disk, or compiled from the bytes that `fetch` gives; with probes if
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
        if let Some(module) = self.kept().find(&key) {
            return Ok(module);
        }
        let module = match self.read(&key, wasi) {
            Some(module) => module,
            None => self.compile(&key, &fetch()?, wasi, probed)?,
        };
        Ok(self.kept().keep(key, module))
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything that machine code depends on.
    fn key(&self, code: &Hash, wasi: &WasiOptions, probed: bool) -> Hash {
        let versions = (ARTEFACT_VERSION, METERING_VERSION, wasm::VERSION, self.compiler.name());
        let parts = (versions, code, self.schedule_hash, wasi, probed);
        Hash::of("allod 2026 artefact", &codec::encode(&parts).unwrap_or_default())
    }

    fn read(&self, key: &Hash, wasi: &WasiOptions) -> Option<LoadedModule> {
        let artefact = self.artefacts.as_ref()?.read(key)?;
        let (len, rest) = artefact.split_first_chunk::<4>()?;
        let (card, machine) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        let (card, code) = (codec::decode(card).ok()?, wasm::load(machine, wasi).ok()?);
        Some(LoadedModule::new(card, code, Names::default(), machine.len()))
    }

    /// An artefact: the card's length as 4 bytes, the card, the machine code.
    fn write(&self, key: &Hash, card: &Card, machine: &[u8]) -> Result<(), EngineError> {
        let Some(artefacts) = &self.artefacts else { return Ok(()) };
        let card = codec::encode(card)?;
        artefacts.write(key, &[&(card.len() as u32).to_le_bytes(), &card, machine])
    }

    fn compile(&self, key: &Hash, wasm: &[u8], wasi: &WasiOptions, probed: bool) -> Result<LoadedModule, EngineError> {
        let card = Card::of(wasm, wasi, &self.limits)?;
        let mut metered = instrument(wasm, &self.schedule)?.wasm;
        let mut names = Names::default();
        if probed {
            metered = probe::probe(&metered)?;
            names = Names::new(probe::function_names(wasm));
        }
        let machine = wasm::compile(&metered, self.compiler, wasi)?;
        if !probed {
            self.write(key, &card, &machine)?;
        }
        let code = wasm::load(&machine, wasi)?;
        Ok(LoadedModule::new(card, code, names, machine.len()))
    }
}

impl Drop for Modules {
    fn drop(&mut self) {
        self.kept().modules.clear();
        wasm::sweep();
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
        self.bytes += module.size;
        let module = Arc::new(module);
        module.note_use();
        if let Some(replaced) = self.modules.insert(key, module.clone()) {
            self.bytes -= replaced.size;
        }
        while self.bytes > KEPT_BYTES && self.modules.len() > 1 {
            let used = |row: &(&Hash, &Arc<LoadedModule>)| row.1.used.load(Ordering::Relaxed);
            let oldest = self.modules.iter().filter(|row| *row.0 != key).min_by_key(used).map(|row| *row.0);
            let Some(gone) = oldest.and_then(|key| self.modules.remove(&key)) else { break };
            self.bytes -= gone.size;
        }
        module
    }
}
