//! Linear memory: a memory slot behind wasmer's interface.

use super::memory_slot::MemorySlot;
use crate::engine::budget::reclaim::give_up;
use std::ptr::NonNull;
use std::sync::Arc;
use wasmer::sys::vm::{LinearMemory, MemoryError, MemoryStyle, Trap, VMMemoryDefinition};
use wasmer::{MemoryType, Pages, WASM_PAGE_SIZE};

/// Handle of `slot` that wasmer keeps.
pub(super) fn handle(slot: Arc<MemorySlot>) -> Box<dyn LinearMemory + Send + Sync> {
    Box::new(SlotMemory(slot))
}

/// Memory as wasmer uses it.
#[derive(Debug)]
struct SlotMemory(Arc<MemorySlot>);

impl LinearMemory for SlotMemory {
    fn ty(&self) -> MemoryType {
        MemoryType { minimum: self.size(), ..self.0.ty() }
    }

    fn size(&self) -> Pages {
        Pages((self.0.length() / WASM_PAGE_SIZE) as u32)
    }

    fn style(&self) -> MemoryStyle {
        MemoryStyle::Static
    }

    fn grow(&mut self, delta: Pages) -> Result<Pages, MemoryError> {
        let before = self.size();
        let refused = MemoryError::CouldNotGrow { current: before, attempted_delta: delta };
        let max_pages = self.0.max_bytes() / WASM_PAGE_SIZE;
        let after = before.checked_add(delta).filter(|after| Some(*after) <= self.0.ty().maximum);
        if after.is_none_or(|after| after.0 as usize > max_pages) {
            return Err(refused);
        }
        let grown = delta.0 == 0 || self.0.grow(delta) || {
            // Once more without anything idle.
            give_up();
            self.0.grow(delta)
        };
        if !grown {
            // Another machine might have had the memory, so the call can't go on as if there were none.
            self.0.fail();
            return Err(refused);
        }
        Ok(before)
    }

    unsafe fn initialize_with_data(&self, start: usize, data: &[u8]) -> Result<(), Trap> {
        if !self.0.has_data() {
            // SAFETY: the caller has checked that the data fits, and the module does not run yet.
            unsafe { self.0.initialize(start, data) };
        }
        Ok(())
    }

    fn vmmemory(&self) -> NonNull<VMMemoryDefinition> {
        self.0.definition()
    }

    fn try_clone(&self) -> Result<Box<dyn LinearMemory + Send + Sync>, MemoryError> {
        Err(MemoryError::MemoryNotShared)
    }

    fn copy(&self) -> Result<Box<dyn LinearMemory + Send + Sync>, MemoryError> {
        Err(MemoryError::MemoryNotShared)
    }
}
