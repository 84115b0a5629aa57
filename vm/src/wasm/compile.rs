//! From a metered module to machine code that can be instantiated.

use super::boundary::{self, Caps, SharedImage};
use crate::EngineError;
use allod_security::WasiOptions;
use wasmer::sys::{CompilerConfig, EngineBuilder, Features};
use wasmer::{Engine, Module};

/// The engine's version: machine code of another one is not loaded.
pub(crate) const VERSION: &str = "wasmer 7.4.2";

/// Room on the native stack beyond what a module may count, for what no module counts: the engine's own builtins,
/// trap handling, and host functions down to the store, which run on it too. It is address space until it is used.
const STACK_HEADROOM: usize = 1 << 20;

/// What turns a module into machine code. Results, gas and traps are the same with either.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compiler {
    /// Optimising, and free to use anywhere.
    #[default]
    Cranelift,
    /// One pass: compiles about ten times faster, and the code runs 1.3 to 2.6 times slower. Under a licence
    /// of its own (BUSL-1.1).
    #[cfg(feature = "singlepass")]
    Singlepass,
}

impl Compiler {
    /// The compiler's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cranelift => "cranelift",
            #[cfg(feature = "singlepass")]
            Self::Singlepass => "singlepass",
        }
    }
}

/// A module ready to be instantiated, with an engine of its own: an engine frees its code only when it is
/// dropped itself.
pub(crate) struct Code {
    pub(super) engine: Engine,
    pub(super) module: Module,
    /// What the memory of an instance is when it is new; taken from the first.
    pub(super) image: SharedImage,
}

/// Machine code for `wasm`, which has passed the gate and is metered.
///
/// # Errors
/// [`EngineError::NotCompiled`] with the compiler's words.
pub(crate) fn compile(wasm: &[u8], compiler: Compiler, wasi: &WasiOptions) -> Result<Vec<u8>, EngineError> {
    let builder = match compiler {
        Compiler::Cranelift => EngineBuilder::new(without_nans(wasmer::sys::Cranelift::new())),
        #[cfg(feature = "singlepass")]
        Compiler::Singlepass => EngineBuilder::new(without_nans(wasmer::sys::Singlepass::new())),
    };
    let engine: Engine = builder.set_features(Some(features(wasi))).engine().into();
    let module = Module::new(&engine, wasm).map_err(|e| EngineError::NotCompiled(e.to_string()))?;
    Ok(module.serialize().map_err(|e| EngineError::Wasm(e.to_string()))?.to_vec())
}

/// NaNs are made canonical in the module itself, so neither compiler does it again.
fn without_nans<C: CompilerConfig>(mut config: C) -> C {
    config.canonicalize_nans(false);
    config
}

/// What the gate lets in, and nothing else.
fn features(wasi: &WasiOptions) -> Features {
    let mut features = Features::none();
    features.bulk_memory = true;
    features.multi_value = true;
    features.simd = wasi.enable_simd;
    features.threads = wasi.enable_threads;
    features
}

/// Loads machine code that [`compile`] made on a machine like this one.
///
/// # Errors
/// [`EngineError::Wasm`] with the engine's words.
pub(crate) fn load(machine: &[u8], wasi: &WasiOptions) -> Result<Code, EngineError> {
    let caps = Caps {
        memory_pages: wasi.memory_pages(),
        table_entries: u32::try_from(wasi.table_size).unwrap_or(u32::MAX),
        stack_bytes: 2 * wasi.stack_size as usize + STACK_HEADROOM,
    };
    let image = SharedImage::default();
    let engine = boundary::engine(caps, image.clone());
    let module = boundary::trusted_module(&engine, machine)?;
    Ok(Code { engine, module, image })
}
