//! That the native stack is bounded by what a module counts.
//!
//! A module counts the stack it takes, in bytes that follow from its WebAssembly alone, so that a recursion ends at the
//! same frame everywhere. What a compiler makes of a function may need more: values that it moves out of a loop are
//! kept in the frame, and each call with many results has an area for them. So the frame of every function is read from
//! the machine code itself, and code is used only where **no frame is wider than [`ALLOWANCE`] times what is counted**
//! for it. A module for which that does not hold is interpreted, for good; nothing that can be seen of its calls is
//! different. The native stack has [`ALLOWANCE`] times the most that can be counted, so it never ends before the
//! count does.
//!
//! | file | holds |
//! |---|---|
//! | [`counted`] | what is counted for a call of each function, in little room |
//! | [`checked`] | a compiler whose code is looked at before anybody runs it |
//! | [`x64`], [`aarch64`] | the frame of a function, from its machine code |
//! | [`stack`] | the size of the native stack |

mod aarch64;
mod checked;
mod counted;
mod stack;
#[cfg(test)]
mod tests;
mod x64;

pub(super) use checked::Checked;
pub(crate) use counted::Counted;
pub(super) use stack::NATIVE_STACK;

use wasmer::sys::Architecture;

/// How many times what is counted for a function its native frame may be wide. The widest of 27,447 functions that
/// toolchains made is 2.42 times as wide, half of them a quarter.
pub(super) const ALLOWANCE: u64 = 4;

/// The widest frame, in bytes, of what stands between the host and a module's functions: once on a native stack. It
/// has 64 values of 16 bytes at most.
const WIDEST_TRAMPOLINE: u64 = 16 << 10;

/// Bytes of native stack that one call of the function takes whose machine code is `code`, its return address counted;
/// `None` where that can't be told.
fn frame(architecture: Architecture, code: &[u8]) -> Option<u64> {
    match architecture {
        Architecture::X86_64 => x64::frame(code),
        Architecture::Aarch64(_) => aarch64::frame(code),
        _ => None,
    }
}
