//! New stack where the engine is WebAssembly itself: no program can make one there, so a chain of calls is all on the one that
//! the host gives.

use crate::execution::call::{self, CallRequest};
use crate::execution::call_frame::Outcome;
use crate::execution::context::ExecutionContext;
use std::io;

/// Runs a call on the stack as it is.
///
/// # Errors
/// None.
pub(super) fn on_new_stack(_: usize, context: &mut ExecutionContext, request: CallRequest<'_>) -> io::Result<Outcome> {
    Ok(call::run(context, request))
}
