//! Programs written by hand, lowered, validated, and run in wasmi.

mod aggregates;
mod build;
mod calls;
mod control;
mod descriptors;
mod memory;
mod numbers;
mod sections;
