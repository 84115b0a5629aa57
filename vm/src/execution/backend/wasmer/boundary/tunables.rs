//! Tunables: memory, tables and globals of an instance that is being made.

use super::linear_memory::handle;
use super::memory_image::MemoryImage;
use super::memory_slot::MemorySlot;
use super::slot_region::SlotParams;
use std::cell::RefCell;
use std::ptr::NonNull;
use std::sync::{Arc, OnceLock};
use wasmer::sys::vm::{
    MemoryError, MemoryStyle, TableStyle, VMConfig, VMGlobal, VMGlobalDefinition, VMMemory, VMMemoryDefinition,
    VMTable, VMTableDefinition,
};
use wasmer::sys::{BaseTunables, NativeEngineExt, Tunables};
use wasmer::{Engine, GlobalType, MemoryType, Mutability, Pages, TableType};

/// Most that an instance may have.
#[derive(Clone, Copy, Debug)]
pub(in crate::execution::backend::wasmer) struct Caps {
    /// Pages of memory.
    pub(in crate::execution::backend::wasmer) memory_pages: u32,
    /// Entries of a table.
    pub(in crate::execution::backend::wasmer) table_entries: u32,
    /// Mappings of all the process's instances together, from which on a memory is opened as a whole.
    pub(in crate::execution::backend::wasmer) mappings: u64,
}

/// Parts of an instance that is being made: everything that a call can change.
#[derive(Default)]
pub(super) struct InstanceParts {
    pub(super) memory: Option<Arc<MemorySlot>>,
    /// Mutable globals, in the order of the module.
    pub(super) globals: Vec<NonNull<VMGlobalDefinition>>,
}

thread_local! {
    static PARTS: RefCell<InstanceParts> = RefCell::default();
}

/// Parts that were made on this thread since the last call of this function.
pub(super) fn take_parts() -> InstanceParts {
    PARTS.take()
}

/// Memory image that a module's instances share; the first leaves it for the others.
pub(in crate::execution::backend::wasmer) type SharedImage = Arc<OnceLock<Arc<MemoryImage>>>;

/// Engine without a compiler, for the instances of one module, which keep to `caps`, begin with `image` and run on `stack`
/// bytes of stack.
pub(in crate::execution::backend::wasmer) fn engine(caps: Caps, stack: usize, image: SharedImage) -> Engine {
    let mut engine = Engine::headless();
    let config = VMConfig { wasm_stack_size: Some(stack) };
    engine.set_tunables(Capped { caps, image, base: BaseTunables::new(), config });
    engine
}

/// Tunables of the engine, but for memories of ours, tables held to [`Caps`], and a note of every part that is made.
struct Capped {
    caps: Caps,
    image: SharedImage,
    base: BaseTunables,
    config: VMConfig,
}

impl Tunables for Capped {
    fn memory_style(&self, _: &MemoryType) -> MemoryStyle {
        MemoryStyle::Static
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
        _: &MemoryStyle,
        definition: NonNull<VMMemoryDefinition>,
    ) -> Result<VMMemory, MemoryError> {
        let cap = Pages(self.caps.memory_pages);
        if ty.minimum > cap {
            let message = format!("memory of {} pages, the limit is {}", ty.minimum.0, cap.0);
            return Err(MemoryError::Generic(message));
        }
        let capped = MemoryType { maximum: Some(ty.maximum.map_or(cap, |max| max.min(cap))), ..*ty };
        // SAFETY: `definition` lies in the instance that is being made and lives as long as it does. The instance
        // holds the memory, and a `PooledInstance` drops its own handle together with the instance.
        let params = SlotParams { ty: capped, mappings_max: self.caps.mappings };
        let slot = Arc::new(unsafe { MemorySlot::new(params, definition, self.image.get()) }?);
        PARTS.with_borrow_mut(|parts| parts.memory = Some(slot.clone()));
        Ok(VMMemory::from_custom(handle(slot)))
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
        // The gate lets in nothing that grows a table, so a declared maximum has no meaning; but wasmer makes no table with
        // a maximum above its own bound, and the interpreter does.
        let fixed = TableType { maximum: Some(ty.minimum), ..*ty };
        // SAFETY: `definition` is the engine's own and is passed on untouched.
        unsafe { self.base.create_vm_table(&fixed, style, definition) }
    }

    unsafe fn create_vm_global(
        &self,
        ty: GlobalType,
        definition: NonNull<VMGlobalDefinition>,
    ) -> Result<VMGlobal, String> {
        if ty.mutability == Mutability::Var {
            PARTS.with_borrow_mut(|parts| parts.globals.push(definition));
        }
        // SAFETY: the caller of this function promises that the definition is valid.
        Ok(unsafe { VMGlobal::new_instance(ty, definition) })
    }

    fn vmconfig(&self) -> &VMConfig {
        &self.config
    }
}
