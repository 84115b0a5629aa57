//! What is counted for a call of each function.

use allod_compiler::instrument::{FunctionPlan, SLOT_BYTES};

/// The bytes of stack that are counted for a call of each function of a module, in the order of its bodies: two bytes a
/// function, because a module that is interpreted keeps them for the compiler.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counted(Box<[u16]>);

impl Counted {
    /// What `functions` say. More than 512 KiB, which the gate's limits rule out, stand as that: then less is allowed.
    pub(crate) fn of(functions: &[FunctionPlan]) -> Self {
        let slots = |plan: &FunctionPlan| u16::try_from(u64::from(plan.frame_bytes) / SLOT_BYTES).unwrap_or(u16::MAX);
        Self(functions.iter().map(slots).collect())
    }

    /// Functions.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// What is counted for each, in bytes.
    pub(super) fn bytes(&self) -> impl Iterator<Item = u64> {
        self.0.iter().map(|slots| u64::from(*slots) * SLOT_BYTES)
    }
}
