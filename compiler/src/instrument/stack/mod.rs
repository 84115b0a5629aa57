//! Stack: what a call takes, and which functions count it.

pub(crate) mod call_graph;
pub(crate) mod counter;
pub(crate) mod frame_size;
pub(crate) mod scc;
pub(crate) mod stack_points;
