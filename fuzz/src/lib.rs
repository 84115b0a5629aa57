//! Random modules on several machines, and targets for a fuzzer. See `README.md`.

#![forbid(unsafe_code)]

pub mod blocks;
pub mod corpus;
pub mod dice;
pub mod differential;
pub mod faults;
pub mod generator;
pub mod machine;
pub mod mutation;
pub mod noise;
pub mod probes;
pub mod reset;
pub mod spec;
pub mod spilling;
pub mod stacks;
pub mod surgery;
pub mod targets;
pub mod tiers;
/// The contract that does as it is told, of the engine's own tests.
#[path = "../../vm/tests/world/mod.rs"]
pub mod world;
