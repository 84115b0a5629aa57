//! Modules ready to run: in memory, behind that as machine code on disk, behind that made again.
//!
//! | file | holds |
//! |---|---|
//! | [`module_cache`] | a module by its hash, from memory, from disk, or made |
//! | [`module_store`] | machine code written, read, and put in a program's place |
//! | [`loaded_module`] | a module ready to run |
//! | [`metadata`] | ABI and exports, known before it is compiled |
//! | [`gate_rules`] | the gate, for whoever checks a module before it is deployed |
//! | [`metered`] | a module that meters itself, and the compiler's share of the work |
//! | [`meter_with_probes`] | a module metered that gets some; `without_probes` without the feature `profile` |
//! | [`probes`] | probes that a module is made with, for a profile or an explanation |
//! | [`lru_cache`] | modules in memory |
//! | [`artifact_store`] | files of machine code, under a keyed hash; `without_artifacts` where there is no machine code |
//! | [`cache_error`] | why there are none of these files |
//! | [`tiering`] | interpreted at first, machine code later |
//! | [`contract_record`], [`contract_cache`] | a contract in the store, and ready to run |

#[cfg(feature = "cranelift")]
pub(crate) mod artifact_store;
#[cfg(not(feature = "cranelift"))]
#[path = "without_artifacts.rs"]
pub(crate) mod artifact_store;
pub(crate) mod cache_error;
pub(crate) mod contract_cache;
pub(crate) mod contract_record;
pub(crate) mod gate_rules;
pub(crate) mod loaded_module;
pub(crate) mod lru_cache;
pub(crate) mod metadata;
#[cfg(feature = "profile")]
mod meter_with_probes;
#[cfg(not(feature = "profile"))]
#[path = "without_probes.rs"]
mod meter_with_probes;
pub(crate) mod metered;
pub(crate) mod module_cache;
pub(crate) mod module_store;
pub(crate) mod probes;
pub(crate) mod tiering;
