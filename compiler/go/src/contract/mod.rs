//! A contract: what of a checked package callers from outside can reach, and how.
//!
//! | file | says |
//! |---|---|
//! | [`imports`] | which packages a contract may import, and what to use in the place of others |
//! | `functions.rs` | which functions are offered: exported ones, and exported methods of exported empty structs |
//! | `types.rs` | what a type is for callers, or why it can't be passed in a call |
//! | `events.rs` | which events are logged |
//! | [`declared`] | what a wrapper in Go has to know, where another compiler makes the module |
//! | `uses.rs` | which function each expression stands in, and what it does with names of the package |
//! | `lost.rs` | warnings: package variables that calls change, methods that look as if they were offered |
//!
//! A package is read once it has been checked, so that all types are known. Every refusal has its place and advice.

pub mod declared;
mod events;
mod functions;
pub mod imports;
mod lost;
mod types;
mod uses;

pub(crate) use types::MAP_ENTRY;

use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::syntax::files::{Files, Span};
use crate::syntax::tree::Tree;
use crate::types::info::Info;
use crate::types::store::{ObjId, PkgId, Store, TypeId};
use allod_core::Abi;

/// A checked package, and all that is known of it.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// The files that its places lie in.
    pub files: &'a Files,
    /// Its tree.
    pub tree: &'a Tree,
    /// The checker's findings.
    pub info: &'a Info,
    /// The package.
    pub package: PkgId,
}

/// A function that a contract offers, and how it is called.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The name by which the host calls it.
    pub name: String,
    /// The function or method.
    pub function: ObjId,
    /// The empty struct it is a method of, and whether by a pointer.
    pub receiver: Option<(TypeId, bool)>,
    /// Its first parameter is the context, which no caller gives.
    pub context: Option<TypeId>,
    /// Types of the other parameters; that of a variadic one is a slice.
    pub inputs: Vec<TypeId>,
    /// Types of the results that callers get.
    pub outputs: Vec<TypeId>,
    /// Its last result is an error, which ends the call.
    pub fails: bool,
    /// The place of its name.
    pub span: Span,
}

/// A contract.
#[derive(Clone, Debug)]
pub struct Contract {
    /// Its ABI.
    pub abi: Abi,
    /// The functions it offers, in the order of the source.
    pub entries: Vec<Entry>,
    /// Mistakes that are let in.
    pub warnings: Vec<Diagnostic>,
}

/// Reads a package that has been checked and has no mistakes.
///
/// # Errors
/// Everything that keeps it from being a contract, in the order of the source.
pub fn read(store: &mut Store, source: Source<'_>) -> Result<Contract, Vec<Diagnostic>> {
    let mut refusals = Refusals::default();
    let around = store.current.replace(source.package);
    let (entries, functions) = functions::read(store, source, &mut refusals);
    let warnings = lost::warnings(store, source);
    let events = events::read(store, source);
    store.current = around;
    if !refusals.0.is_empty() {
        return Err(refusals.sorted());
    }
    let name = store.package(source.package).name;
    let package_name = store.names.text(name).to_owned();
    let imports = imports::paths(source.files, source.tree).into_iter().map(|(path, _)| path).collect();
    Ok(Contract { abi: Abi { package_name, imports, functions, events }, entries, warnings })
}

/// Refusals of one contract.
#[derive(Debug, Default)]
struct Refusals(Vec<Diagnostic>);

impl Refusals {
    fn add(&mut self, span: Span, message: impl Into<String>, advice: impl Into<String>) {
        if self.0.len() < limits::DIAGNOSTICS {
            self.0.push(Diagnostic::new(Code::Refused, span, message).advise(advice));
        }
    }

    fn sorted(mut self) -> Vec<Diagnostic> {
        self.0.sort_by_key(|diagnostic| diagnostic.span.start);
        self.0
    }
}
