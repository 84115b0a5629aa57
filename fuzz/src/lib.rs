//! Random modules on several machines, and targets for a fuzzer. See `README.md`.

#![forbid(unsafe_code)]

pub mod corpus;
pub mod differential;
pub mod generator;
pub mod machine;
pub mod mutation;
pub mod noise;
pub mod probes;
pub mod reset;
pub mod surgery;
pub mod targets;
pub mod tiers;
