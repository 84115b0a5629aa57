//! One call of one instance.

use super::program::Program;
use super::trap;
use crate::EngineError;
use crate::execution::backend::{Instance, Number, enter};
use crate::execution::context::ExecutionContext;
use crate::execution::exit::{ExecResult, Exit};
use crate::execution::gas::GasMeter;
use crate::execution::host::RawArgs;
use crate::execution::host::imports::{HostCall, Target, serve};
use crate::modules::LoadedModule;
use crate::modules::metadata::{self, Entry};
use allod_compiler::gate::MEMORY_EXPORT;
use allod_compiler::instrument::{GAS_GLOBAL, STACK_GLOBAL};
use allod_core::WasmType;
use std::panic::{AssertUnwindSafe, catch_unwind};
use wasmi::{Global, Memory, ResourceLimiter, ResumableCall, Store, Val};
use wasmi_core::LimiterError;

/// What an instance shares with its imports, and the memory it may have.
pub(super) struct Room {
    /// What the instance asks of the host.
    pub(super) asked: Option<Asked>,
    /// Bytes of memory at most.
    most: usize,
    /// Set where the operating system had no memory to give: what ran can't be trusted.
    failed: bool,
}

/// A call of the host.
pub(super) struct Asked {
    target: Target,
    args: RawArgs,
}

impl Asked {
    pub(super) fn of(target: &Target, given: &[Val]) -> Self {
        let mut args = RawArgs::default();
        for (slot, value) in args.iter_mut().zip(given) {
            *slot = raw(value);
        }
        Self { target: target.clone(), args }
    }
}

impl ResourceLimiter for Room {
    fn memory_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> Result<bool, LimiterError> {
        Ok(desired <= self.most)
    }

    fn memory_grow_failed(&mut self, _: &LimiterError) {
        // Another machine might have had the memory, so the call can't go on as if there were none.
        self.failed = true;
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> Result<bool, LimiterError> {
        // The gate has checked how it begins, and lets nothing in that grows it.
        Ok(true)
    }

    fn instances(&self) -> usize {
        1
    }

    fn tables(&self) -> usize {
        1
    }

    fn memories(&self) -> usize {
        1
    }
}

/// A fresh instance.
struct Fresh {
    store: Store<Room>,
    instance: wasmi::Instance,
    /// The limit of the call that runs.
    meter: GasMeter,
    memory: Option<Memory>,
    gas: Global,
    stack: Global,
}

/// Runs the function of `module`, which `program` was made of, that stands at `function.0` in the ABI and is called
/// `function.1`. The module may use so many bytes of stack, and have so many of memory, as `limits` says.
pub(crate) fn run(
    session: &mut ExecutionContext,
    (module, program): (&LoadedModule, &Program),
    function: (usize, &str),
    limits: (i32, usize),
    meter: &mut GasMeter,
) -> ExecResult {
    let mut fresh = Fresh::new(program, *meter, limits)?;
    // As behind machine code, what a host function panics with ends the call and not the engine.
    let ran = catch_unwind(AssertUnwindSafe(|| enter(session, &mut fresh, module, function)));
    meter.set_left(fresh.gas());
    ran.unwrap_or_else(|panic| Err(EngineError::panicked(&*panic).into()))
}

impl Fresh {
    /// An instance of `program` with its counters set.
    ///
    /// # Errors
    /// [`EngineError::Shortage`] where there is no memory to be had for it.
    fn new(program: &Program, meter: GasMeter, (stack, memory): (i32, usize)) -> Result<Self, EngineError> {
        // The gate has let in only what can be instantiated, if there is room.
        let no_room = |e: wasmi::Error| EngineError::Shortage { what: "an instance", why: e.to_string() };
        let room = Room { asked: None, most: program.memory.min(memory), failed: false };
        let mut store = Store::new(&program.engine, room);
        store.limiter(|room| room);
        let instance = program.linker.instantiate_and_start(&mut store, &program.module).map_err(no_room)?;
        let counter = |name: &str| {
            let global = instance.get_global(&store, name);
            global.ok_or_else(|| EngineError::Internal(format!("a module without {name}")))
        };
        let (gas, left) = (counter(GAS_GLOBAL)?, counter(STACK_GLOBAL)?);
        let memory = instance.get_memory(&store, MEMORY_EXPORT);
        let mut fresh = Self { store, instance, meter, memory, gas, stack: left };
        fresh.set(fresh.gas, Val::I64(meter.counter()))?;
        fresh.set(fresh.stack, Val::I32(stack))?;
        Ok(fresh)
    }

