//! New stack: a native stack for some calls of a chain.

use crate::execution::call::{self, CallRequest};
use crate::execution::call_frame::Outcome;
use crate::execution::context::ExecutionContext;
use corosensei::on_stack;
use corosensei::stack::DefaultStack;
use std::io;

/// Runs a call on a new stack of so many bytes.
///
/// # Errors
/// The system's, where it has no room for the stack.
pub(super) fn on_new_stack(
    bytes: usize,
    context: &mut ExecutionContext,
    request: CallRequest<'_>,
) -> io::Result<Outcome> {
    let stack = DefaultStack::new(bytes)?;
    Ok(on_stack(stack, || call::run(context, request)))
}
