//! Backend of a call: the module run as machine code, or interpreted. Nothing that a contract can observe depends on which.
//!
//! | file | holds |
//! |---|---|
//! | [`entry`] | a function of an instance entered: arguments in, result out |
//! | `wasmer` | machine code; by the feature `cranelift` |
//! | `without_machine_code` | its place in a build without: the same items, of which there is never one |
//! | [`wasmi`] | the interpreter |
//! | [`native`] | Rust of the host's in the place of a module |

mod entry;
pub(crate) mod native;
#[cfg(feature = "cranelift")]
pub(crate) mod wasmer;
pub(crate) mod wasmi;
#[cfg(not(feature = "cranelift"))]
pub(crate) mod without_machine_code;

#[cfg(feature = "cranelift")]
pub(crate) use wasmer as machine_code;
pub(crate) use wasmi as interpreter;
#[cfg(not(feature = "cranelift"))]
pub(crate) use without_machine_code as machine_code;

use crate::EngineError;
use crate::execution::backend::entry::enter;
use crate::execution::backend::interpreter::{Program, ProgramInstance};
use crate::execution::context::ExecutionContext;
use crate::execution::exit::{ExecResult, Exit};
use crate::execution::gas::GasMeter;
use crate::modules::loaded_module::LoadedModule;
use crate::modules::tiering::Ready;
use allod_security::WasiOptions;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Limits of an instance in one call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct InstanceLimits {
    /// Bytes of stack, as the module counts them.
    pub(crate) stack: i32,
    /// Bytes of memory.
    pub(crate) memory: usize,
}

impl InstanceLimits {
    fn new(context: &ExecutionContext, module: &LoadedModule, wasi: &WasiOptions) -> Self {
        let memory = context.memory_allowed(module.metadata.memory_bytes());
        Self { stack: i32::try_from(wasi.stack_size).unwrap_or(i32::MAX), memory }
    }
}

/// Runs the function of `module` at `abi_index`, in an instance that is as new.
pub(crate) fn run(
    context: &mut ExecutionContext,
    module: &Arc<LoadedModule>,
    abi_index: usize,
    wasi: &WasiOptions,
    meter: &mut GasMeter,
) -> ExecResult {
    match module.code.ready() {
        Ready::Machine(code) => match machine_code::take(code, &context.environment.budgets) {
            Ok(mut instance) => {
                let limits = InstanceLimits::new(context, module, wasi);
                instance.set_counters(*meter, limits.stack);
                instance.allow_memory(limits.memory);
                let ended = enter(context, &mut *instance, module, abi_index);
                meter.set_left(instance.gas());
                machine_code::give(code, instance, &context.environment.budgets);
                ended
            }
            Err(shortage) => interpret_instead(context, module, abi_index, wasi, meter, shortage),
        },
        Ready::Program(program) => interpret(context, module, &program, abi_index, wasi, meter),
        Ready::Native(native) => native::run::run(context, native, abi_index, meter),
    }
}

/// Runs the function by way of `program`, and counts that for the tier. Not inlined, so that calls of machine code need no
/// stack for it.
#[cold]
#[inline(never)]
fn interpret(
    context: &mut ExecutionContext,
    module: &Arc<LoadedModule>,
    program: &Program,
    abi_index: usize,
    wasi: &WasiOptions,
    meter: &mut GasMeter,
) -> ExecResult {
    let before = meter.used();
    let ended = run_program(context, module, program, abi_index, wasi, meter);
    context.environment.modules.note_interpreted(module, wasi, meter.used() - before);
    ended
}

/// Runs the function by way of a program, where machine code finds no room for an instance: the interpreter's takes few
/// addresses. A module that it can't run is a `shortage`.
#[cold]
#[inline(never)]
fn interpret_instead(
    context: &mut ExecutionContext,
    module: &Arc<LoadedModule>,
    abi_index: usize,
    wasi: &WasiOptions,
    meter: &mut GasMeter,
    shortage: EngineError,
) -> ExecResult {
    if context.profiler.is_some() {
        return Err(shortage.into());
    }
    let environment = context.environment.clone();
    let program = environment.modules.fallback_program(module, wasi, || {
        let code = context.journal.contracts().code(&module.code_hash)?;
        code.ok_or_else(|| EngineError::CorruptStore(format!("no module {}", module.code_hash)))
    })?;
    let Some(program) = program else { return Err(shortage.into()) };
    run_program(context, module, &program, abi_index, wasi, meter)
}

/// Runs the function in a fresh instance of `program`.
fn run_program(
    context: &mut ExecutionContext,
    module: &LoadedModule,
    program: &Program,
    abi_index: usize,
    wasi: &WasiOptions,
    meter: &mut GasMeter,
) -> ExecResult {
    let mut instance = ProgramInstance::new(program, *meter, InstanceLimits::new(context, module, wasi))?;
    // As with machine code, a panic of a host function ends the call and not the engine.
    let ran = catch_unwind(AssertUnwindSafe(|| enter(context, &mut instance, module, abi_index)));
    meter.set_left(instance.gas());
    ran.unwrap_or_else(|panic| Err(Exit::from(EngineError::panicked(&*panic))))
}
