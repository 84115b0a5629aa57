//! The driver for toolchains: sources in, what a contract declares or all that keeps it from being one out.
//!
//! Another compiler makes the module, so that bodies may use packages, and parts of packages, that are not there here. What
//! depends on these has no type, and mistakes of types are left to that compiler, which finds them all.

use crate::compile::Failure;
use crate::compile_contract::{Stage, load_contract, module_path};
use crate::contract::declared::{self, Call, GoType};
use crate::contract::{self, Contract, imports};
use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::packages::{Loaded, Source, Unit};
use crate::syntax::files::Files;
use crate::types::is_refused_here_alone;
use crate::types::store::Store;
use allod_core::Abi;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// The beginning of names that a wrapper declares.
pub const RESERVED: &str = "allod_";

/// A contract's declarations.
pub struct DeclaredContract {
    store: Store,
    files: Files,
    own: Arc<Unit>,
    contract: Contract,
}

/// Reads what a contract of one file declares. It is written against `core/targets`, which the package `core` of stock Go has.
///
/// # Errors
/// Everything that keeps it from being a contract, in the order of the source.
pub fn declare_contract(source: &Source, begin: &dyn Fn(Stage)) -> Result<DeclaredContract, Failure> {
    begin(Stage::Parse);
    let sources = std::slice::from_ref(source);
    let checking = || begin(Stage::Check);
    let loaded = load_contract([sources, &[]], &module_path(sources), 0, imports::STOCK, &checking);
    let Loaded { files, mut store, mut units, mut diagnostics } = loaded;
    diagnostics.retain(|found| match found.code {
        Code::Syntax | Code::Limit | Code::Cycle | Code::Internal => true,
        Code::Refused => !is_refused_here_alone(&found.message),
        _ => false,
    });
    let own = units.pop().filter(|unit| !unit.embedded);
    diagnostics.extend(own.iter().flat_map(|unit| reserved(&store, unit)));
    diagnostics.sort_by_key(|found| found.span.start);
    diagnostics.truncate(limits::DIAGNOSTICS);
    let Some(own) = own.filter(|_| diagnostics.is_empty()) else { return Err(Failure { diagnostics, files }) };
    begin(Stage::Contract);
    let read = contract::read(&mut store, view(&files, &own));
    match read {
        Ok(contract) => Ok(DeclaredContract { store, files, own, contract }),
        Err(diagnostics) => Err(Failure { diagnostics, files }),
    }
}

fn view<'a>(files: &'a Files, own: &'a Unit) -> contract::Source<'a> {
    contract::Source { files, tree: &own.tree, info: &own.info, package: own.package }
}

/// Refusals of names that the wrapper may declare.
fn reserved(store: &Store, own: &Unit) -> Vec<Diagnostic> {
    let objects = &store.scopes[store.package(own.package).scope.index()].order;
    let taken = objects.iter().filter(|obj| store.object_name(**obj).starts_with(RESERVED));
    let refusal = |obj| {
        let message = format!("{}: names that begin with {RESERVED} belong to the compiler", store.object_name(obj));
        Diagnostic::new(Code::Refused, store.object(obj).span, message).advise("choose another name")
    };
    taken.map(|obj| refusal(*obj)).collect()
}

impl fmt::Debug for DeclaredContract {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeclaredContract").field("contract", &self.contract).finish_non_exhaustive()
    }
}

impl DeclaredContract {
    /// The ABI.
    pub fn abi(&self) -> &Abi {
        &self.contract.abi
    }

    /// Mistakes that are let in.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.contract.warnings
    }

    /// The files that places speak of.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The path by which the contract imports package `core`, or would.
    pub fn core(&self) -> &'static str {
        let imported = imports::paths(&self.files, &self.own.tree);
        let named = imports::CORE.into_iter().find(|core| imported.iter().any(|(path, _)| path == core));
        named.unwrap_or(imports::CORE[0])
    }

    /// The bytes of the source in which its package is named.
    pub fn package_name(&self) -> Range<usize> {
        let Some(file) = self.own.tree.files.first() else { return 0..0 };
        let (span, start) = (file.package.span, self.files.file(file.id).start().0);
        (span.start.0 - start) as usize..(span.end.0 - start) as usize
    }

    /// A refusal of the contract as a whole, at its package clause.
    pub fn refusal(&self, message: String, advice: &str) -> Diagnostic {
        let span = self.own.tree.files.first().map(|file| file.package.span).unwrap_or_default();
        Diagnostic::new(Code::Refused, span, message).advise(advice)
    }

    /// Functions that it offers.
    pub fn calls(&self) -> usize {
        self.contract.entries.len()
    }

    /// The function of a number below [`calls`](Self::calls), as a wrapper calls it.
    ///
    /// # Errors
    /// A parameter or result of a type that the package `core` of stock Go can't pass.
    pub fn call(&mut self, number: usize) -> Result<Call, Box<Diagnostic>> {
        let Self { store, files, own, contract } = self;
        let entry = &contract.entries[number];
        declared::call(store, view(files, own), entry).map_err(|ty| {
            let message =
                format!("{}: {ty} can't be passed in a call of a contract that stock Go compiles", entry.name);
            let advice = "use a slice in the place of an array or a map, or the compiler that is built in";
            Box::new(Diagnostic::new(Code::Refused, entry.span, message).advise(advice))
        })
    }

    /// The types that it declares and that can be stored.
    pub fn stored_types(&mut self) -> Vec<GoType> {
        declared::stored_types(&mut self.store, self.own.package)
    }
}
