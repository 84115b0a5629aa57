//! The imports a module asks for, bound to the host.
//!
//! A host call goes: trampoline by signature → the session out of the instance → gas read → the operation →
//! gas written → the session back.

use super::{boundary, wasi};
use crate::frame::Stop;
use crate::gas::GasMeter;
use crate::host::{Answer, Host, RawArgs};
use crate::session::Session;
use allod_compiler::probe::{ENTER, PROBE_MODULE};
use allod_core::WasmType::{self, I32, I64};
use allod_core::{HostOp, IMPORT_MODULE, IMPORTS};
use wasmer::{
    AsStoreMut, ExternType, Function, FunctionEnv, FunctionEnvMut, Global, Imports, Memory, Module, RuntimeError,
    Store, Value,
};

/// What an instance's host functions share.
pub(super) struct HostState {
    /// The transaction, while this instance runs.
    pub(super) session: Option<Box<Session>>,
    pub(super) memory: Option<Memory>,
    pub(super) gas: Option<Global>,
    /// The gas limit of this call.
    pub(super) meter: GasMeter,
    /// Why a host function ended the call.
    pub(super) stop: Option<Stop>,
    /// Made once: a fresh error would look at the stack each time.
    pub(super) stopped: RuntimeError,
}

/// What unwinds a module whose call a host function ended.
#[derive(Debug, thiserror::Error)]
#[error("stopped by the host")]
pub(super) struct Stopped;

/// Every import of `module`, bound to the host functions of `env`. The gate has checked names and types.
pub(super) fn link(store: &mut Store, env: &FunctionEnv<HostState>, module: &Module) -> Imports {
    let mut imports = Imports::new();
    for import in module.imports() {
        let ExternType::Function(ty) = import.ty() else { continue };
        let function = match IMPORTS.iter().find(|known| known.name == import.name()) {
            Some(known) if import.module() == IMPORT_MODULE => bind(store, env, known.op, known.params, known.result),
            _ if import.module() == PROBE_MODULE => Some(probe(store, env, import.name())),
            _ => Some(wasi::bind(store, env, import.name(), ty.clone())),
        };
        if let Some(function) = function {
            imports.define(import.module(), import.name(), function);
        }
    }
    imports
}

/// A probe of a profiled module: tells the profiler how much gas the module has used.
fn probe(store: &mut Store, env: &FunctionEnv<HostState>, name: &str) -> Function {
    let tell = |mut env: FunctionEnvMut<'_, HostState>, function: Option<u32>| {
        let (state, mut store) = env.data_and_store_mut();
        let (Some(session), Some(gas)) = (&mut state.session, &state.gas) else { return };
        let Some(profiler) = &mut session.profiler else { return };
        let mut meter = state.meter;
        meter.set_left(counter(gas, &mut store));
        match function {
            Some(function) => profiler.enter(function, meter.used()),
            None => profiler.leave(meter.used()),
        }
    };
    match name {
        ENTER => {
            let enter = move |env: FunctionEnvMut<'_, HostState>, function: i32| tell(env, Some(function as u32));
            Function::new_typed_with_env(store, env, enter)
        }
        _ => Function::new_typed_with_env(store, env, move |env: FunctionEnvMut<'_, HostState>| tell(env, None)),
    }
}

/// Runs `act`, which does `op`, as the host of the instance behind `env`.
pub(super) fn serve(
    mut env: FunctionEnvMut<'_, HostState>,
    op: HostOp,
    act: impl for<'m> FnOnce(Host<'m>) -> (Host<'m>, Answer),
) -> Result<i64, RuntimeError> {
    let (state, mut store) = env.data_and_store_mut();
    let (Some(mut session), Some(gas)) = (state.session.take(), state.gas.clone()) else {
        return Err(state.stopped.clone());
    };
    let mut meter = state.meter;
    meter.set_left(counter(&gas, &mut store));
    if let Some(profiler) = &mut session.profiler {
        profiler.begin(op, meter.used());
    }
    let (mut session, meter, answer) = boundary::with_memory(state.memory.as_ref(), &store, |memory| {
        let host = Host { session, memory, meter };
        let (host, answer) = if meter.is_out() { (host, Err(Stop::OutOfGas)) } else { act(host) };
        (host.session, host.meter, answer)
    });
    if let Some(profiler) = &mut session.profiler {
        profiler.leave(meter.used());
    }
    state.session = Some(session);
    // The global is the module's own mutable i64, so writing it can't fail.
    let _ = gas.set(&mut store, Value::I64(meter.counter()));
    answer.map_err(|stop| {
        state.stop = Some(stop);
        state.stopped.clone()
    })
}