    fn set(&mut self, global: Global, value: Val) -> Result<(), EngineError> {
        global.set(&mut self.store, value).map_err(|e| EngineError::Internal(format!("a counter: {e}")))
    }

    /// What the module's counter of gas says.
    fn gas(&self) -> i64 {
        self.gas.get(&self.store).i64().unwrap_or(-1)
    }

    /// Serves what the instance asks of the host.
    fn serve(&mut self, session: &mut ExecutionContext) -> Result<Option<Val>, Exit> {
        let Some(Asked { target, args }) = self.store.data_mut().asked.take() else {
            return Err(EngineError::Internal("an instance stands still and asks for nothing".into()).into());
        };
        let mut meter = self.meter;
        meter.set_left(self.gas());
        let memory = self.memory.map_or(&mut [][..], |memory| memory.data_mut(&mut self.store));
        let mut crossing = HostCall { session, memory, meter };
        let answer = serve(&mut crossing, &target, &args);
        let left = Val::I64(crossing.meter.counter());
        self.set(self.gas, left)?;
        let answer = answer?;
        Ok(target.signature().1.map(|ty| match ty {
            WasmType::I32 => Val::I32(answer as i32),
            WasmType::I64 => Val::I64(answer),
        }))
    }

    /// Why a run stopped that the interpreter broke off.
    fn broken(&self, error: &wasmi::Error) -> Exit {
        trap::ended(error, self.stack.get(&self.store).i32().unwrap_or_default())
    }
}

impl Instance for Fresh {
    fn call(
        &mut self,
        session: &mut ExecutionContext,
        (_, entry): (usize, &Entry),
        name: &str,
        numbers: &mut [Number],
    ) -> ExecResult {
        let missing = || EngineError::Internal(format!("the ABI promised {name}"));
        let function = self.instance.get_func(&self.store, name).ok_or_else(missing)?;
        let given: Vec<Val> = entry.params.iter().zip(&*numbers).map(|(ty, number)| value(*ty, *number)).collect();
        let mut result = entry.result.map(|ty| value(ty, 0));
        let mut state = function.call_resumable(&mut self.store, &given, result.as_mut_slice());
        let ended = loop {
            let standing = match state {
                Ok(ResumableCall::HostTrap(standing)) => standing,
                Ok(ResumableCall::Finished) => break Ok(()),
                Ok(ResumableCall::OutOfFuel(_)) => {
                    break Err(EngineError::Internal("an interpreter that counts".into()).into());
                }
                Err(error) => break Err(self.broken(&error)),
            };
            match self.serve(session) {
                Ok(answer) => state = standing.resume(&mut self.store, answer.as_slice(), result.as_mut_slice()),
                Err(stop) => break Err(stop),
            }
        };
        if self.store.data().failed {
            let why = "its memory can't grow".into();
            return Err(EngineError::Shortage { what: "an instance", why }.into());
        }
        if let (Ok(()), Some(value), Some(number)) = (&ended, &result, numbers.first_mut()) {
            *number = raw(value).into();
        }
        ended
    }
}

fn value(ty: metadata::Number, number: Number) -> Val {
    match ty {
        metadata::Number::I32 => Val::I32(number as i32),
        metadata::Number::I64 => Val::I64(number as i64),
    }
}

/// A number as a raw argument; the gate knows no signature of anything else.
fn raw(value: &Val) -> u64 {
    match value {
        Val::I32(number) => u64::from(*number as u32),
        Val::I64(number) => *number as u64,
        _ => 0,
    }
}
