//! The outcome of a compilation as bytes, the same code on both machines.

use allod_go::compile::{self, build};
use allod_go::compile_contract::compile_contract;
use allod_go::lower::{Options, lower};
use allod_go::packages::Source;

/// A module with names and lines, and its ABI; or all that is wrong with the source.
pub(crate) fn outcome(contract: bool, text: &[u8]) -> Vec<u8> {
    let sources = [Source::new("source.go", text)];
    let options = Options { names: true, ..Options::default() };
    if contract {
        return match compile_contract(&sources, &options, &|_| {}) {
            Ok(compiled) => [compiled.module.wasm, format!("{:?}", compiled.abi).into_bytes()].concat(),
            Err(failure) => failure.to_string().into_bytes(),
        };
    }
    let built = match build(&sources, &compile::Options::program()) {
        Ok(built) => built,
        Err(failure) => return failure.to_string().into_bytes(),
    };
    match lower(&built.program, &built.files, &options) {
        Ok(module) => module.wasm,
        Err(diagnostic) => diagnostic.message.into_bytes(),
    }
}