/// The value of a counter global.
pub(super) fn counter(global: &Global, store: &mut impl AsStoreMut) -> i64 {
    match global.get(store) {
        Value::I64(left) => left,
        Value::I32(left) => left.into(),
        _ => -1,
    }
}

/// A WebAssembly number as a raw argument, and back.
trait Number {
    fn raw(self) -> u64;
}

impl Number for i32 {
    fn raw(self) -> u64 {
        u64::from(self as u32)
    }
}

impl Number for i64 {
    fn raw(self) -> u64 {
        self as u64
    }
}

/// A host function of one signature: typed, so that the engine calls it without boxing its arguments.
macro_rules! typed {
    ($store:expr, $env:expr, $op:expr, ($($arg:ident: $ty:ty),*) $(-> $result:ty)?) => {{
        let op = $op;
        let call = move |env: FunctionEnvMut<'_, HostState>, $($arg: $ty),*| {
            #[allow(unused_mut, reason = "one signature has no arguments")]
            let mut args: RawArgs = [0; 8];
            #[allow(unused_mut, unused_variables, reason = "one signature has no arguments")]
            let mut slots = args.iter_mut();
            $(if let Some(slot) = slots.next() { *slot = Number::raw($arg); })*
            let answer = serve(env, op, |host| host.dispatch(op, args));
            typed!(@answer answer $(, $result)?)
        };
        Some(Function::new_typed_with_env($store, $env, call))
    }};
    (@answer $answer:ident) => { $answer.map(drop) };
    (@answer $answer:ident, $result:ty) => { $answer.map(|answer| answer as $result) };
}

/// The host function for `op`, by its signature; `None` for a signature no import has.
fn bind(
    store: &mut Store,
    env: &FunctionEnv<HostState>,
    op: HostOp,
    params: &[WasmType],
    result: Option<WasmType>,
) -> Option<Function> {
    match (params, result) {
        ([], Some(I64)) => typed!(store, env, op, () -> i64),
        ([I32], None) => typed!(store, env, op, (a: i32)),
        ([I32], Some(I32)) => typed!(store, env, op, (a: i32) -> i32),
        ([I32], Some(I64)) => typed!(store, env, op, (a: i32) -> i64),
        ([I64], Some(I32)) => typed!(store, env, op, (a: i64) -> i32),
        ([I32, I32], None) => typed!(store, env, op, (a: i32, b: i32)),
        ([I32, I32], Some(I32)) => typed!(store, env, op, (a: i32, b: i32) -> i32),
        ([I32, I32], Some(I64)) => typed!(store, env, op, (a: i32, b: i32) -> i64),
        ([I32, I64], Some(I32)) => typed!(store, env, op, (a: i32, b: i64) -> i32),
        ([I32, I32, I32], None) => typed!(store, env, op, (a: i32, b: i32, c: i32)),
        ([I32, I32, I32], Some(I32)) => typed!(store, env, op, (a: i32, b: i32, c: i32) -> i32),
        ([I32, I32, I32, I32], Some(I32)) => typed!(store, env, op, (a: i32, b: i32, c: i32, d: i32) -> i32),
        ([I32, I32, I32, I32, I32, I32, I32], Some(I32)) => {
            typed!(store, env, op, (a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: i32) -> i32)
        }
        ([I32, I32, I32, I32, I32, I32, I32], Some(I64)) => {
            typed!(store, env, op, (a: i32, b: i32, c: i32, d: i32, e: i32, f: i32, g: i32) -> i64)
        }
        ([I32, I32, I32, I32, I32, I64, I32, I32], Some(I64)) => {
            typed!(store, env, op, (a: i32, b: i32, c: i32, d: i32, e: i32, f: i64, g: i32, h: i32) -> i64)
        }
        _ => None,
    }
}
