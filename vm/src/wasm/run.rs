//! One instance, one call.

use super::linker::{HostState, Stopped, counter, link};
use super::trap;
use crate::EngineError;
use crate::call::Ended;
use crate::card::{Entry, Number};
use crate::frame::Stop;
use crate::gas::GasMeter;
use crate::modules::LoadedModule;
use crate::session::Session;
use allod_compiler::instrument::{GAS_GLOBAL, STACK_GLOBAL};
use allod_core::RevertCode;
use allod_security::WasiOptions;
use wasmer::{FunctionEnv, Instance, RuntimeError, Store, Value};

/// Runs `function` of `module` in a fresh instance. The session goes in and comes back.
pub(crate) fn run(
    session: Box<Session>,
    module: &LoadedModule,
    function: &str,
    wasi: &WasiOptions,
    meter: GasMeter,
) -> (Box<Session>, GasMeter, Ended) {
    let mut store = Store::new(module.code.engine.clone());
    let state = HostState {
        session: Some(session),
        memory: None,
        gas: None,
        meter,
        stop: None,
        stopped: RuntimeError::user(Box::new(Stopped)),
    };
    let env = FunctionEnv::new(&mut store, state);
    let ended =
        enter(&mut store, &env, module, function, wasi).unwrap_or_else(|error| Ended::Stopped(Stop::Fault(error)));

    let gas = env.as_ref(&store).gas.clone();
    let mut meter = meter;
    if let Some(gas) = gas {
        meter.set_left(counter(&gas, &mut store));
    }
    let session = env.as_mut(&mut store).session.take();
    // Host functions put the session back before they return, whatever they answer.
    let session = session.expect("a host function kept the session");
    (session, meter, ended)
}

fn enter(
    store: &mut Store,
    env: &FunctionEnv<HostState>,
    module: &LoadedModule,
    function: &str,
    wasi: &WasiOptions,
) -> Result<Ended, EngineError> {
    let wasm = |e: &dyn std::fmt::Display| EngineError::Wasm(e.to_string());
    let imports = link(store, env, &module.code.module);
    let instance = Instance::new(store, &module.code.module, &imports).map_err(|e| wasm(&e))?;
    let gas = instance.exports.get_global(GAS_GLOBAL).map_err(|e| wasm(&e))?.clone();
    let stack = instance.exports.get_global(STACK_GLOBAL).map_err(|e| wasm(&e))?.clone();
    let left = env.as_ref(store).meter.counter();
    gas.set(store, Value::I64(left)).map_err(|e| wasm(&e))?;
    stack.set(store, Value::I32(i32::try_from(wasi.stack_size).unwrap_or(i32::MAX))).map_err(|e| wasm(&e))?;
    let state = env.as_mut(store);
    state.memory = instance.exports.get_memory("memory").ok().cloned();
    state.gas = Some(gas);

    let call = |store: &mut Store, name: &str, args: &[Value]| {
        let entry = instance.exports.get_function(name).map_err(|e| wasm(&e))?;
        Ok::<_, EngineError>(entry.call(store, args).map_err(|error| {
            let stack_left = counter(&stack, store) as i32;
            match env.as_mut(store).stop.take() {
                Some(stop) => Ended::Stopped(stop),
                None => trap::ended(error, stack_left),
            }
        }))
    };
    if module.card.needs_initialize
        && let Err(ended) = call(store, "_initialize", &[])?
    {
        return Ok(ended);
    }
    let Some(entry) = module.card.entry(function) else {
        return Err(EngineError::Damaged(format!("the ABI promised {function}")));
    };
    let args = match arguments(entry, &session(env.as_mut(store))?.frame()?.input) {
        Ok(args) => args,
        Err(why) => return Ok(Ended::Stopped(Stop::Revert(RevertCode::INPUT, why))),
    };
    let results = match call(store, function, &args)? {
        Ok(results) => results,
        Err(ended) => return Ok(ended),
    };
    if let Some(result) = results.first() {
        session(env.as_mut(store))?.frame()?.output = bytes(result);
    }
    Ok(Ended::Returned)
}

fn session(state: &mut HostState) -> Result<&mut Session, EngineError> {
    let gone = || EngineError::Damaged("a run without a session".into());
    state.session.as_deref_mut().ok_or_else(gone)
}

/// The encoded input as the numbers a native entry takes; nothing for one that reads its input itself.
fn arguments(entry: &Entry, input: &[u8]) -> Result<Vec<Value>, String> {
    let mut left = input;
    let mut values = Vec::with_capacity(entry.params.len());
    for number in &entry.params {
        let value = match number {
            Number::I32 => left.split_first_chunk().map(|(n, rest)| (Value::I32(i32::from_le_bytes(*n)), rest)),
            Number::I64 => left.split_first_chunk().map(|(n, rest)| (Value::I64(i64::from_le_bytes(*n)), rest)),
        };
        let (value, rest) = value.ok_or_else(|| format!("{} bytes of input are too few", input.len()))?;
        values.push(value);
        left = rest;
    }
    match entry.params.is_empty() || left.is_empty() {
        true => Ok(values),
        false => Err(format!("{} bytes of input are left over", left.len())),
    }
}

fn bytes(value: &Value) -> Vec<u8> {
    match value {
        Value::I32(n) => n.to_le_bytes().to_vec(),
        Value::I64(n) => n.to_le_bytes().to_vec(),
        _ => Vec::new(),
    }
}
