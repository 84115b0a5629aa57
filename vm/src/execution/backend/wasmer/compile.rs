//! Compilation: a metered module to machine code, and machine code to an engine that can instantiate it.

use super::boundary::{self, Caps, SharedImage};
use super::frames::{CheckedFrames, NATIVE_STACK};
use crate::engine::budget::{Budget, Budgets};
use crate::execution::host::host_func::HostFunc;
use crate::modules::metered::Metered;
use crate::{Compiler, EngineError};
use allod_core::WasmType;
use allod_security::WasiOptions;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Instant;
use wasmer::sys::{EngineBuilder, Features, NativeEngineExt};
use wasmer::{Engine, ExternType, Module};
use wasmer_types::{CompilationProgressCallback, CompileError, ModuleInfo, UserAbort};

/// Version of the engine: machine code of another one is not loaded.
pub(crate) const VERSION: &str = "wasmer 7.4.2";

/// Bytes that an instance takes beside its memory: for itself, for each function, each entry of a table and each global.
/// Measured and rounded up.
const INSTANCE_BYTES: u64 = 16 << 10;
const BYTES_PER_FUNCTION: u64 = 64;
const BYTES_PER_TABLE_ENTRY: u64 = 16;
const BYTES_PER_GLOBAL: u64 = 128;

/// Machine code ready to be instantiated, with an engine of its own: an engine frees its code only when it is dropped
/// itself.
pub(crate) struct Code {
    /// No two codes of this process share it.
    pub(super) id: u64,
    /// Held as long as the code is: instances look whether it is gone.
    pub(super) alive: Arc<()>,
    pub(super) engine: Engine,
    pub(super) module: Module,
    /// The memory of a new instance, taken from the first.
    pub(super) image: SharedImage,
    /// Bytes that an instance takes beside its memory.
    pub(super) instance_bytes: u64,
    /// True if its instances reserve addresses.
    pub(super) has_memory: bool,
    /// Bytes of the artefact.
    pub(super) artefact_bytes: usize,
}

/// Priority of a compilation.
#[derive(Clone, Copy)]
pub(crate) enum Priority<'p> {
    /// Every core: a call waits for it.
    Foreground,
    /// One core, until it is cancelled: no call waits for it.
    Background(&'p Cancellation),
}

/// Cancellation of a compilation in the background. A function that was begun is finished first; then compiling panics,
/// without a message, so the caller catches it.
#[derive(Clone)]
pub(crate) struct Cancellation {
    /// Set when the engine closes.
    pub(crate) stop: Arc<AtomicBool>,
    pub(crate) deadline: Instant,
}

impl Cancellation {
    /// True if the result is of no use any more, or took too long.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.stop.load(Ordering::Relaxed) || Instant::now() >= self.deadline
    }
}

/// Compiles `module`, which has passed the gate. Code with a frame wider than the module's count allows is refused.
///
/// # Errors
/// [`EngineError::NotCompiled`] with the compiler's message, or the function whose frame is too wide;
/// [`EngineError::Shortage`] where the machine has no room for the code.
pub(crate) fn compile(
    module: &Metered,
    compiler: Compiler,
    wasi: &WasiOptions,
    priority: Priority<'_>,
) -> Result<Vec<u8>, EngineError> {
    macro_rules! set_up {
        ($config:expr) => {{
            let mut config = $config;
            // NaNs are made canonical in the module itself, so no compiler does it again.
            config.canonicalize_nans(false);
            if let Priority::Background(_) = priority {
                config.num_threads(NonZeroUsize::MIN);
            }
            EngineBuilder::new(CheckedFrames { inner: config, sizes: module.frame_sizes.clone() })
        }};
    }
    let builder = match compiler {
        #[cfg(feature = "singlepass")]
        Compiler::Singlepass => set_up!(wasmer::sys::Singlepass::new()),
        Compiler::Cranelift | Compiler::Interpreter => set_up!(wasmer::sys::Cranelift::new()),
    };
    let engine: Engine = builder.set_features(Some(features(wasi))).engine().into();
    let module = match priority {
        // Where the system refuses to make the code executable the engine panics.
        Priority::Foreground => catch_unwind(AssertUnwindSafe(|| Module::new(&engine, &module.wasm)))
            .map_err(|_| EngineError::Shortage { what: "machine code", why: "the compiler panicked".into() })?,
        Priority::Background(cancellation) => {
            let cancellation = cancellation.clone();
            let go_on = move |_| match cancellation.is_cancelled() {
                // An error would end only the part of the module that is being compiled, and begin the next.
                true if cfg!(panic = "unwind") => resume_unwind(Box::new("nobody needs it any more")),
                true => Err(UserAbort::new("nobody needs it any more")),
                false => Ok(()),
            };
            engine.new_module_with_progress(&module.wasm, CompilationProgressCallback::new(go_on))
        }
    };
    let module = module.map_err(|error| match error {
        CompileError::Resource(why) => EngineError::Shortage { what: "machine code", why },
        other => EngineError::NotCompiled(other.to_string()),
    })?;
    Ok(module.serialize().map_err(|e| EngineError::Wasm(e.to_string()))?.to_vec())
}

