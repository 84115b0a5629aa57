//! Any bytes as source of a contract, all the way to a module that is metered.

use super::gate::too_much;
use allod_compiler::gate::{self, GateOptions};
use allod_compiler::instrument::instrument;
use allod_compiler::{CompileOptions, Language, compile, detect};
use allod_core::GasSchedule;

/// The advice of a diagnostic that tells of a mistake of the compiler, not of the source.
const OWN_FAULT: &str = "this is a fault of the compiler";

/// Source: refused in words, or a module that the gate lets in and the meter takes, the same each time.
pub fn source(data: &[u8]) {
    if detect(data) != Some(Language::Go) {
        return;
    }
    let options = CompileOptions::default();
    match compile(data, &options) {
        Err(refusal) => {
            let words = refusal.to_string();
            assert!(!words.is_empty() && !words.contains(OWN_FAULT), "{words}");
        }
        Ok(compiled) => {
            let entered = gate::check(&compiled.wasm, &GateOptions::default());
            assert!(entered.is_ok(), "the gate takes what the compiler makes: {:?}", entered.err());
            let metered = instrument(&compiled.wasm, &GasSchedule::standard());
            assert!(metered.as_ref().err().is_none_or(too_much), "{metered:?}");
            let again = compile(data, &options).map(|again| again.wasm);
            assert_eq!(again.ok(), Some(compiled.wasm), "the same source gives the same module");
        }
    }
}
