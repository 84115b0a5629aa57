//! Call stack: the native stack that a chain of calls is on.
//!
//! A contract's code has a stack of its own, and the host's work for it is done on the stack that called it: for a chain of
//! contracts, all of that at once. The length of a chain is a limit of the engine's, and the size of the calling thread's
//! stack is the embedder's choice. So only the first calls of a chain are on the thread's stack, and every
//! [`CALLS_PER_STACK`] further ones on one that is made for them ([`new_stack`]), where a program can make one.

#[cfg(not(target_family = "wasm"))]
mod new_stack;
#[cfg(target_family = "wasm")]
#[path = "without.rs"]
mod new_stack;

use crate::EngineError;
use crate::execution::call::{self, CallRequest};
use crate::execution::call_frame::Outcome;
use crate::execution::context::ExecutionContext;
use allod_core::Reason;
use new_stack::on_new_stack;

/// Calls of a chain on one stack.
const CALLS_PER_STACK: usize = 16;

/// Bytes of native stack that the host takes for one call of a chain, at most. Measured: 4 KiB in the development
/// profile.
const CALL_BYTES: usize = 32 << 10;

/// Bytes that are left for the host functions of the last of them, down to the store.
const HOST_BYTES: usize = 512 << 10;

/// Bytes of stack that a thread must have which calls an engine: 1 MiB.
pub(crate) const HOST_STACK: usize = CALLS_PER_STACK * CALL_BYTES + HOST_BYTES;

/// Makes a call within a call.
pub(crate) fn run(context: &mut ExecutionContext, request: CallRequest<'_>) -> Outcome {
    match context.tx.tracer.depth() % CALLS_PER_STACK {
        0 => run_on_new_stack(context, request),
        _ => call::run(context, request),
    }
}

#[cold]
#[inline(never)]
fn run_on_new_stack(context: &mut ExecutionContext, request: CallRequest<'_>) -> Outcome {
    match on_new_stack(HOST_STACK, || call::run(context, request)) {
        Ok(outcome) => outcome,
        Err(error) => {
            let why = error.to_string();
            context.tx.fault = Some(EngineError::Shortage { what: "the stack of a chain of calls", why });
            Outcome::refused(Reason::Engine)
        }
    }
}
