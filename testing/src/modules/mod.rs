//! Random modules within the features that the gate allows, and changes inside a module.
//!
//! | module | holds |
//! |---|---|
//! | [`generator`] | modules of `wasm-smith` |
//! | [`spilling`] | modules that make optimising compilers spill |
//! | [`probes`] | exports written into a module that digest its memory and globals |
//! | [`surgery`] | mutations that keep the lengths around them right |

pub mod generator;
pub mod probes;
pub mod spilling;
pub mod surgery;
