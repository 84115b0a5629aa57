//! Frames: the proof that the native stack is bounded by what a module counts.
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
//! | [`frame_sizes`] | the count of each function, in two bytes |
//! | [`checked`] | a compiler whose code is used only if its frames are within the count |
//! | [`x64`], [`aarch64`] | the frame of a function, from its machine code |
//! | [`stack`] | the size of the native stack |

mod aarch64;
mod checked;
mod frame_sizes;
mod stack;
#[cfg(test)]
mod tests;
mod x64;

pub(super) use checked::CheckedFrames;
pub(crate) use frame_sizes::FrameSizes;
pub(super) use stack::NATIVE_STACK;

use wasmer::sys::Architecture;

/// Allowance of a native frame: so many times what is counted for the function. The widest of 27,447 functions that
/// toolchains made is 2.42 times as wide, half of them a quarter.
pub(super) const ALLOWANCE: u64 = 4;

/// Widest frame, in bytes, of a trampoline between the host and a module's functions, of which a native stack has one. It
/// has 64 values of 16 bytes at most.
const TRAMPOLINE_FRAME_MAX: u64 = 16 << 10;

/// Bytes of native stack that one call of a function takes, its return address included, read from its machine `code`;
/// `None` where they can't be.
fn frame(architecture: Architecture, code: &[u8]) -> Option<u64> {
    match architecture {
        Architecture::X86_64 => x64::frame(code),
        Architecture::Aarch64(_) => aarch64::frame(code),
        _ => None,
    }
}
