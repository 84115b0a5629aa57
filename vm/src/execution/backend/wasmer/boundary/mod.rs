//! Everything the compiler can't prove, in one place.
//!
//! | file | what crosses from checked to unchecked code |
//! |---|---|
//! | [`slot`] | a contract's memory: mapped, watched for writes, and put back to what it was |
//! | [`tunables`] | how an instance gets its memory, tables and globals |
//! | [`imports`] | a call from a contract's machine code into the host |
//! | [`module_entry`] | such a call of a function of a host module, whatever its signature |
//! | [`guest`] | a live instance: entered, and reset |
//! | this one | machine code taken from bytes, what the unwinder is told of it, and a thread that steps back |
//!
//! Each block says why it holds. Three facts carry most of the proofs. **A thread of its own**: an instance is
//! entered by the thread that made it alone, one call at a time; while it is idle another thread may drop it, which frees
//! memory and mappings and runs none of it. **Suspended**: while a host function runs, the
//! module that called it stands still on the same thread, and a nested call runs in another instance. **Stable**:
//! what machine code points to (memory, globals, the guest's state) is boxed or mapped, never moves while the
//! instance lives, and is freed after it.
#![allow(unsafe_code)]

mod guest;
mod imports;
mod module_entry;
mod slot;
mod tunables;

pub(super) use guest::{Broken, PooledInstance};
pub(super) use slot::RESERVED;
pub(super) use tunables::{Caps, SharedImage, engine};

use crate::EngineError;
use std::panic::{AssertUnwindSafe, catch_unwind};
use wasmer::{Engine, Module};

/// Registering a module's frames with the unwinder would make every trap search the frames of every module
/// loaded: 50 ms for one trap with a thousand of them. Nothing ever unwinds through a module (a host function
/// catches what it panics with before it leaves the host's stack), so nothing needs to be registered, and
/// these stand in the way of the C runtime's own.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
mod unwinder {
    // SAFETY: the names are the C runtime's, with its signatures. Not registering frames is safe: it makes
    // the unwinder stop at a module's frame where it would have gone on.
    #[unsafe(no_mangle)]
    extern "C" fn __register_frame(_: *const u8) {}
    // SAFETY: as above; nothing was registered, so nothing has to be forgotten.
    #[unsafe(no_mangle)]
    extern "C" fn __deregister_frame(_: *const u8) {}
}

/// The module whose machine code is `machine`.
///
/// # Errors
/// [`EngineError::Shortage`] where there is no memory for it.
pub(super) fn trusted_module(engine: &Engine, machine: &[u8]) -> Result<Module, EngineError> {
    // SAFETY: machine code runs as it stands, so it must come from our own compiler. Every caller has it
    // either straight from `compile` or from a file whose keyed hash, under a secret of this machine and
    // over the file's name, was checked.
    // Where the system refuses to make the code executable the engine panics; nothing is left behind then.
    let made = catch_unwind(AssertUnwindSafe(|| unsafe { Module::deserialize(engine, machine) }));
    let why = match made {
        Ok(Ok(module)) => return Ok(module),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "the code can't be made executable".to_owned(),
    };
    Err(EngineError::Shortage { what: "machine code", why })
}

/// Gives back all stacks for machine code that nobody runs on, but for one of each other thread.
pub(crate) fn free_stacks() {
    wasmer::sys::vm::drain_stack_pool();
}

/// Lets other threads have the processor before this one, and those that it starts. Nobody need care whether it works.
pub(crate) fn step_back() {
    /// How far, of 19: about a tenth of what others get.
    #[cfg(target_os = "linux")]
    const NICE: libc::c_int = 10;
    // SAFETY: changes a number that the system keeps for the calling thread, and no memory.
    #[cfg(target_os = "linux")]
    unsafe {
        libc::setpriority(libc::PRIO_PROCESS, 0, NICE);
    }
}
