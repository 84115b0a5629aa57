//! Findings of the checker, by the numbers of the tree: the input of the stages that follow.

use super::constant::Value;
use super::store::{ObjId, TypeId};
use crate::syntax::files::Pos;
use crate::syntax::tree::ExprId;
use std::collections::{HashMap, HashSet};

/// The checker's finding on an expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// A call without results.
    NoValue,
    /// A predeclared function.
    Builtin,
    /// A type.
    Type,
    /// A constant.
    Const,
    /// It has an address.
    Variable,
    /// An element of a map, which can be assigned and may be absent.
    MapIndex,
    /// A value.
    Value,
    /// A value that comes with a second one if two are asked for.
    CommaOk,
}

/// The type of an expression, and its value if it is constant.
#[derive(Debug, Clone)]
pub struct Typed {
    /// Its mode.
    pub category: Category,
    /// Its type. Of an expression that gives two values where two are asked for, a tuple.
    pub ty: TypeId,
    /// The value of a constant.
    pub value: Option<Value>,
}

/// The selection `x.f`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SelectionKind {
    /// A field.
    Field,
    /// A method with its receiver bound.
    Method,
    /// A method of a type, the receiver being the first parameter.
    Expression,
}

/// A selection of a field or a method.
#[derive(Debug, Clone)]
pub struct Selection {
    /// The field or method that is selected.
    pub kind: SelectionKind,
    /// The type that is selected from.
    pub receiver: TypeId,
    /// The method; nothing for fields and methods of interfaces.
    pub method: Option<ObjId>,
    /// Indices of embedded fields, then of the field or method itself.
    pub path: Vec<usize>,
    /// A pointer is followed on the way.
    pub indirect: bool,
}

/// A package variable, or several at once, and the value they start with.
#[derive(Debug, Clone)]
pub struct Initializer {
    /// The variables.
    pub variables: Vec<ObjId>,
    /// The value.
    pub value: ExprId,
}

/// The findings on a package's tree. Identifiers that are declared are found by the position of the declaration.
#[derive(Debug, Default)]
pub struct Info {
    /// Types of expressions, and of types where they are written.
    pub types: HashMap<ExprId, Typed>,
    /// The objects that names stand for where they are used, and the objects of qualified names.
    pub uses: HashMap<ExprId, ObjId>,
    /// The objects that names declare.
    pub definitions: HashMap<Pos, ObjId>,
    /// The variable that a clause of a type switch declares, by the position of the clause.
    pub implicit: HashMap<Pos, ObjId>,
    /// Fields and methods that are selected.
    pub selections: HashMap<ExprId, Selection>,
    /// Type arguments of generic functions and types, written or inferred.
    pub instances: HashMap<ExprId, Vec<TypeId>>,
    /// Package variables in the order in which they get their values.
    pub init_order: Vec<Initializer>,
    /// Local variables that a function literal inside uses, so that they outlive a call.
    pub captured: HashSet<ObjId>,
    /// Calls of `panic`, after which nothing runs.
    pub panics: HashSet<ExprId>,
}
