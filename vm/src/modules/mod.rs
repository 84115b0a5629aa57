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
//! | [`probes`] | probes that a module is made with, for a profile or an explanation, and its metering |
//! | [`lru_cache`] | modules in memory |
//! | [`artifact_store`] | files of machine code, under a keyed hash, and why there are none |
//! | [`tiering`] | interpreted at first, machine code later |
//! | [`contract_record`], [`contract_cache`] | a contract in the store, and ready to run |

pub(crate) mod artifact_store;
pub(crate) mod contract_cache;
pub(crate) mod contract_record;
pub(crate) mod gate_rules;
pub(crate) mod loaded_module;
pub(crate) mod lru_cache;
pub(crate) mod metadata;
pub(crate) mod metered;
pub(crate) mod module_cache;
pub(crate) mod module_store;
pub(crate) mod probes;
pub(crate) mod tiering;
