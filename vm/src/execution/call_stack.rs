//! The native stack that a chain of calls stands on.
//!
//! A contract's code has a stack of its own, and everything the host does for it stands on the stack it was called on:
//! for a chain of contracts, all of that at once. How long a chain may be is a limit of the engine's, and how large a
//! stack the calling thread has is somebody else's choice. So only the first calls of a chain stand on the thread's
//! stack, and every [`CALLS`] further ones on one that is made for them.

use crate::EngineError;
use crate::execution::call::{self, CallRequest, Outcome};
use crate::execution::context::ExecutionContext;
use allod_core::Reason;
use corosensei::on_stack;
use corosensei::stack::DefaultStack;

/// Calls of a chain that stand on one stack.
const CALLS: usize = 16;

/// Bytes of native stack that the host takes for one call of a chain, at most. Measured: 4 KiB in the development
/// profile.
const CALL: usize = 32 << 10;

/// Bytes that are left for what the last of them asks of the host, down to the store.
const BELOW: usize = 512 << 10;

/// Bytes of stack that a thread must have which calls an engine: 1 MiB.
pub(crate) const HOST_STACK: usize = CALLS * CALL + BELOW;

/// Makes a call within a call.
pub(crate) fn run(session: &mut ExecutionContext, request: CallRequest<'_>) -> Outcome {
    match session.tracer.depth() % CALLS {
        0 => apart(session, request),
        _ => call::run(session, request),
    }
}

/// Makes it on a stack that is made for it.
#[cold]
#[inline(never)]
fn apart(session: &mut ExecutionContext, request: CallRequest<'_>) -> Outcome {
    match DefaultStack::new(HOST_STACK) {
        Ok(stack) => on_stack(stack, || call::run(session, request)),
        Err(error) => {
            let why = error.to_string();
            session.fault = Some(EngineError::Shortage { what: "the stack of a chain of calls", why });
            Outcome::refused(Reason::Engine)
        }
    }
}
