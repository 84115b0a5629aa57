//! Functions that a contract offers, and how they are called.

use super::package_state::Function;
use super::refusals::Refusals;
use super::types::{GoType, Types};
use allod_core::Param;
use gosyn::ast::{Declaration, Expression, Field, File, FuncDecl};
use std::collections::{BTreeMap, BTreeSet};

/// A function that the contract offers.
pub(super) struct ContractFunction {
    pub(super) name: String,
    /// The exported empty struct it is a method of.
    pub(super) receiver: Option<String>,
    /// True where its first parameter is the context.
    pub(super) context: bool,
    pub(super) inputs: Vec<(String, GoType)>,
    /// True where the last input is `...T`.
    pub(super) variadic: bool,
    pub(super) outputs: Vec<(String, GoType)>,
    /// True where the last result is an error.
    pub(super) fails: bool,
}

impl ContractFunction {
    pub(super) fn abi(&self) -> allod_core::Function {
        let params = |list: &[(String, GoType)]| {
            list.iter().map(|(name, ty)| Param { name: name.clone(), ty: ty.ty.clone() }).collect()
        };
        allod_core::Function { name: self.name.clone(), inputs: params(&self.inputs), outputs: params(&self.outputs) }
    }
}

/// The functions that `tree` offers, in the order of the source. `bodies` are those of all of its functions.
pub(super) fn read(
    tree: &File,
    bodies: &[Function],
    types: &mut Types,
    refusals: &mut Refusals,
) -> Vec<ContractFunction> {
    let mut found = Vec::new();
    let mut taken: BTreeMap<String, String> = BTreeMap::new();
    let mut offered = 0;
    let before = refusals.len();
    let errors = error_types(tree);
    for declaration in &tree.decl {
        let Declaration::Function(function) = declaration else { continue };
        if function.body.is_none() {
            let message = format!("{} has no body", function.name.name);
            refusals.add(function.name.pos, message, "write it in Go, in this file");
        }
        let Some(receiver) = offers(function, types, &errors, refusals) else { continue };
        offered += 1;
        let name = function.name.name.clone();
        let owner = receiver.clone().map_or_else(|| format!("function {name}"), |ty| format!("method {ty}.{name}"));
        if let Some(first) = taken.insert(name.clone(), owner) {
            let message = format!("{name} is offered twice: there is a {first} already");
            let instead = "rename one, or begin it or its type's name with a small letter to keep it inside";
            refusals.add(function.name.pos, message, instead);
        }
        found.extend(signature(function, receiver, types, refusals));
    }
    if offered == 0 && refusals.len() == before {
        refusals.add(
            tree.pkg_name.pos,
            "the contract offers no function",
            "begin a function's name with a capital, or those of an empty struct and of its method",
        );
    }
    left_out(bodies, types, &errors, refusals);
    found
}

/// Methods that Go calls itself, or its library, by an interface: nobody means them for callers from outside.
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

/// Warns of methods that look as if they were meant for callers from outside, and are not offered to them because their
/// type has fields: exported ones of an exported type that the contract itself never calls.
fn left_out(bodies: &[Function], types: &Types, errors: &BTreeSet<&str>, refusals: &mut Refusals) {
    let selected: BTreeSet<&str> = bodies.iter().flat_map(|function| &function.body.selected).copied().collect();
    for Function { declared, .. } in bodies {
        let (name, Some(receiver)) = (declared.name.name.as_str(), receiver_type(declared)) else { continue };
        let exported = [name, receiver].into_iter().all(|name| name.starts_with(char::is_uppercase));
        let inside = selected.contains(name) || INTERFACES.contains(&name) || errors.contains(receiver);
        if exported && !inside && types.is_empty_struct(receiver) == Some(false) {
            let message = format!(
                "{receiver}.{name} is not offered to callers, and nothing in the contract calls it: a call begins without a {receiver}"
            );
            let instead = format!(
                "make {name} a function or a method of an empty struct, and keep the fields of {receiver} in an object"
            );
            refusals.warn(declared.name.pos, message, instead);
        }
    }
}

/// Types of the file that are errors: their methods are not the contract's.
fn error_types(tree: &File) -> BTreeSet<&str> {
    let functions = tree.decl.iter().filter_map(|d| if let Declaration::Function(f) = d { Some(f) } else { None });
    functions.filter(|f| f.name.name == "Error").filter_map(receiver_type).collect()
}

