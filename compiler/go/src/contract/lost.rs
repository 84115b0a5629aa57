//! Warnings of what is lost: state in package variables, which every call finds as the initialisation left them, and methods
//! that look as if callers could reach them.

use super::Source;
use super::functions::{is_empty_struct, is_error_type, is_exported, receiver};
use super::uses::{Function, Uses};
use crate::diagnostic::{Code, Diagnostic};
use crate::limits;
use crate::syntax::files::Span;
use crate::types::store::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

const INSTEAD: &str = "keep it in an object: core.GetObject(core.ZeroObjectID), then its Set and Get";

/// Methods that Go's library calls itself, by an interface: nobody means them for callers from outside.
const INTERFACES: &[&str] = &[
    "String",
    "GoString",
    "Format",
    "Error",
    "Is",
    "As",
    "Unwrap",
    "Len",
    "Less",
    "Swap",
    "Read",
    "Write",
    "MarshalJSON",
    "UnmarshalJSON",
    "MarshalText",
    "UnmarshalText",
    "MarshalBinary",
    "UnmarshalBinary",
];

/// The warnings of a package, in the order of the source.
pub(super) fn warnings(store: &Store, source: Source<'_>) -> Vec<Diagnostic> {
    let uses = Uses::of(store, source);
    let mut warnings = changed_variables(store, source, &uses);
    warnings.extend(left_out(store, source, &uses));
    warnings.sort_by_key(|warning| warning.span.start);
    warnings.truncate(limits::DIAGNOSTICS);
    warnings
}

fn name_of(store: &Store, function: &Function) -> String {
    store.object_name(function.obj).to_owned()
}

/// Warns of every package variable that a call changes, once for each function that does it. What only the initialisation
/// does lasts, and is nothing to warn of.
fn changed_variables(store: &Store, source: Source<'_>, uses: &Uses) -> Vec<Diagnostic> {
    let in_calls = in_calls(store, uses);
    let changing: BTreeSet<ObjId> =
        uses.functions.iter().filter(|function| function.changes_receiver).map(|function| function.obj).collect();
    let mut warnings = Vec::new();
    for function in uses.functions.iter().filter(|function| function.method || in_calls.contains(&function.obj)) {
        let mut changed: BTreeMap<ObjId, Span> = function.changes.clone();
        for (variable, method, at, alone) in &function.calls {
            if !matches!(store.object(*variable).kind, ObjectKind::Var(VarKind::Package)) {
                continue;
            }
            // Methods of the standard library whose result nobody takes are called for what they change.
            let foreign = method.is_some_and(|method| is_foreign(store, source, method));
            if method.is_some_and(|method| changing.contains(&method)) || (*alone && foreign) {
                let first = changed.entry(*variable).or_insert(*at);
                *first = (*first).min(*at);
            }
        }
        for (variable, at) in changed {
            let (function, name) = (name_of(store, function), store.object_name(variable));
            let message = format!(
                "{function} changes the package variable {name}: the change is gone when the call ends, and the next call finds {name} as init left it"
            );
            warnings.push(Diagnostic::new(Code::Lost, at, message).advise(INSTEAD));
        }
    }
    warnings
}

/// A method of a package that comes with the compiler, but of none of `core`.
fn is_foreign(store: &Store, source: Source<'_>, method: ObjId) -> bool {
    let package = store.object(method).pkg.filter(|package| *package != source.package);
    package.is_some_and(|package| super::imports::ALLOWED.contains(&store.package(package).path.as_str()))
}

/// Functions that run in calls: those that can be called from outside, those whose name is passed around, and all that
/// these name. Which methods run is not known, so all of them may.
fn in_calls(store: &Store, uses: &Uses) -> BTreeSet<ObjId> {
    let by_object: HashMap<ObjId, &Function> = uses.functions.iter().map(|function| (function.obj, function)).collect();
    let mut found: BTreeSet<ObjId> = uses.kept.union(&uses.kept_by_init).copied().collect();
    let roots = uses.functions.iter().filter(|function| function.method || is_exported(&name_of(store, function)));
    found.extend(roots.map(|function| function.obj));
    let mut next: Vec<ObjId> = found.iter().copied().collect();
    while let Some(obj) = next.pop() {
        let Some(function) = by_object.get(&obj) else { continue };
        next.extend(function.names.iter().copied().filter(|name| found.insert(*name)));
    }
    found
}

/// Warns of methods that are not offered because their type has fields: exported ones of an exported type that the
/// contract itself never calls.
fn left_out(store: &Store, source: Source<'_>, uses: &Uses) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    let mut known = HashMap::new();
    for function in uses.functions.iter().filter(|function| function.method) {
        let Some((named, ..)) = receiver(store, function.obj) else { continue };
        let of = &store.object(store.named(named).obj);
        let (name, owner) = (name_of(store, function), store.object_name(store.named(named).obj));
        let exported = is_exported(&name) && is_exported(owner) && of.pkg == Some(source.package);
        let generic = !store.named(named).params.is_empty();
        let inside =
            uses.selected.contains(&name) || INTERFACES.contains(&name.as_str()) || is_error_type(store, named);
        if exported && !generic && !inside && !is_empty_struct(store, named, &mut known) {
            let message = format!(
                "{owner}.{name} is not offered to callers, and nothing in the contract calls it: a call begins without a {owner}"
            );
            let advice = format!(
                "make {name} a function or a method of an empty struct, and keep the fields of {owner} in an object"
            );
            warnings.push(Diagnostic::new(Code::Lost, store.object(function.obj).span, message).advise(advice));
        }
    }
    warnings
}
