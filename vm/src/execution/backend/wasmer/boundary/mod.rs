//! Boundary between checked and unchecked code: everything the compiler can't prove, in one folder.
//!
//! | file | unchecked code |
//! |---|---|
//! | `memory_slot` | a contract's memory: mapped, tracked for writes, reset |
//! | `dirty_tracking` | the pages that were written since |
//! | `copied_memory_slot` | the same without what Linux has for it, for other systems and the feature `portable` |
//! | `slot_region` | the addresses of either, and their definition |
//! | [`memory_image`] | the memory of a new instance |
//! | [`linear_memory`] | the same memory behind wasmer's interface |
//! | [`tunables`] | memory, tables and globals of an instance that is being made |
//! | [`instance_state`] | the state that an instance shares with its imports |
//! | [`imports`] | a call from a contract's machine code into the host |
//! | [`module_entry`] | such a call of a function of a host module, whatever its signature |
//! | [`pooled_instance`] | a live instance: entered, and reset |
//! | this one | machine code loaded from bytes, the unwinder kept out of it, and a thread's priority lowered |
//!
//! Each block says why it holds. Three facts carry most of the proofs. **A thread of its own**: an instance is
//! entered by the thread that made it alone, one call at a time; while it is idle another thread may drop it, which frees
//! memory and mappings and runs none of it. **Suspended**: while a host function runs, the
//! module that called it stands still on the same thread, and a nested call runs in another instance. **Stable**:
//! everything that machine code points to (memory, globals, the instance's state) is boxed or mapped, never moves while the
//! instance lives, and is freed after it.
#![allow(unsafe_code)]

#[cfg(not(all(target_os = "linux", not(feature = "portable"))))]
mod copied_memory_slot;
#[cfg(all(target_os = "linux", not(feature = "portable")))]
mod dirty_tracking;
mod imports;
mod instance_state;
mod linear_memory;
mod memory_image;
#[cfg(all(target_os = "linux", not(feature = "portable")))]
mod memory_slot;
mod module_entry;
mod pooled_instance;
mod slot_region;
mod tunables;

#[cfg(not(all(target_os = "linux", not(feature = "portable"))))]
use copied_memory_slot as memory_slot;
pub(super) use pooled_instance::ExecError;
pub(in crate::execution::backend) use pooled_instance::PooledInstance;
pub(super) use slot_region::RESERVED;
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

/// Module whose machine code is `machine`.
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

/// Gives back all stacks for machine code that no call runs on, but for one of each other thread.
pub(crate) fn free_stacks() {
    wasmer::sys::vm::drain_stack_pool();
}

/// Lowers the priority of this thread, and of those that it starts. Where the system refuses, it stays as it is.
pub(crate) fn lower_priority() {
    /// Niceness, of 19: about a tenth of the processor that others get.
    #[cfg(target_os = "linux")]
    const NICE: libc::c_int = 10;
    // SAFETY: changes a number that the system keeps for the calling thread, and no memory.
    #[cfg(target_os = "linux")]
    unsafe {
        libc::setpriority(libc::PRIO_PROCESS, 0, NICE);
    }
}
