//! The code in the documents that Allod stands in the place of, taken out of the documents themselves and run.
//!
//! `ALLOD_DOCUMENTS` names their folder. [`plan`] says of each block of code how it is run, how it has to be mended first, and
//! where this repository has its own equivalent. No document is part of this repository: where there is none, the
//! equivalents are tested alone.

#![forbid(unsafe_code)]

pub mod block;
pub mod plan;

pub use block::{Block, Documents};
pub use plan::{PLAN, Row, Way};
