//! Store data: the limits of an instance, and the host call that it waits for.

use crate::execution::host::host_func::{HostFunc, RawArgs};
use crate::explain::ModuleStack;
use wasmi::{ResourceLimiter, Val};
use wasmi_core::LimiterError;

/// Data that an instance shares with its imports.
pub(super) struct StoreData {
    /// The host call that suspended the instance.
    pub(super) pending: Option<PendingHostCall>,
    /// Bytes of memory at most.
    max_memory: usize,
    /// True once the operating system had no memory to give: the run can't be trusted.
    failed: bool,
    /// The stack of a module that has stack probes.
    pub(super) stack: ModuleStack,
}

/// Host call of a suspended instance.
pub(super) struct PendingHostCall {
    pub(super) function: HostFunc,
    pub(super) args: RawArgs,
}

impl PendingHostCall {
    pub(super) fn new(function: &HostFunc, values: &[Val]) -> Self {
        let mut args = RawArgs::default();
        for (slot, value) in args.iter_mut().zip(values) {
            *slot = raw(value);
        }
        Self { function: function.clone(), args }
    }
}

impl StoreData {
    pub(super) fn new(max_memory: usize) -> Self {
        Self { pending: None, max_memory, failed: false, stack: ModuleStack::default() }
    }

    /// True if memory could not grow because the operating system had none to give.
    pub(super) fn has_failed(&self) -> bool {
        self.failed
    }
}

impl ResourceLimiter for StoreData {
    fn memory_growing(&mut self, _: usize, desired: usize, _: Option<usize>) -> Result<bool, LimiterError> {
        Ok(desired <= self.max_memory)
    }

    fn memory_grow_failed(&mut self, _: &LimiterError) {
        // Another machine might have had the memory, so the call can't go on as if there were none.
        self.failed = true;
    }

    fn table_growing(&mut self, _: usize, _: usize, _: Option<usize>) -> Result<bool, LimiterError> {
        // The gate has checked its initial size, and lets nothing in that grows it.
        Ok(true)
    }

    fn instances(&self) -> usize {
        1
    }

    fn tables(&self) -> usize {
        1
    }

    fn memories(&self) -> usize {
        1
    }
}

/// Raw argument of a value; the gate knows no signature of anything but integers.
pub(super) fn raw(value: &Val) -> u64 {
    match value {
        Val::I32(number) => u64::from(*number as u32),
        Val::I64(number) => *number as u64,
        _ => 0,
    }
}
