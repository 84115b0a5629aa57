//! Objects: what a name can stand for.

use super::{ObjId, PkgId, ScopeId, TypeId};
use crate::syntax::files::Span;
use crate::syntax::names::Name;
use crate::types::builtin::Builtin;
use crate::types::constant::Value;
use std::collections::HashMap;

/// The kind of a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VarKind {
    /// Declared outside functions.
    Package,
    /// Declared in a function.
    Local,
    /// A receiver.
    Receiver,
    /// A parameter.
    Param,
    /// A result.
    Result,
}

/// The kind of an object.
#[derive(Debug, Clone, PartialEq)]
pub enum ObjectKind {
    /// An imported package.
    Package(PkgId),
    /// A constant and its value.
    Const(Value),
    /// A type.
    Type,
    /// A variable.
    Var(VarKind),
    /// A function or a method; the receiver of a method being a pointer.
    Func {
        /// The receiver is a pointer.
        pointer: bool,
        /// It is a method.
        method: bool,
    },
    /// A predeclared function.
    Builtin(Builtin),
    /// `nil`.
    Nil,
    /// A label, and its having been used.
    Label,
}

/// A named thing.
#[derive(Debug, Clone)]
pub struct Object {
    /// The name.
    pub name: Name,
    /// The package it belongs to; nothing for what is predeclared.
    pub pkg: Option<PkgId>,
    /// The place of its declaration.
    pub span: Span,
    /// Its kind.
    pub kind: ObjectKind,
    /// Its type, once that is known.
    pub ty: Option<TypeId>,
    /// The order of declaration in the package.
    pub order: u32,
    /// The function or function literal a local variable belongs to, counted over the package.
    pub function: u32,
}

/// Names declared in a block.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// The block around it.
    pub parent: Option<ScopeId>,
    /// The scope is that of a function.
    pub function: bool,
    /// The names.
    pub names: HashMap<Name, ObjId>,
    /// The same objects in the order of declaration.
    pub order: Vec<ObjId>,
    /// The blocks inside it.
    pub children: Vec<ScopeId>,
}

/// A package.
#[derive(Debug, Clone)]
pub struct Package {
    /// The path it is imported by.
    pub path: String,
    /// The name in its package clauses.
    pub name: Name,
    /// The object that it declares.
    pub scope: ScopeId,
    /// It could not be found; what is asked of it is not complained about.
    pub fake: bool,
}
