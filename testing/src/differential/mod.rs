//! Differential oracles: the same module, calls or blocks run in several ways, and whatever can be seen is the same.
//!
//! | module | compares |
//! |---|---|
//! | [`machines`] | a random module on bare machines |
//! | [`stacks`] | modules that make a compiler spill, on both tiers of an engine and in wasmi |
//! | [`optimised`] | a module before and after the optimiser |
//! | [`reset`] | an instance that ran and was put back, and one that is new |
//! | [`tiers`] | an engine that interprets, and one that compiles |
//! | [`blocks`] | random blocks on engines of different tiers, threads and budgets |
//!
//! Each counts into a `Seen` what it looked at, so that a test can tell a run that agreed from one that saw nothing.

pub mod blocks;
pub mod machines;
pub mod optimised;
pub mod reset;
pub mod stacks;
pub mod tiers;
