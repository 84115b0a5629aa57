//! Frame sizes: the bytes of stack that a module counts for a call of each function.

use allod_compiler::instrument::{FunctionPlan, SLOT_BYTES};

/// Frame sizes of a module's functions, as it counts them, in the order of their bodies: two bytes a function, because a
/// module that is interpreted keeps them for the compiler.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FrameSizes(Box<[u16]>);

impl FrameSizes {
    /// Frame sizes of `functions`. More than 512 KiB, which the gate's limits rule out, is cut to that: then less is allowed.
    pub(crate) fn of(functions: &[FunctionPlan]) -> Self {
        let slots = |plan: &FunctionPlan| u16::try_from(u64::from(plan.frame_bytes) / SLOT_BYTES).unwrap_or(u16::MAX);
        Self(functions.iter().map(slots).collect())
    }

    /// Number of functions.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// The size of each frame, in bytes.
    pub(super) fn bytes(&self) -> impl Iterator<Item = u64> {
        self.0.iter().map(|slots| u64::from(*slots) * SLOT_BYTES)
    }
}
