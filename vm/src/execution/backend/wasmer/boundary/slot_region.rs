//! Slot region: the addresses of a contract's memory, and the definition by which machine code finds them. It is the same
//! whatever the memory is reset by: `memory_slot` and `copied_memory_slot` stand on it.

use std::ptr::NonNull;
use std::sync::atomic::AtomicUsize;
use std::sync::atomic::Ordering::Relaxed;
use wasmer::sys::vm::VMMemoryDefinition;
use wasmer::{MemoryType, WASM_PAGE_SIZE};

/// Bytes of addresses of a slot: all that 32 bits of address and 32 bits of offset can name, and a page for the widest
/// access.
pub(in crate::execution::backend::wasmer) const RESERVED: usize = (8 << 30) + WASM_PAGE_SIZE;

/// Parameters of a slot.
#[derive(Clone, Copy, Debug)]
pub(super) struct SlotParams {
    /// The memory's type, whose maximum is set.
    pub(super) ty: MemoryType,
    /// Mappings that all instances of the process may have: with more, a tracked memory is opened as a whole.
    #[allow(dead_code, reason = "a copied memory has as many whatever happens")]
    pub(super) mappings_max: u64,
}

/// Region of a slot. It says where a memory is, and owns nothing.
#[derive(Debug)]
pub(super) struct SlotRegion {
    pub(super) base: NonNull<u8>,
    definition: NonNull<VMMemoryDefinition>,
    pub(super) params: SlotParams,
    /// Bytes of memory there may be in this call.
    max_bytes: AtomicUsize,
}

impl SlotRegion {
    /// Region of the addresses at `base`.
    ///
    /// # Safety
    /// [`RESERVED`] bytes from `base` on must belong to the slot, and `definition` must stay valid, as long as the region is
    /// used.
    pub(super) unsafe fn new(base: NonNull<u8>, definition: NonNull<VMMemoryDefinition>, params: SlotParams) -> Self {
        Self { base, definition, params, max_bytes: AtomicUsize::new(usize::MAX) }
    }

    /// Writes the definition of the memory that an instance begins with, while it is being made.
    pub(super) fn define(&self) {
        let definition = VMMemoryDefinition { base: self.base.as_ptr(), current_length: self.initial() };
        // SAFETY: `new`'s caller promised that the definition is valid; nothing else looks at it while the instance is being
        // made.
        unsafe { *self.definition.as_ptr() = definition };
    }

    /// The memory's type.
    pub(super) fn ty(&self) -> MemoryType {
        self.params.ty
    }

    /// The definition that machine code reads.
    pub(super) fn definition(&self) -> NonNull<VMMemoryDefinition> {
        self.definition
    }

    /// Bytes of memory that an instance begins with.
    pub(super) fn initial(&self) -> usize {
        self.params.ty.minimum.0 as usize * WASM_PAGE_SIZE
    }

    /// Allows `bytes` of memory in the next call.
    pub(super) fn allow(&self, bytes: usize) {
        self.max_bytes.store(bytes, Relaxed);
    }

    /// Bytes of memory there may be in this call.
    pub(super) fn max_bytes(&self) -> usize {
        self.max_bytes.load(Relaxed)
    }

    /// Bytes of memory there are now.
    pub(super) fn length(&self) -> usize {
        // SAFETY: `new`'s caller promised that the definition is valid.
        unsafe { (*self.definition.as_ptr()).current_length }
    }

    /// Says that there are `bytes` of memory now, which the slot has made accessible.
    pub(super) fn set_length(&self, bytes: usize) {
        // SAFETY: `new`'s caller promised that the definition is valid; the module waits for this call, or does not run.
        unsafe { (*self.definition.as_ptr()).current_length = bytes };
    }

    /// The memory there is now.
    pub(super) fn bytes(&self) -> NonNull<[u8]> {
        NonNull::slice_from_raw_parts(self.base, self.length())
    }

    /// Writes `data` at `start`, into an instance that is being made.
    ///
    /// # Safety
    /// The data must fit, the memory must be accessible, as it is until it is tracked, and the module must not run.
    pub(super) unsafe fn initialize(&self, start: usize, data: &[u8]) {
        // SAFETY: the caller's promise.
        unsafe { self.base.as_ptr().add(start).copy_from_nonoverlapping(data.as_ptr(), data.len()) };
    }
}
