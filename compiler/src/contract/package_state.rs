//! Warnings of state that is kept where it doesn't last: in package variables, which every call finds as the
//! initialisation left them.

use super::body::{Body, Change};
use super::imports::Imports;
use super::refusals::Refusals;
use gosyn::ast::{Declaration, Expression, File, FuncDecl, VarSpec};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

const INSTEAD: &str = "keep it in an object: core.GetObject(core.ZeroObjectID), then its Set and Get";

/// A function of the file, and what its body does.
pub(super) struct Function<'f> {
    pub(super) declared: &'f FuncDecl,
    pub(super) body: Body<'f>,
}

/// The functions of `tree`, in its order.
pub(super) fn functions(tree: &File) -> Vec<Function<'_>> {
    tree.decl.iter().filter_map(function).collect()
}

fn function(declaration: &Declaration) -> Option<Function<'_>> {
    match declaration {
        Declaration::Function(declared) => Some(Function { declared, body: Body::of(declared) }),
        _ => None,
    }
}

impl Function<'_> {
    fn name(&self) -> &str {
        &self.declared.name.name
    }

    fn is_method(&self) -> bool {
        self.declared.recv.is_some()
    }

    fn is_init(&self) -> bool {
        !self.is_method() && self.name() == "init"
    }

    /// The name of its receiver, and whether that is a pointer.
    fn receiver(&self) -> Option<(&str, bool)> {
        let field = self.declared.recv.as_ref()?.list.first()?;
        let pointer = matches!(field.typ, Expression::TypePointer(_) | Expression::Star(_));
        Some((field.name.first().map_or("", |name| &name.name), pointer))
    }

    fn is_receiver(&self, name: &str) -> bool {
        self.receiver().is_some_and(|(receiver, _)| receiver == name)
    }
}

/// Warns of every package variable that a call changes, once for each function that does it. What only the
/// initialisation does lasts, and is nothing to warn of.
pub(super) fn check(tree: &File, functions: &[Function], imports: &Imports, refusals: &mut Refusals) {
    let variables = variables(tree);
    let in_calls = in_calls(tree, functions);
    let changing = changing(functions);
    for function in functions.iter().filter(|function| in_calls.contains(function.name()) || function.is_method()) {
        let mut changed: BTreeMap<&str, usize> = BTreeMap::new();
        let mut note = |name, at| {
            changed.entry(name).or_insert(at);
        };
        for Change { name, at, .. } in &function.body.changes {
            note(*name, *at);
        }
        for call in &function.body.method_calls {
            let foreign = variables.get(call.name).is_some_and(|variable| is_foreign(variable, imports));
            if changing.contains(call.method) || (call.alone && foreign) {
                note(call.name, call.at);
            }
        }
        for (name, at) in changed {
            if variables.contains_key(name) && !function.is_receiver(name) {
                let message = format!(
                    "{} changes the package variable {name}: the change is gone when the call ends, and the next call finds {name} as init left it",
                    function.name()
                );
                refusals.warn(at, message, INSTEAD);
            }
        }
    }
}

/// The file's package variables, by name.
fn variables(tree: &File) -> HashMap<&str, &VarSpec> {
    let specs = tree.decl.iter().filter_map(|declaration| match declaration {
        Declaration::Variable(variables) => Some(&variables.specs),
        _ => None,
    });
    specs.flatten().flat_map(|spec| spec.name.iter().map(move |name| (name.name.as_str(), spec))).collect()
}

/// Names of functions that run in calls: those that can be called from outside, those whose name is passed around, and
/// all that these call. Which methods run is not known, so all of them may.
fn in_calls<'f>(tree: &'f File, functions: &'f [Function]) -> HashSet<&'f str> {
    let values = tree.decl.iter().filter_map(|declaration| match declaration {
        Declaration::Variable(variables) => Some(variables.specs.iter().map(|spec| Body::of_values(&spec.values))),
        _ => None,
    });
    let mut found: HashSet<&str> = values.flatten().flat_map(|body| body.mentioned).collect();
    let mut bodies: HashMap<&str, &Body> = HashMap::new();
    let mut next: Vec<&Body> = Vec::new();
    for function in functions {
        match function {
            _ if function.is_method() => next.push(&function.body),
            _ if function.is_init() => found.extend(&function.body.mentioned),
            _ => {
                bodies.insert(function.name(), &function.body);
                if function.name().starts_with(char::is_uppercase) {
                    found.insert(function.name());
                }
            }
        }
    }
    next.extend(found.iter().filter_map(|name| bodies.get(name).copied()));
    while let Some(body) = next.pop() {
        for name in body.called.iter().chain(&body.mentioned) {
            if let Some(body) = bodies.get(name).filter(|_| found.insert(name)) {
                next.push(body);
            }
        }
    }
    found
}

/// Names of methods that change what they are called on: a pointer's target, or an element of a map or slice.
fn changing<'f>(functions: &'f [Function]) -> BTreeSet<&'f str> {
    let changes = |function: &&Function| {
        function.receiver().is_some_and(|(receiver, pointer)| {
            function.body.changes.iter().any(|change| change.name == receiver && (pointer || change.element))
        })
    };
    functions.iter().filter(changes).map(Function::name).collect()
}

/// True for a variable of a type of the standard library, whose methods are called for what they change if for
/// nothing else.
fn is_foreign(variable: &VarSpec, imports: &Imports) -> bool {
    variable
        .typ
        .iter()
        .chain(&variable.values)
        .filter_map(package)
        .any(|name| imports.path(name).is_some() && !imports.is_sdk(name))
}

/// The package that a type or a value is of, as far as it says one.
fn package(expression: &Expression) -> Option<&str> {
    match expression {
        Expression::Selector(selector) => match &*selector.x {
            Expression::Ident(package) => Some(&package.name),
            _ => None,
        },
        Expression::TypePointer(pointer) => package(&pointer.typ),
        Expression::Star(pointer) => package(&pointer.right),
        Expression::Operation(operation) => package(&operation.x),
        Expression::CompositeLit(literal) => package(&literal.typ),
        Expression::Call(call) => package(&call.func).or_else(|| call.args.first().and_then(package)),
        _ => None,
    }
}
