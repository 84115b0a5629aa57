//! Go by the compiler that is built in: no toolchain, no process, no file.

use super::thread;
use crate::abi_section::attach_abi;
use crate::diagnostic::{Diagnostic, Diagnostics, told};
use crate::error::CompileError;
use crate::pack;
use crate::stage::Stage;
use allod_core::{Abi, ModuleImport};
use allod_go::compile_contract::{self, BuiltContract, build_contract};
use allod_go::diagnostic::Diagnostic as Mistake;
use allod_go::lower;
use allod_go::packages::Source;
use allod_go::syntax::files::Files;

/// The name of the compiler, as stages tell it.
const NAME: &str = concat!("allod-go ", env!("CARGO_PKG_VERSION"));

/// A contract that has been compiled.
pub(crate) struct Built {
    /// The module, its ABI within.
    pub(crate) wasm: Vec<u8>,
    /// The ABI.
    pub(crate) abi: Abi,
    /// Mistakes that are let in.
    pub(crate) warnings: Vec<Diagnostic>,
}

/// Terms of a compilation: bounds of what the initialisation may take, the contract's name for messages, and a listener for
/// stages.
#[derive(Clone, Copy)]
pub(crate) struct Terms<'o> {
    pub(crate) bounds: pack::Bounds,
    pub(crate) name: &'o str,
    /// Packages of the embedder's, by their import paths.
    pub(crate) host: &'o [Source],
    /// Imports that these may have beside the engine's own.
    pub(crate) imports: &'o [ModuleImport],
    pub(crate) begin: &'o (dyn Fn(Stage) + Sync),
}

/// The module of Go source, with its ABI.
///
/// # Errors
/// [`CompileError::Refused`] with everything that is wrong, [`CompileError::Initialise`] for package variables and `init`
/// functions that can't be computed ahead.
pub(crate) fn compile(sources: &[Source], terms: Terms<'_>) -> Result<Built, CompileError> {
    thread::run(|| on_thread(sources, terms))
}

fn on_thread(sources: &[Source], terms: Terms<'_>) -> Result<Built, CompileError> {
    let begin = |stage| match stage {
        compile_contract::Stage::Parse => (terms.begin)(Stage::Parse),
        compile_contract::Stage::Check => (terms.begin)(Stage::Types),
        compile_contract::Stage::Contract => (terms.begin)(Stage::Abi),
        compile_contract::Stage::Build => (terms.begin)(Stage::Compile { backend: NAME.to_owned() }),
        compile_contract::Stage::Lower => (terms.begin)(Stage::Lower),
    };
    let refused = |diagnostics: &[Mistake], files: &Files| CompileError::Refused(Diagnostics(told(diagnostics, files)));
    let BuiltContract { program, abi, warnings, files } =
        build_contract(sources, terms.host, &begin).map_err(|failure| refused(&failure.diagnostics, &failure.files))?;
    let options = lower::Options { names: true, ..lower::Options::default() };
    let mistake = |mistake: Mistake| refused(&[mistake], &files);
    (terms.begin)(Stage::Lower);
    let lowered = match lower::beginning(&program, &files, terms.bounds.memory).map_err(mistake)? {
        None => lower::lower(&program, &files, &options),
        // Package variables are computed once and not by every call.
        Some(beginning) => {
            (terms.begin)(Stage::Snapshot);
            let (memory, heap) = pack::initialised_memory(&beginning.wasm, lower::HEAP, terms.bounds, terms.name)?;
            let state = beginning.state(&memory, heap).ok_or_else(|| CompileError::Module {
                pass: "snapshot",
                why: format!("{} bytes of memory, {heap} are in use", memory.len()),
            })?;
            lower::lower_from(&program, &files, &options, &state)
        }
    };
    let wasm = lowered.map_err(mistake)?.wasm;
    (terms.begin)(Stage::Check);
    pack::check(&wasm, &abi, terms.imports)?;
    (terms.begin)(Stage::Attach);
    Ok(Built { wasm: attach_abi(&wasm, &abi), warnings: told(&warnings, &files), abi })
}
