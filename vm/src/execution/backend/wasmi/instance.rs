//! Instance of a program, for one call.

use super::program::Program;
use super::store_data::{PendingHostCall, StoreData, raw};
use super::trap;
use crate::EngineError;
use crate::execution::backend::InstanceLimits;
use crate::execution::backend::entry::{Instance, RawValue};
use crate::execution::context::ExecutionContext;
use crate::execution::exit::{ExecResult, Exit};
use crate::execution::gas::GasMeter;
use crate::execution::host::HostCall;
use crate::execution::host::host_func::HostFunc;
use crate::explain::FailedStack;
use crate::modules::metadata::{Export, WasmInt};
use allod_compiler::gate::MEMORY_EXPORT;
use allod_compiler::instrument::{GAS_GLOBAL, PLACE_GLOBAL, STACK_GLOBAL};
use allod_compiler::probe::NO_PLACE;
use allod_core::WasmType;
use wasmi::{Global, Memory, ResumableCall, Store, Val};

/// Fresh instance of a program.
pub(crate) struct ProgramInstance {
    store: Store<StoreData>,
    instance: wasmi::Instance,
    /// The limit of the running call.
    meter: GasMeter,
    memory: Option<Memory>,
    gas: Global,
    stack: Global,
}

impl ProgramInstance {
    /// Instance of `program` with its counters set.
    ///
    /// # Errors
    /// [`EngineError::Shortage`] where the machine has no memory for it.
    pub(crate) fn new(program: &Program, meter: GasMeter, limits: InstanceLimits) -> Result<Self, EngineError> {
        // The gate has let in only modules that can be instantiated, if there is room.
        let no_room = |e: wasmi::Error| EngineError::Shortage { what: "an instance", why: e.to_string() };
        let mut store = Store::new(&program.engine, StoreData::new(program.max_memory.min(limits.memory)));
        store.limiter(|data| data);
        let instance = program.linker.instantiate_and_start(&mut store, &program.module).map_err(no_room)?;
        let counter = |name: &str| {
            let global = instance.get_global(&store, name);
            global.ok_or_else(|| EngineError::Internal(format!("a module without {name}")))
        };
        let (gas, stack) = (counter(GAS_GLOBAL)?, counter(STACK_GLOBAL)?);
        let memory = instance.get_memory(&store, MEMORY_EXPORT);
        let mut fresh = Self { store, instance, meter, memory, gas, stack };
        fresh.set(gas, Val::I64(meter.counter()))?;
        fresh.set(stack, Val::I32(limits.stack))?;
        Ok(fresh)
    }

    fn set(&mut self, global: Global, value: Val) -> Result<(), EngineError> {
        global.set(&mut self.store, value).map_err(|e| EngineError::Internal(format!("a counter: {e}")))
    }

    /// The module's counter of gas.
    pub(crate) fn gas(&self) -> i64 {
        self.gas.get(&self.store).i64().unwrap_or(-1)
    }

    /// Calls the host function that the instance waits for. Gives its result, if it has one.
    fn call_host(&mut self, context: &mut ExecutionContext) -> Result<Option<Val>, Exit> {
        let Some(PendingHostCall { function, args }) = self.store.data_mut().pending.take() else {
            return Err(EngineError::Internal("an instance is suspended without a host call".into()).into());
        };
        if let (Some(explainer), HostFunc::Module(_)) = (&mut context.explainer, &function) {
            let place = self.place();
            explainer.note(self.store.data().stack.at(place));
        }
        let mut meter = self.meter;
        meter.set_left(self.gas());
        let memory = self.memory.map_or(&mut [][..], |memory| memory.data_mut(&mut self.store));
        let mut call = HostCall { context, memory, meter };
        let result = call.dispatch(&function, &args);
        let left = Val::I64(call.meter.counter());
        self.set(self.gas, left)?;
        let result = result?;
        Ok(function.signature().1.map(|ty| match ty {
            WasmType::I32 => Val::I32(result as i32),
            WasmType::I64 => Val::I64(result),
        }))
    }

    /// The place of the innermost function, in a module that has stack probes.
    fn place(&self) -> i32 {
        let place = self.instance.get_global(&self.store, PLACE_GLOBAL);
        place.and_then(|place| place.get(&self.store).i32()).unwrap_or(NO_PLACE)
    }

    /// The stack of a run that failed, in a module that has stack probes.
    fn failed_stack(&mut self) -> FailedStack {
        let place = self.place();
        std::mem::take(&mut self.store.data_mut().stack).fail(place)
    }

    /// Exit of a run that the interpreter broke off.
    fn broken_off(&self, error: &wasmi::Error) -> Exit {
        trap::exit(error, self.stack.get(&self.store).i32().unwrap_or_default())
    }
}

impl Instance for ProgramInstance {
    fn call(&mut self, context: &mut ExecutionContext, export: Export<'_>, values: &mut [RawValue]) -> ExecResult {
        let Export { name, signature, .. } = export;
        let missing = || EngineError::Internal(format!("the ABI promised {name}"));
        let function = self.instance.get_func(&self.store, name).ok_or_else(missing)?;
        let args: Vec<Val> = signature.params.iter().zip(&*values).map(|(ty, raw)| value(*ty, *raw)).collect();
        let mut result = signature.result.map(|ty| value(ty, 0));
        let mut state = function.call_resumable(&mut self.store, &args, result.as_mut_slice());
        let ended = loop {
            let suspended = match state {
                Ok(ResumableCall::HostTrap(suspended)) => suspended,
                Ok(ResumableCall::Finished) => break Ok(()),
                Ok(ResumableCall::OutOfFuel(_)) => {
                    break Err(EngineError::Internal("an interpreter that counts".into()).into());
                }
                Err(error) => break Err(self.broken_off(&error)),
            };
            match self.call_host(context) {
                Ok(answer) => state = suspended.resume(&mut self.store, answer.as_slice(), result.as_mut_slice()),
                Err(exit) => break Err(exit),
            }
        };
        if ended.is_err()
            && let Some(explainer) = &mut context.explainer
        {
            explainer.note(self.failed_stack());
        }
        if self.store.data().has_failed() {
            let why = "its memory can't grow".into();
            return Err(EngineError::Shortage { what: "an instance", why }.into());
        }
        if let (Ok(()), Some(value), Some(slot)) = (&ended, &result, values.first_mut()) {
            *slot = raw(value).into();
        }
        ended
    }
}

fn value(ty: WasmInt, raw: RawValue) -> Val {
    match ty {
        WasmInt::I32 => Val::I32(raw as i32),
        WasmInt::I64 => Val::I64(raw as i64),
    }
}
