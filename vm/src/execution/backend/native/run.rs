//! Run of a native contract's function, in the frame of its call.

use super::exit_of;
use super::port::Port;
use crate::execution::context::ExecutionContext;
use crate::execution::exit::ExecResult;
use crate::execution::gas::GasMeter;
use crate::native::access::NativeAccess;
use crate::native::registered::contract::{NativeCode, NativeFunction};
use crate::{EngineError, NativeArgs, NativeContext, NativeFailure};
use allod_core::{Args, HostOp, Value};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs the function of `native` at `abi_index`, with the input of the running frame. A panic of its code ends here: below it
/// may be the machine code of a contract that called it.
///
/// Not inlined, so that calls of modules need no stack for it.
#[inline(never)]
pub(crate) fn run(
    context: &mut ExecutionContext,
    native: &NativeCode,
    abi_index: usize,
    meter: &mut GasMeter,
) -> ExecResult {
    let missing = || EngineError::Internal(format!("native contract {:?} has no function {abi_index}", native.name));
    let function = native.functions.get(abi_index).ok_or_else(missing)?;
    context.pay(meter, HostOp::HostModule, function.gas)?;
    let input = std::mem::take(&mut context.frame()?.input);
    let mut port = Port::new(context, *meter);
    let args = NativeArgs::new(&function.signature, &input);
    let ran = catch_unwind(AssertUnwindSafe(|| (function.code)(&NativeContext::new(&mut port), &args)));
    let ended = match (port.exit.take(), ran) {
        // What the code did once its call was over does not count, a panic among it.
        (Some(exit), _) => Err(exit),
        (None, Err(panic)) => {
            let (name, function) = names(native, function);
            let why = EngineError::panic_words(&*panic);
            Err(EngineError::from(NativeFailure::Panicked { name, function, why }).into())
        }
        (None, Ok(Err(error))) => Err(exit_of(port.context, error)),
        (None, Ok(Ok(values))) => put_out(&mut port, native, function, values),
    };
    *meter = port.meter;
    context.frame()?.input = input;
    ended
}

/// Encodes the results as the function's own, and pays for them as a module does.
fn put_out(port: &mut Port<'_>, native: &NativeCode, function: &NativeFunction, values: Vec<Value>) -> ExecResult {
    let output = Args::Positional(values).encode(&function.results);
    let output = output.map_err(|error| {
        let ((name, function), why) = (names(native, function), error.to_string());
        EngineError::from(NativeFailure::Result { name, function, why })
    })?;
    if output.is_empty() {
        return Ok(());
    }
    let args = &mut |at: &[u64], _: u64| [at[0], output.len() as u64, 0, 0, 0, 0, 0, 0];
    let put = port.perform(HostOp::Output, &[&output], 0, args);
    match (put, port.exit.take()) {
        (_, Some(exit)) => Err(exit),
        _ => Ok(()),
    }
}

/// The names of a contract and its function.
fn names(native: &NativeCode, function: &NativeFunction) -> (String, String) {
    (native.name.clone(), function.signature.name.clone())
}
