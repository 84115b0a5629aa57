//! The driver of contracts: sources in, a module and its ABI or all that is wrong out.

use crate::compile::{Failure, has, imports_formats};
use crate::contract::{self, imports};
use crate::diagnostic::Diagnostic;
use crate::ir::{self, Program};
use crate::limits;
use crate::lower::{self, Lowered, lower};
use crate::packages::{Loaded, Source, base, interfaces, load};
use crate::syntax::files::{Files, Span};
use allod_core::Abi;
use std::collections::HashSet;

/// A contract whose program could be built.
#[derive(Debug)]
pub struct BuiltContract {
    /// The program, whose exports are the functions that the contract offers.
    pub program: Program,
    /// The contract's ABI.
    pub abi: Abi,
    /// Mistakes that are let in.
    pub warnings: Vec<Diagnostic>,
    /// The files that spans speak of.
    pub files: Files,
}

/// The import path of a contract that comes without a `go.mod`.
const CONTRACT: &str = "contract";

/// Builds the program of a contract: of one file, or of a folder's files, among them `go.mod` if it has packages of its own.
/// Of the two interfaces of package `core` that one is taken that the source type-checks against. `host` are packages of the
/// embedder's: each a file that is named by its import path, whose functions without a body are imports of the module.
///
/// # Errors
/// Everything that is wrong, in the order of the source.
pub fn build_contract(sources: &[Source], host: &[Source], begin: &dyn Fn(Stage)) -> Result<BuiltContract, Failure> {
    begin(Stage::Parse);
    let module = module_path(sources);
    let mut loaded = load_contract([sources, host], &module, 0, &[], &|| begin(Stage::Check));
    if !loaded.diagnostics.is_empty() && imports_core(&loaded) {
        let other = load_contract([sources, host], &module, 1, &[], &|| {});
        if other.diagnostics.is_empty() {
            loaded = other;
        }
    }
    let Loaded { files, mut store, units, diagnostics } = loaded;
    let failure = |mut diagnostics: Vec<Diagnostic>, files| {
        diagnostics.truncate(limits::DIAGNOSTICS);
        Failure { diagnostics, files }
    };
    let Some(own) = units.last().filter(|unit| diagnostics.is_empty() && !unit.embedded) else {
        return Err(failure(diagnostics, files));
    };
    begin(Stage::Contract);
    let source = contract::Source { files: &files, tree: &own.tree, info: &own.info, package: own.package };
    let read = match contract::read(&mut store, source) {
        Ok(read) => read,
        Err(diagnostics) => return Err(failure(diagnostics, files)),
    };
    begin(Stage::Build);
    match ir::build(&mut store, &files, &units, &[], &read.entries) {
        Ok(program) => Ok(BuiltContract { program, abi: read.abi, warnings: read.warnings, files }),
        Err(diagnostics) => Err(failure(diagnostics, files)),
    }
}

/// A stage of the way from source to a module.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Reading the contract's source.
    Parse,
    /// Checking its types, against whichever interface of package `core` it is written for.
    Check,
    /// Finding what the contract offers.
    Contract,
    /// Making a program of what that reaches.
    Build,
    /// Making a module of the program.
    Lower,
}

/// The path of the module that a folder's `go.mod` names.
pub(crate) fn module_path(sources: &[Source]) -> String {
    let module = sources.iter().find(|source| source.name == "go.mod").and_then(|source| {
        let text = std::str::from_utf8(&source.text).ok()?;
        let line = text.lines().find_map(|line| line.trim().strip_prefix("module "))?;
        Some(line.trim().trim_matches('"').to_owned())
    });
    module.filter(|module| !module.is_empty()).unwrap_or_else(|| CONTRACT.to_owned())
}

/// The number of the path by which sources seem to import package `core`. If it is the other one, that is loaded too.
pub(crate) fn core_path(sources: &[Source]) -> usize {
    let [.., other] = imports::CORE;
    usize::from(has(sources, other))
}

fn imports_core(loaded: &Loaded) -> bool {
    let own = loaded.units.iter().filter(|unit| !unit.embedded);
    own.flat_map(|unit| imports::paths(&loaded.files, &unit.tree)).any(|(path, _)| imports::is_core(&path))
}

/// The packages of a contract against an interface of package `core`, by its number, with the refusals of what they import; of
/// packages that are not here those of `others` may be imported.
pub(crate) fn load_contract(
    [sources, host]: [&[Source]; 2],
    module: &str,
    interface: usize,
    others: &[&str],
    parsed: &dyn Fn(),
) -> Loaded {
    let core = interfaces().into_iter().nth(interface).unwrap_or_default();
    let mut loaded = load(
        base(interface, core_path(sources), imports_formats(sources)),
        sources,
        module,
        &core,
        host,
        false,
        parsed,
    );
    let own = |path: &str| {
        let contracts = loaded.units.iter().any(|unit| !unit.embedded && unit.path == path);
        contracts || host.iter().any(|package| package.name == path) || others.contains(&path)
    };
    let mut refusals = Vec::new();
    for unit in loaded.units.iter().filter(|unit| !unit.embedded) {
        refusals.extend(imports::check(&loaded.files, &unit.tree, &own));
    }
    // What the checker says of the same imports is the same with less advice.
    let refused: HashSet<Span> = refusals.iter().map(|refusal| refusal.span).collect();
    loaded.diagnostics.retain(|diagnostic| !refused.contains(&diagnostic.span));
    loaded.diagnostics.extend(refusals);
    loaded.diagnostics.sort_by_key(|diagnostic| diagnostic.span.start);
    loaded
}

/// A contract as a WebAssembly module.
#[derive(Debug)]
pub struct CompiledContract {
    /// The module, and the lines of its operators.
    pub module: Lowered,
    /// The contract's ABI, which is not in the module.
    pub abi: Abi,
    /// Mistakes that are let in.
    pub warnings: Vec<Diagnostic>,
    /// The files that spans and lines speak of.
    pub files: Files,
}

/// Compiles a contract to a module.
///
/// # Errors
/// Everything that is wrong, in the order of the source.
pub fn compile_contract(
    sources: &[Source],
    options: &lower::Options,
    begin: &dyn Fn(Stage),
) -> Result<CompiledContract, Failure> {
    let BuiltContract { program, abi, warnings, files } = build_contract(sources, &[], begin)?;
    begin(Stage::Lower);
    match lower(&program, &files, options) {
        Ok(module) => Ok(CompiledContract { module, abi, warnings, files }),
        Err(diagnostic) => Err(Failure { diagnostics: vec![diagnostic], files }),
    }
}
