//! Agreement with Go: programs are read, checked and run as Go's own tools do it, and package core is what contracts know.

mod checker_agrees_with_go;
mod core_is_the_sdk;
mod parser_agrees_with_go;
mod programs_agree_with_go;
mod programs_that_went_wrong;
mod std_vectors;
#[allow(dead_code, unreachable_pub, reason = "the conformance command uses the rest")]
#[path = "../support/mod.rs"]
mod support;
mod vocabulary;
