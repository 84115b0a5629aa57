//! Size of the native stack.

use super::ALLOWANCE;
use allod_compiler::gate::GateLimits;
use allod_compiler::instrument::{FRAME_BASE_BYTES, SLOT_BYTES, UNCOUNTED_STACK_MAX};
use allod_security::MOST_STACK;

/// Locals and operands that instrumentation adds to one function, at most.
const ADDED_SLOTS: u64 = 16;

/// Widest frame that is counted for a function which the gate lets in, in bytes: vectors all through.
const FRAME_MAX: u64 =
    FRAME_BASE_BYTES + 2 * SLOT_BYTES * (GateLimits::CURRENT.locals + GateLimits::CURRENT.operands + ADDED_SLOTS);

/// Bytes of a native stack that belong to no function of the module: the trampoline from the host, a host call up to where
/// it leaves the stack, the runtime's own functions (copying, filling, a trap), and the page or two that a function touches
/// below its frame.
const RUNTIME_BYTES: u64 = 64 << 10;

/// Bytes of native stack that a module's machine code runs on. It holds [`ALLOWANCE`] times the most that a deployer
/// may let a module count, twice what stays uncounted ([`UNCOUNTED_STACK_MAX`]), and one frame more, because a function counts
/// when its frame is there already.
///
/// It is the same for every module: a process keeps its stacks for the next call, and one that is too small for it
/// would be given back to the system. These are addresses, and memory only as far as they were ever written.
pub(in crate::execution::backend::wasmer) const NATIVE_STACK: usize =
    (ALLOWANCE * (MOST_STACK + 2 * UNCOUNTED_STACK_MAX + FRAME_MAX) + RUNTIME_BYTES) as usize;

const _: () = assert!(NATIVE_STACK < 4 << 20);
