//! The gate, asked about WebAssembly text.
#![allow(dead_code, reason = "each test file uses a part of it")]

use allod_compiler::gate::{Check, GateError, GateOptions, ModuleShape, check};

/// What the gate says of a module, with all options on.
pub(crate) fn ask(text: &str) -> Result<ModuleShape, GateError> {
    let options = GateOptions { simd: true, ..GateOptions::default() };
    check(&wat::parse_str(text).expect("valid text"), &options)
}

/// What the gate says of a module, with the default options.
pub(crate) fn ask_default(text: &str) -> Result<ModuleShape, GateError> {
    check(&wat::parse_str(text).expect("valid text"), &GateOptions::default())
}

/// That a module is refused by the check `wanted`, with a message that has all of `words` in it.
#[track_caller]
pub(crate) fn refused(outcome: Result<ModuleShape, GateError>, wanted: Check, words: &[&str]) {
    let error = outcome.expect_err("the gate refuses");
    assert_eq!(error.check, wanted, "{error}");
    let message = error.to_string();
    for word in words {
        assert!(message.contains(word), "\"{message}\" does not say \"{word}\"");
    }
}