/// Features of WebAssembly that the gate lets in, and no others.
fn features(wasi: &WasiOptions) -> Features {
    let mut features = Features::none();
    features.bulk_memory = true;
    features.multi_value = true;
    features.simd = wasi.enable_simd;
    features
}

/// Loads machine code that [`compile`] made on a machine like this one.
///
/// # Errors
/// [`EngineError::Shortage`] where the machine has no room for it.
pub(crate) fn load(machine: &[u8], wasi: &WasiOptions, budgets: &Budgets) -> Result<Code, EngineError> {
    let caps = Caps {
        memory_pages: wasi.memory_pages(),
        table_entries: u32::try_from(wasi.table_size).unwrap_or(u32::MAX),
        mappings: budgets.get(Budget::InstanceMappings),
    };
    let image = SharedImage::default();
    let engine = boundary::engine(caps, NATIVE_STACK, image.clone());
    let module = boundary::trusted_module(&engine, machine)?;
    let (instance_bytes, has_memory) = (instance_bytes(module.info()), !module.info().memories.is_empty());
    static NEXT: AtomicU64 = AtomicU64::new(0);
    let (id, alive) = (NEXT.fetch_add(1, Ordering::Relaxed), Arc::default());
    Ok(Code { id, alive, engine, module, image, instance_bytes, has_memory, artefact_bytes: machine.len() })
}

/// Bytes that an instance of a module takes beside its memory.
fn instance_bytes(module: &ModuleInfo) -> u64 {
    let tables: u64 = module.tables.iter().map(|(_, table)| u64::from(table.minimum)).sum();
    let globals = module.globals.len() as u64;
    let functions = module.functions.len() as u64;
    INSTANCE_BYTES + functions * BYTES_PER_FUNCTION + tables * BYTES_PER_TABLE_ENTRY + globals * BYTES_PER_GLOBAL
}

/// Import of a module.
pub(super) struct ImportedFunc {
    pub(super) module: String,
    pub(super) name: String,
    pub(super) function: HostFunc,
}

/// Imports of `module`, in its order. The gate has checked names and types.
pub(super) fn imported_functions(module: &Module) -> Vec<ImportedFunc> {
    let functions = module.imports().filter(|import| matches!(import.ty(), ExternType::Function(_)));
    let named = functions.filter_map(|import| {
        let signature = || match import.ty() {
            ExternType::Function(ty) => Some((types(ty.params())?, types(ty.results())?.first().copied())),
            _ => None,
        };
        let function = HostFunc::named(import.module(), import.name(), signature)?;
        Some(ImportedFunc { module: import.module().to_owned(), name: import.name().to_owned(), function })
    });
    named.collect()
}

/// Types that an import takes or gives.
fn types(of: &[wasmer::Type]) -> Option<Vec<WasmType>> {
    let known = |ty: &wasmer::Type| match ty {
        wasmer::Type::I32 => Some(WasmType::I32),
        wasmer::Type::I64 => Some(WasmType::I64),
        _ => None,
    };
    of.iter().map(known).collect()
}
