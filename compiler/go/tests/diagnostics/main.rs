//! Diagnostics and limits: mistakes are found where they are, and no source harms the compiler.

mod alias_cycles;
mod embedded_packages;
mod hostile_programs;
mod hostile_source;
mod hostile_types;
mod mistakes;
mod recovery;
mod refusals;
#[allow(dead_code, unreachable_pub, reason = "the conformance command uses the rest")]
#[path = "../support/mod.rs"]
mod support;
mod typed_tree;
