//! Contract in Go for a toolchain: its ABI, from the types that the built-in compiler finds, and its wrapper.

use super::thread;
use super::wrapper::{MAX_WRAPPER, Wrapper};
use crate::diagnostic::{Diagnostic, Diagnostics, told};
use crate::{CompileError, Stage};
use allod_core::Abi;
use allod_go::compile_contract;
use allod_go::declare_contract::{DeclaredContract, declare_contract};
use allod_go::limits;
use allod_go::packages::Source;

/// A contract as a toolchain needs it.
#[derive(Debug)]
pub(crate) struct Contract {
    pub(crate) abi: Abi,
    /// The contract's own source, as package `main`, every line where it was.
    pub(crate) go: Vec<u8>,
    /// The code that the host calls.
    pub(crate) wrapper: String,
    /// The path by which the contract imports the SDK.
    pub(crate) sdk: &'static str,
    /// Mistakes that are let in.
    pub(crate) warnings: Vec<Diagnostic>,
}

/// Reads a source. Mistakes in bodies are left to the toolchain.
///
/// # Errors
/// [`CompileError::Refused`] with everything that keeps it from being a contract.
pub(crate) fn read(source: &Source, begin: &(dyn Fn(Stage) + Sync)) -> Result<Contract, CompileError> {
    thread::run(|| {
        let stages = |stage| match stage {
            compile_contract::Stage::Parse => begin(Stage::Parse),
            compile_contract::Stage::Check => begin(Stage::Types),
            compile_contract::Stage::Contract => begin(Stage::Abi),
            compile_contract::Stage::Build | compile_contract::Stage::Lower => {}
        };
        let mut declared = declare_contract(source, &stages)
            .map_err(|failure| CompileError::Refused(Diagnostics(told(&failure.diagnostics, &failure.files))))?;
        begin(Stage::Wrap);
        let wrapper = wrapper(&mut declared)?;
        let mut go = source.text.to_vec();
        go.splice(declared.package_name(), *b"main");
        let (sdk, warnings) = (declared.core(), told(declared.warnings(), declared.files()));
        Ok(Contract { abi: declared.abi().clone(), go, wrapper, sdk, warnings })
    })
}

fn wrapper(declared: &mut DeclaredContract) -> Result<String, CompileError> {
    let mut wrapper = Wrapper::default();
    let mut refused = Vec::new();
    for number in 0..declared.calls() {
        if wrapper.is_full() || refused.len() >= limits::DIAGNOSTICS {
            break;
        }
        match declared.call(number) {
            Ok(call) => wrapper.call(&call),
            Err(mistake) => refused.push(*mistake),
        }
    }
    if refused.is_empty() {
        let own = declared.stored_types();
        own.iter().for_each(|own| wrapper.codec(own));
        wrapper.teach(&own);
        match wrapper.finish(declared.core()) {
            Some(wrapper) => return Ok(wrapper),
            None => {
                let found =
                    format!("more than {MAX_WRAPPER} bytes of code are needed between the host and this contract");
                refused.push(declared.refusal(found, "offer fewer functions, with smaller types"));
            }
        }
    }
    Err(CompileError::Refused(Diagnostics(told(&refused, declared.files()))))
}
