//! Random modules on several machines, and targets for a fuzzer. See `README.md`.

#![forbid(unsafe_code)]

pub mod generator;
pub mod machine;
pub mod mutation;
pub mod noise;
pub mod targets;
