//! Output: sections.

mod assemble;
pub mod lines;
mod names;

pub(super) use assemble::assemble;
