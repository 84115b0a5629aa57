//! How an instance gets its memory, tables and globals.

use super::slot::{Image, Slot};
use std::cell::RefCell;
use std::ptr::NonNull;
use std::sync::{Arc, OnceLock};
use wasmer::sys::vm::{
    MemoryError, MemoryStyle, TableStyle, VMConfig, VMGlobal, VMGlobalDefinition, VMMemory, VMMemoryDefinition,
    VMTable, VMTableDefinition,
};
use wasmer::sys::{BaseTunables, NativeEngineExt, Tunables};
use wasmer::{Engine, GlobalType, MemoryType, Mutability, Pages, TableType};

/// What an instance may have at most.
#[derive(Clone, Copy, Debug)]
pub(in crate::execution::backend::wasmer) struct Caps {
    /// Pages of memory.
    pub(in crate::execution::backend::wasmer) memory_pages: u32,
    /// Entries of a table.
    pub(in crate::execution::backend::wasmer) table_entries: u32,
    /// Mappings of all the process's instances together, from which on a memory is opened as a whole.
    pub(in crate::execution::backend::wasmer) mappings: u64,
}

/// What an instance being made has got so far: all that a call can change.
#[derive(Default)]
pub(super) struct Made {
    pub(super) memory: Option<Arc<Slot>>,
    /// Mutable globals, in the order of the module.
    pub(super) globals: Vec<NonNull<VMGlobalDefinition>>,
}

thread_local! {
    static MADE: RefCell<Made> = RefCell::default();
}

/// What was made on this thread since this was asked last.
pub(super) fn take_made() -> Made {
    MADE.take()
}

/// What the memory of a module's instances is when they are new; the first leaves it for the others.
pub(in crate::execution::backend::wasmer) type SharedImage = Arc<OnceLock<Arc<Image>>>;

/// An engine without a compiler, for the instances of one module, which keep to `caps`, begin with `image` and run on so
/// many bytes of `stack`.
pub(in crate::execution::backend::wasmer) fn engine(caps: Caps, stack: usize, image: SharedImage) -> Engine {
    let mut engine = Engine::headless();
    let config = VMConfig { wasm_stack_size: Some(stack) };
    engine.set_tunables(Capped { caps, image, base: BaseTunables::new(), config });
    engine
}

/// The engine's own ways, with memories of ours, tables held to [`Caps`], and note taken of what is made.
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
        let slot = Arc::new(unsafe { Slot::new((capped, self.caps.mappings), definition, self.image.get()) }?);
        MADE.with_borrow_mut(|made| made.memory = Some(slot.clone()));
        Ok(VMMemory::from_custom(slot.handle()))
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
        // Nothing that is let in grows a table, so what a module says it may grow to means nothing; but the engine makes
        // none that may grow further than it likes, and the interpreter does.
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
            MADE.with_borrow_mut(|made| made.globals.push(definition));
        }
        // SAFETY: the caller of this function promises that the definition is valid.
        Ok(unsafe { VMGlobal::new_instance(ty, definition) })
    }

    fn vmconfig(&self) -> &VMConfig {
        &self.config
    }
}
