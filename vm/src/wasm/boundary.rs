//! Everything the compiler can't prove, in one place.
//!
//! Three things cross from checked to unchecked code: a contract's memory seen as a slice, the engine's
//! creation of memories and tables, and machine code taken from bytes. Each block says why it holds.
#![allow(unsafe_code)]

use crate::EngineError;
use std::ptr::NonNull;
use wasmer::sys::vm::{
    MemoryError, MemoryStyle, TableStyle, VMConfig, VMMemory, VMMemoryDefinition, VMTable, VMTableDefinition,
};
use wasmer::sys::{BaseTunables, NativeEngineExt, Tunables};
use wasmer::{AsStoreRef, Engine, Memory, MemoryType, Module, Pages, TableType};

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

/// What an instance may have at most.
#[derive(Clone, Copy, Debug)]
pub(super) struct Caps {
    /// Pages of memory.
    pub(super) memory_pages: u32,
    /// Entries of a table.
    pub(super) table_entries: u32,
    /// Native stack, bytes.
    pub(super) stack_bytes: usize,
}

/// An engine without a compiler whose instances keep to `caps`.
pub(super) fn engine(caps: Caps) -> Engine {
    let mut engine = Engine::headless();
    let config = VMConfig { wasm_stack_size: Some(caps.stack_bytes) };
    engine.set_tunables(CappedTunables { caps, base: BaseTunables::new(), config });
    engine
}

/// The module whose machine code is `machine`.
///
/// # Errors
/// [`EngineError::Wasm`] where the engine can't read it.
pub(super) fn trusted_module(engine: &Engine, machine: &[u8]) -> Result<Module, EngineError> {
    // SAFETY: machine code runs as it stands, so it must come from our own compiler. Every caller has it
    // either straight from `compile` or from a file whose keyed hash, under a secret of this machine and
    // over the file's name, was checked.
    unsafe { Module::deserialize(engine, machine) }.map_err(|e| EngineError::Wasm(e.to_string()))
}

/// Gives `act` the bytes of `memory`, or none where there is no memory.
pub(super) fn with_memory<R>(memory: Option<&Memory>, store: &impl AsStoreRef, act: impl FnOnce(&mut [u8]) -> R) -> R {
    let Some(memory) = memory else { return act(&mut []) };
    let view = memory.view(store);
    // SAFETY: the slice is the only access while `act` runs. The module is suspended in this host call on
    // this thread, its memory is not shared with another instance or thread (the gate refuses imported
    // and shared memories), and `act` can neither run nor grow it: a nested call has an instance of its own.
    act(unsafe { view.data_unchecked_mut() })
}

/// The engine's own ways, with memories and tables held to [`Caps`].
struct CappedTunables {
    caps: Caps,
    base: BaseTunables,
    config: VMConfig,
}

impl Tunables for CappedTunables {
    fn memory_style(&self, memory: &MemoryType) -> MemoryStyle {
        self.base.memory_style(memory)
    }

    fn table_style(&self, table: &TableType) -> TableStyle {
        self.base.table_style(table)
    }

    fn create_host_memory(&self, ty: &MemoryType, style: &MemoryStyle) -> Result<VMMemory, MemoryError> {
        self.base.create_host_memory(ty, style)
    }

    unsafe fn create_vm_memory(
        &self,
        ty: &MemoryType,
        style: &MemoryStyle,
        definition: NonNull<VMMemoryDefinition>,
    ) -> Result<VMMemory, MemoryError> {
        let cap = Pages(self.caps.memory_pages);
        if ty.minimum > cap {
            let message = format!("memory of {} pages, the limit is {}", ty.minimum.0, cap.0);
            return Err(MemoryError::Generic(message));
        }
        let capped = MemoryType { maximum: Some(ty.maximum.map_or(cap, |max| max.min(cap))), ..*ty };
        // SAFETY: `definition` is the engine's own and is passed on untouched.
        unsafe { self.base.create_vm_memory(&capped, style, definition) }
    }

    fn create_host_table(&self, ty: &TableType, style: &TableStyle) -> Result<VMTable, String> {
        self.base.create_host_table(ty, style)
    }

    unsafe fn create_vm_table(
        &self,
        ty: &TableType,
        style: &TableStyle,
        definition: NonNull<VMTableDefinition>,
    ) -> Result<VMTable, String> {
        if ty.minimum > self.caps.table_entries {
            return Err(format!("table of {} entries, the limit is {}", ty.minimum, self.caps.table_entries));
        }
        // SAFETY: `definition` is the engine's own and is passed on untouched.
        unsafe { self.base.create_vm_table(ty, style, definition) }
    }

    fn vmconfig(&self) -> &VMConfig {
        &self.config
    }
}
