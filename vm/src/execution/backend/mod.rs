//! One call of one module, on whatever it runs on.

pub(crate) mod wasmer;
pub(crate) mod wasmi;

pub(crate) use {wasmer as machine_code, wasmi as interpreter};

use crate::EngineError;
use crate::execution::backend::interpreter::Program;
use crate::execution::context::ExecutionContext;
use crate::execution::exit::{ExecResult, Exit, ExitReason};
use crate::execution::gas::GasMeter;
use crate::modules::LoadedModule;
use crate::modules::metadata::{self, Entry};
use crate::modules::tiering::Ready;
use allod_compiler::gate::INITIALIZE_EXPORT;
use allod_core::{Reason, RevertCode};
use allod_security::WasiOptions;
use std::sync::Arc;

/// A number that an entry takes or gives, in a slot as machine code looks for it.
pub(crate) type Number = u128;

/// Numbers that an entry takes without asking for memory.
const FEW: usize = 8;

/// An instance of a module, as new.
pub(crate) trait Instance {
    /// Runs the function exported as `name`, which has a place among the module's entries and is entered as its entry
    /// says. `numbers` holds its arguments, and its result afterwards; there are as many as the larger of the two
    /// counts.
    ///
    /// # Errors
    /// How the run ended that did not return.
    fn call(
        &mut self,
        session: &mut ExecutionContext,
        entry: (usize, &Entry),
        name: &str,
        numbers: &mut [Number],
    ) -> ExecResult;
}

/// Runs the function of `module` that stands at `function.0` in the ABI and is called `function.1`, in an instance that
/// is as new.
pub(crate) fn run(
    session: &mut ExecutionContext,
    module: &Arc<LoadedModule>,
    function: (usize, &str),
    wasi: &WasiOptions,
    meter: &mut GasMeter,
) -> ExecResult {
    match module.code.ready() {
        Ready::Machine(code) => match machine_code::ready(module, code, &session.shared.budgets) {
            Ok(guest) => {
                let most = session.memory_allowed(module.card.memory());
                machine_code::run(session, (module, guest), function, (stack_of(wasi), most), meter)
            }
            Err(shortage) => interpret_instead(session, module, function, (wasi, shortage), meter),
        },
        Ready::Program(program) => interpret(session, (module, &program), function, wasi, meter),
    }
}

/// As [`run`], by way of `program`. Apart from it, so that calls of machine code need no room for this one.
#[cold]
#[inline(never)]
fn interpret(
    session: &mut ExecutionContext,
    (module, program): (&Arc<LoadedModule>, &Program),
    function: (usize, &str),
    wasi: &WasiOptions,
    meter: &mut GasMeter,
) -> ExecResult {
    let before = meter.used();
    let most = session.memory_allowed(module.card.memory());
    let ended = interpreter::run(session, (module, program), function, (stack_of(wasi), most), meter);
    session.shared.modules.interpreted(module, wasi, meter.used() - before);
    ended
}

/// As [`run`], where machine code finds no room for an instance: the interpreter's takes no addresses to speak of. What
/// it can't run is a `shortage`.
#[cold]
#[inline(never)]
fn interpret_instead(
    session: &mut ExecutionContext,
    module: &Arc<LoadedModule>,
    function: (usize, &str),
    (wasi, shortage): (&WasiOptions, EngineError),
    meter: &mut GasMeter,
) -> ExecResult {
    if session.profiler.is_some() {
        return Err(shortage.into());
    }
    let shared = session.shared.clone();
    let program = shared.modules.program_instead(module, wasi, || {
        let code = session.journal.contracts().code(&module.wasm)?;
        code.ok_or_else(|| EngineError::CorruptStore(format!("no module {}", module.wasm)))
    })?;
    let Some(program) = program else { return Err(shortage.into()) };
    let most = session.memory_allowed(module.card.memory());
    interpreter::run(session, (module, &program), function, (stack_of(wasi), most), meter)
}

/// Bytes of stack that a module may use, as it counts them.
fn stack_of(wasi: &WasiOptions) -> i32 {
    i32::try_from(wasi.stack_size).unwrap_or(i32::MAX)
}

/// Runs one function in `instance`.
pub(crate) fn enter(
    session: &mut ExecutionContext,
    instance: &mut impl Instance,
    module: &LoadedModule,
    (at, function): (usize, &str),
) -> ExecResult {
    let missing = |name: &str| Exit::from(EngineError::Internal(format!("the ABI promised {name}")));
    if module.card.needs_initialize {
        let initialize = module.card.entry(INITIALIZE_EXPORT).ok_or_else(|| missing(INITIALIZE_EXPORT))?;
        instance.call(session, initialize, INITIALIZE_EXPORT, &mut [])?;
    }
    let (index, entry) = module.entry(at).ok_or_else(|| missing(function))?;
    let count = entry.params.len().max(usize::from(entry.result.is_some()));
    let (mut few, mut many);
    let numbers: &mut [Number] = if count <= FEW {
        few = [0; FEW];
        &mut few[..count]
    } else {
        many = vec![0; count];
        &mut many
    };
    if let Err(why) = arguments(entry, &session.frame()?.input, numbers) {
        return Err(ExitReason::Revert(RevertCode::INPUT, why.to_string()).into());
    }
    instance.call(session, (index, entry), function, numbers)?;
    if let (Some(result), Some(number)) = (entry.result, numbers.first()) {
        session.frame()?.output = match result {
            metadata::Number::I32 => (*number as u32).to_le_bytes().to_vec(),
            metadata::Number::I64 => (*number as u64).to_le_bytes().to_vec(),
        };
    }
    Ok(())
}

/// Writes the encoded input into `numbers` as a native entry takes it; nothing for one that reads its input itself.
fn arguments(entry: &Entry, input: &[u8], numbers: &mut [Number]) -> Result<(), Reason> {
    let mut left = input;
    for (number, slot) in entry.params.iter().zip(numbers) {
        let (value, rest) = match number {
            metadata::Number::I32 => left.split_first_chunk().map(|(n, rest)| (u32::from_le_bytes(*n).into(), rest)),
            metadata::Number::I64 => left.split_first_chunk().map(|(n, rest)| (u64::from_le_bytes(*n).into(), rest)),
        }
        .ok_or(Reason::InputShort { given: input.len() as u64 })?;
        *slot = value;
        left = rest;
    }
    match entry.params.is_empty() || left.is_empty() {
        true => Ok(()),
        false => Err(Reason::InputLeft { left: left.len() as u64 }),
    }
}
