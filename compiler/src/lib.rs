//! Placeholder.

pub mod instrument;
