//! Declarations of the file, by name.

use super::literal;
use super::refusals::Refusals;
use gosyn::ast::{Declaration, Expression, File, Ident, TypeSpec};
use gosyn::token::LitKind;
use std::collections::BTreeMap;

/// Names that Go has declared and the wrapper uses, so that the file may not declare them anew.
const PREDECLARED: &[&str] = &[
    "bool", "byte", "rune", "string", "error", "any", "int", "int8", "int16", "int32", "int64", "uint", "uint8",
    "uint16", "uint32", "uint64", "len", "make", "new", "nil", "true", "false", "append", "copy", "panic",
];

/// The types and the text constants of the file.
pub(super) struct Declarations<'f> {
    types: BTreeMap<&'f str, &'f TypeSpec>,
    texts: BTreeMap<&'f str, String>,
}

impl<'f> Declarations<'f> {
    pub(super) fn read(tree: &'f File, refusals: &mut Refusals) -> Self {
        let mut declared = Self { types: BTreeMap::new(), texts: BTreeMap::new() };
        for declaration in &tree.decl {
            match declaration {
                Declaration::Type(types) => {
                    // Nothing can be said of a type that is called _.
                    for spec in types.specs.iter().filter(|spec| spec.name.name != "_") {
                        fresh(&spec.name, refusals);
                        declared.types.insert(&spec.name.name, spec);
                    }
                }
                Declaration::Const(constants) => {
                    for spec in &constants.specs {
                        spec.name.iter().for_each(|name| fresh(name, refusals));
                        for (name, value) in spec.name.iter().zip(&spec.values) {
                            declared.texts.extend(text(value).map(|text| (name.name.as_str(), text)));
                        }
                    }
                }
                Declaration::Variable(variables) => {
                    variables.specs.iter().flat_map(|spec| &spec.name).for_each(|name| fresh(name, refusals));
                }
                Declaration::Function(function) if function.recv.is_none() => fresh(&function.name, refusals),
                Declaration::Function(_) => {}
            }
        }
        declared
    }

    /// The type that the file calls `name`.
    pub(super) fn type_spec(&self, name: &str) -> Option<&'f TypeSpec> {
        self.types.get(name).copied()
    }

    /// The types that the file declares, by name.
    pub(super) fn type_names(&self) -> impl Iterator<Item = &'f str> {
        self.types.keys().copied()
    }

    /// The text of the constant that the file calls `name`.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.texts.get(name).map(String::as_str)
    }
}

fn fresh(name: &Ident, refusals: &mut Refusals) {
    if PREDECLARED.contains(&name.name.as_str()) {
        let found = format!("{} is declared anew, and means something else in every contract", name.name);
        refusals.add(name.pos, found, "choose another name");
    }
}

fn text(value: &Expression) -> Option<String> {
    match value {
        Expression::BasicLit(literal) if literal.kind == LitKind::String => literal::unquote(&literal.value),
        Expression::Paren(inner) => text(&inner.expr),
        _ => None,
    }
}
