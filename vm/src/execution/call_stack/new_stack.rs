//! New stack: a native stack for some calls of a chain.

use corosensei::on_stack;
use corosensei::stack::DefaultStack;
use std::io;

/// Runs `work` on a new stack of so many bytes.
///
/// # Errors
/// The system's, where it has no room for the stack.
pub(super) fn on_new_stack<T>(bytes: usize, work: impl FnOnce() -> T) -> io::Result<T> {
    let stack = DefaultStack::new(bytes)?;
    Ok(on_stack(stack, work))
}