fn receiver_type(function: &FuncDecl) -> Option<&str> {
    fn name(ty: &Expression) -> Option<&str> {
        match ty {
            Expression::Ident(ident) => Some(&ident.name),
            Expression::TypePointer(p) => name(&p.typ),
            Expression::Star(p) => name(&p.right),
            Expression::Paren(p) => name(&p.expr),
            _ => None,
        }
    }
    name(&function.recv.as_ref()?.list.first()?.typ)
}

/// Decides if the contract offers `function`, and as a method of what.
fn offers(
    function: &FuncDecl,
    types: &Types,
    errors: &BTreeSet<&str>,
    refusals: &mut Refusals,
) -> Option<Option<String>> {
    let name = &function.name;
    if function.recv.is_none() && name.name == "main" {
        refusals.add(name.pos, "func main: a contract is called by its functions", "remove it, or rename it");
        return None;
    }
    // As in Go, nobody outside reaches what begins with a small letter, nor the methods of a type that does.
    let receiver = receiver_type(function);
    if [Some(name.name.as_str()), receiver].into_iter().flatten().any(|name| !name.starts_with(char::is_uppercase)) {
        return None;
    }
    if !name.name.is_ascii() {
        let message = format!("{}: an exported name of other letters than A to Z", name.name);
        refusals.add(name.pos, message, "use letters A to Z, digits and _");
        return None;
    }
    if function.recv.is_none() {
        if !function.typ.typ_params.list.is_empty() {
            let message = format!("{} is generic, so nobody outside can call it", name.name);
            refusals.add(name.pos, message, "begin it with a small letter to keep it inside");
            return None;
        }
        return Some(None);
    }
    let receiver = receiver?;
    match types.is_empty_struct(receiver)? {
        true if errors.contains(receiver) => None,
        true => Some(Some(receiver.to_owned())),
        false => {
            let first = function.typ.params.list.first();
            if first.is_some_and(|field| types.is_sdk(&field.typ, "Context")) {
                let message = format!("{receiver}.{}: a contract keeps nothing in memory between calls", name.name);
                refusals.add(
                    name.pos,
                    message,
                    format!("make {receiver} an empty struct, and keep its fields in an object"),
                );
            }
            None
        }
    }
}

fn signature(
    function: &FuncDecl,
    receiver: Option<String>,
    types: &mut Types,
    refusals: &mut Refusals,
) -> Option<ContractFunction> {
    let mut fields = function.typ.params.list.as_slice();
    let context = fields.first().is_some_and(|field| field.name.len() <= 1 && types.is_sdk(&field.typ, "Context"));
    if context {
        fields = &fields[1..];
    }
    let mut complete = true;
    let mut inputs = Vec::new();
    let mut variadic = false;
    for field in fields {
        let slice = match &field.typ {
            Expression::Ellipsis(many) => many.elt.as_ref().map(|item| {
                variadic = true;
                Expression::TypeSlice(gosyn::ast::SliceType { pos: (many.pos, many.pos), typ: item.clone() })
            }),
            _ => None,
        };
        complete &= params(field, slice.as_ref().unwrap_or(&field.typ), types, refusals, &mut inputs);
    }
    let mut results = function.typ.result.list.as_slice();
    let fails = results.last().is_some_and(|field| {
        field.name.len() <= 1 && matches!(&field.typ, Expression::Ident(ident) if ident.name == "error")
    });
    if fails {
        results = &results[..results.len() - 1];
    }
    let mut outputs = Vec::new();
    for field in results {
        complete &= params(field, &field.typ, types, refusals, &mut outputs);
    }
    let name = function.name.name.clone();
    complete.then_some(ContractFunction { name, receiver, context, inputs, variadic, outputs, fails })
}

/// Adds what `field` declares, each name with its type. False where the type can't cross the border.
fn params(
    field: &Field,
    ty: &Expression,
    types: &mut Types,
    refusals: &mut Refusals,
    out: &mut Vec<(String, GoType)>,
) -> bool {
    let at = match ty {
        Expression::List(_) => field.name.first().map_or(0, |name| name.pos),
        ty => ty.pos(),
    };
    let Some(ty) = types.resolve(ty, field.name.len(), at, refusals) else { return false };
    match field.name.as_slice() {
        [] => out.push((String::new(), ty)),
        names => out.extend(
            names.iter().map(|name| (if name.name == "_" { String::new() } else { name.name.clone() }, ty.clone())),
        ),
    }
    true
}
