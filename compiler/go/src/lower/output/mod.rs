//! Output: sections.

mod assemble;
pub mod lines;
mod names;

pub use assemble::HEAP;
pub(super) use assemble::{Layout, assemble};
