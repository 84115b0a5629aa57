//! Program: a metered module translated for the interpreter.

use super::store_data::{PendingHostCall, StoreData};
use crate::EngineError;
use crate::execution::host::host_func::HostFunc;
use allod_compiler::instrument::{WasmiLimits, legalize_wasmi};
use allod_compiler::probe::{STACK_MODULE, StackProbe};
use allod_core::WasmType;
use allod_security::{PAGE, WasiOptions};
use wasmi::errors::LinkerError;
use wasmi::{Caller, CompilationMode, Config, Engine, Error, ExternType, FuncType, Linker, Module, Val, ValType};

/// Version of the interpreter. It is part of every artefact's key, because an artefact says that its module can be
/// interpreted.
pub(crate) const VERSION: &str = "wasmi 1.1.0";

/// Limits of an interpreted function: 4 KiB of constants in a frame, and branches in 16 bits.
const LIMITS: WasmiLimits = WasmiLimits { constants: 512, branch_reach: i16::MAX as usize };

/// Depth of calls, and numbers of 8 bytes in their frames, that the interpreter has room for. A module counts its own
/// stack, of 768 KiB and twice 16 KiB at most, and each call takes 80 bytes or more of that, and 8 for each local and
/// operand. So it never has more than 10,240 calls open, with 102,400 numbers and 512 constants each; and it ends them
/// itself before either of these would.
const CALL_DEPTH_MAX: usize = 1 << 16;
const STACK_VALUES_MAX: usize = 1 << 23;

/// Program ready to be instantiated, with an engine of its own: an engine frees no code before it is dropped itself.
pub(crate) struct Program {
    pub(super) engine: Engine,
    pub(super) module: Module,
    pub(super) linker: Linker<StoreData>,
    /// Bytes of memory that an instance may have.
    pub(super) max_memory: usize,
}

impl Program {
    /// Program of `wasm`, which has passed the gate and is metered. All of it is translated, so that nothing is left that
    /// could fail when it runs.
    ///
    /// # Errors
    /// [`EngineError::NotCompiled`] with the interpreter's message.
    pub(crate) fn new(wasm: &[u8], wasi: &WasiOptions) -> Result<Self, EngineError> {
        let mut config = Config::default();
        config.compilation_mode(CompilationMode::Eager).ignore_custom_sections(true);
        config.wasm_simd(true).wasm_relaxed_simd(false);
        config.set_max_recursion_depth(CALL_DEPTH_MAX).set_max_stack_height(STACK_VALUES_MAX);
        // A deep recursion leaves a large stack, which is of no use until the next one.
        config.set_max_cached_stacks(0);
        let engine = Engine::new(&config);
        let module = Module::new(&engine, &*legalize_wasmi(wasm, &LIMITS)?);
        let module = module.map_err(|e| EngineError::NotCompiled(e.to_string()))?;
        let linker = linker(&engine, &module).map_err(|e| EngineError::NotCompiled(e.to_string()))?;
        let max_memory = usize::try_from(u64::from(wasi.memory_pages()) * PAGE).unwrap_or(usize::MAX);
        Ok(Self { engine, module, linker, max_memory })
    }
}

/// Linker of `module`, whose imports all suspend the instance. The gate has checked names and types.
fn linker(engine: &Engine, module: &Module) -> Result<Linker<StoreData>, LinkerError> {
    let mut linker = Linker::new(engine);
    // A module may import the same more than once.
    linker.allow_shadowing(true);
    for import in module.imports() {
        if import.module() == STACK_MODULE {
            link_stack_probe(&mut linker, import.name())?;
            continue;
        }
        let signature = || match import.ty() {
            ExternType::Func(ty) => Some((types(ty.params())?, types(ty.results())?.first().copied())),
            _ => None,
        };
        let Some(function) = HostFunc::named(import.module(), import.name(), signature) else { continue };
        let (params, result) = function.signature();
        let signature = FuncType::new(params.iter().map(value_type), result.iter().map(value_type));
        let suspend = move |mut caller: Caller<'_, StoreData>, args: &[Val], _: &mut [Val]| {
            caller.data_mut().pending = Some(PendingHostCall::new(&function, args));
            Err(Error::host(Yield))
        };
        linker.func_new(import.module(), import.name(), signature, suspend)?;
    }
    Ok(linker)
}

/// Links a stack probe. It needs nothing of the host but the instance's own stack, so the instance goes on at once.
fn link_stack_probe(linker: &mut Linker<StoreData>, name: &str) -> Result<(), LinkerError> {
    match StackProbe::named(name) {
        Some(StackProbe::Enter) => {
            let enter = |mut caller: Caller<'_, StoreData>, function: u32, place: i32| {
                caller.data_mut().stack.enter(function, place);
            };
            linker.func_wrap(STACK_MODULE, name, enter)?;
        }
        Some(StackProbe::Leave) => {
            let leave = |mut caller: Caller<'_, StoreData>, place: i32, number: u32, word: u64| {
                caller.data_mut().stack.leave(place, (number, word));
            };
            linker.func_wrap(STACK_MODULE, name, leave)?;
        }
        None => {}
    }
    Ok(())
}

/// Types that an import takes or gives.
fn types(of: &[ValType]) -> Option<Vec<WasmType>> {
    let known = |ty: &ValType| match ty {
        ValType::I32 => Some(WasmType::I32),
        ValType::I64 => Some(WasmType::I64),
        _ => None,
    };
    of.iter().map(known).collect()
}

fn value_type(ty: &WasmType) -> ValType {
    match ty {
        WasmType::I32 => ValType::I32,
        WasmType::I64 => ValType::I64,
    }
}

/// Error by which an import suspends the instance: the host call is made outside of the interpreter.
#[derive(Debug, thiserror::Error)]
#[error("a call of the host")]
struct Yield;

impl wasmi::errors::HostError for Yield {}
