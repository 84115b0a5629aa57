//! Instance state: the state that an instance shares with its imports.

use super::memory_slot::MemorySlot;
use crate::execution::context::ExecutionContext;
use crate::execution::exit::Exit;
use crate::execution::gas::GasMeter;
use std::ptr::NonNull;
use std::sync::Arc;
use wasmer::sys::vm::VMGlobalDefinition;

/// State of an instance, boxed, so that it stays where its imports point to.
pub(super) struct InstanceState {
    /// The context, while the instance runs.
    pub(super) context: Option<NonNull<ExecutionContext>>,
    /// The limit of the running call.
    pub(super) meter: GasMeter,
    /// The exit by which a host function ended the call.
    pub(super) exit: Option<Exit>,
    pub(super) memory: Option<Arc<MemorySlot>>,
    /// The module's counters; dangling until it is instantiated.
    pub(super) gas: NonNull<VMGlobalDefinition>,
    pub(super) stack: NonNull<VMGlobalDefinition>,
}

impl InstanceState {
    pub(super) fn new() -> Self {
        Self {
            context: None,
            meter: GasMeter::new(0),
            exit: None,
            memory: None,
            gas: NonNull::dangling(),
            stack: NonNull::dangling(),
        }
    }

    /// The module's counter of gas.
    pub(super) fn gas_left(&self) -> i64 {
        // SAFETY: `PooledInstance::new` has put the instance's own global here before anything runs, and the type is i64.
        unsafe { (*self.gas.as_ptr()).val.i64 }
    }

    pub(super) fn set_gas_left(&mut self, left: i64) {
        // SAFETY: as in `gas_left`.
        unsafe { (*self.gas.as_ptr()).val.i64 = left }
    }
}
