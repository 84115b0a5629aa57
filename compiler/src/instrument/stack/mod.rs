//! Stack: the bytes a call takes, and the functions that count them.

pub(crate) mod call_analysis;
pub(crate) mod call_graph;
pub(crate) mod counter;
pub(crate) mod frame_size;
pub(crate) mod scc;
pub(crate) mod stack_points;
