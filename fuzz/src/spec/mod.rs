//! The specification's test suite through the gate, the meter and the engine.
//!
//! | file | holds |
//! |---|---|
//! | [`suite`] | the scripts, by set |
//! | [`adapt`] | a module of the suite as a chain takes it |
//! | `bridge`, `spectest` | parts of that |
//! | [`engines`] | the engine on both of its tiers |
//! | [`script`] | one script on everything |
//! | [`wanted`] | what the suite wants of a call |
//! | [`report`] | what was seen, and what may differ |

pub mod adapt;
mod bridge;
pub mod engines;
pub mod report;
pub mod script;
mod spectest;
pub mod suite;
pub mod wanted;
