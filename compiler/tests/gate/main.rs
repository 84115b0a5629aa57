//! The gate: which modules are let in, and why others are not.

mod features;
mod gated;
mod hostile;
mod imports;
mod limits;
mod shape;
