//! Module store: machine code loaded, written to disk, read from there, and put in a program's place.

use crate::Compilation;
use crate::engine::budget::reclaim;
use crate::engine::observer::handle::ObserverHandle;
use crate::execution::backend::machine_code::{self, Cancellation, Priority};
use crate::modules::artifact_store::ArtifactStore;
use crate::modules::loaded_module::{LoadedModule, ModuleKey};
use crate::modules::lru_cache::LruCache;
use crate::modules::metadata::ModuleMetadata;
use crate::modules::metered::Metered;
use crate::modules::probes::Probes;
use crate::modules::tiering::Code;
use crate::span::span;
use crate::{Compiler, EngineError};
use allod_core::{Hash, codec};
use allod_security::WasiOptions;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// Bytes of memory that machine code takes for each byte of its artefact: measured, rounded up.
const MACHINE_BYTES_PER_ARTIFACT_BYTE: usize = 2;

/// Mark in the place of machine code where the compiler made none that may be used: the module is interpreted for good, and
/// need not be compiled to find that out.
const INTERPRETED: &[u8] = b"interpreted";

/// Store of an engine's modules: in memory, and on disk if there is a folder.
pub(crate) struct ModuleStore {
    artifacts: Option<ArtifactStore>,
    compiler: Compiler,
    pub(crate) in_memory: LruCache,
    /// The observer of compilations, if there is one.
    pub(crate) observer: Option<Arc<ObserverHandle>>,
    /// Modules that were not in memory, and were read or made, since somebody asked.
    pub(crate) loaded: AtomicU64,
}

/// Module on disk.
pub(crate) enum StoredModule {
    Machine(Box<LoadedModule>),
    /// A module for which there is no machine code to be had.
    Interpreted(ModuleMetadata),
}

/// Result of a compilation before a module's first call.
pub(crate) enum Compiled {
    /// Machine code of so many bytes in memory.
    Machine { code: Box<machine_code::Code>, bytes: usize },
    /// The machine has no room for the code now.
    NoRoom,
    /// There is no machine code to be had.
    Impossible,
}

impl ModuleStore {
    pub(crate) fn new(
        artifacts: Option<ArtifactStore>,
        compiler: Compiler,
        in_memory: LruCache,
        observer: Option<Arc<ObserverHandle>>,
    ) -> Self {
        Self { artifacts, compiler, in_memory, observer, loaded: AtomicU64::new(0) }
    }

    /// Loads machine code; once more without anything idle, if there is no room.
    fn load(&self, machine: &[u8], wasi: &WasiOptions) -> Result<machine_code::Code, EngineError> {
        let budgets = self.in_memory.budgets();
        machine_code::load(machine, wasi, budgets).or_else(|_| {
            reclaim::give_up();
            machine_code::load(machine, wasi, budgets)
        })
    }

    /// Reads a module from disk; `None` if it is not there, or can't be used.
    pub(crate) fn read(&self, key: ModuleKey, wasi: &WasiOptions) -> Option<StoredModule> {
        let artifact = self.artifacts.as_ref()?.read(&key.artifact)?;
        let (len, rest) = artifact.split_first_chunk::<4>()?;
        let (metadata, machine) = rest.split_at_checked(u32::from_le_bytes(*len) as usize)?;
        let metadata = codec::decode(metadata).ok()?;
        if machine == INTERPRETED {
            return Some(StoredModule::Interpreted(metadata));
        }
        let code = Code::Machine(self.load(machine, wasi).ok()?);
        let bytes = machine.len() * MACHINE_BYTES_PER_ARTIFACT_BYTE;
        let module = LoadedModule::new(key, metadata, code, Arc::default(), bytes);
        Some(StoredModule::Machine(Box::new(module)))
    }

    /// Writes an artefact: the length of the metadata as 4 bytes, the metadata, the machine code or [`INTERPRETED`].
    ///
    /// # Errors
    /// [`EngineError::Abi`] for metadata without an encoding. A disk that is full must fail no block: without its artefact a
    /// module is made again.
    fn write(&self, artifact: &Hash, metadata: &ModuleMetadata, machine: &[u8]) -> Result<(), EngineError> {
        let Some(artifacts) = &self.artifacts else { return Ok(()) };
        let metadata = codec::encode(metadata)?;
        let _ = artifacts.write(artifact, &[&(metadata.len() as u32).to_le_bytes(), &metadata, machine]);
        Ok(())
    }

    /// Compiles a module for its first call, and keeps the machine code on disk unless the module has `probes`.
    ///
    /// # Errors
    /// The compiler's, but for the two that [`Compiled`] has.
    pub(crate) fn compile(
        &self,
        key: ModuleKey,
        metadata: &ModuleMetadata,
        metered: &Metered,
        wasi: &WasiOptions,
        probes: Probes,
    ) -> Result<Compiled, EngineError> {
        match machine_code::compile(metered, self.compiler, wasi, Priority::Foreground) {
            Ok(machine) => {
                if probes == Probes::None {
                    self.write(&key.artifact, metadata, &machine)?;
                }
                let bytes = machine.len() * MACHINE_BYTES_PER_ARTIFACT_BYTE;
                let loaded = self.load(&machine, wasi);
                Ok(loaded.map_or(Compiled::NoRoom, |code| Compiled::Machine { code: Box::new(code), bytes }))
            }
            Err(EngineError::NotCompiled(_)) => {
                if probes == Probes::None {
                    self.write(&key.artifact, metadata, INTERPRETED)?;
                }
                Ok(Compiled::Impossible)
            }
            Err(EngineError::Shortage { .. }) => Ok(Compiled::NoRoom),
            Err(error) => Err(error),
        }
    }

    /// Promotes `module` from the interpreter to machine code, for calls that begin afterwards, unless it is cancelled.
    ///
    /// # Errors
    /// The compiler's, or the disk's. The module stays interpreted, or its machine code is not found after the engine has
    /// closed.
    pub(crate) fn promote(
        &self,
        module: &LoadedModule,
        wasi: &WasiOptions,
        cancellation: &Cancellation,
    ) -> Result<(), EngineError> {
        let Code::Tiered(tiered) = &module.code else { return Ok(()) };
        let Some(metered) = tiered.take_metered() else { return Ok(()) };
        let _span = span!(INFO, "promote", code_hash = %module.code_hash);
        let bytes = metered.wasm.len() as u64;
        let compilation = Compilation { code_hash: module.code_hash, bytes, in_background: true };
        let compiled = ObserverHandle::compiling(self.observer.as_deref(), compilation, || {
            machine_code::compile(&metered, self.compiler, wasi, Priority::Background(cancellation))
        });
        if cancellation.is_cancelled() {
            return Ok(());
        }
        let machine = match compiled {
            Ok(machine) => machine,
            // So that no engine tries again after this one has closed.
            Err(error @ EngineError::NotCompiled(_)) => {
                return self.write(&module.key, &module.metadata, INTERPRETED).and(Err(error));
            }
            Err(error) => return Err(error),
        };
        tiered.promote(machine_code::load(&machine, wasi, self.in_memory.budgets())?);
        module.set_machine_bytes(machine.len() * MACHINE_BYTES_PER_ARTIFACT_BYTE);
        self.in_memory.make_room(&module.key);
        self.write(&module.key, &module.metadata, &machine)
    }
}
