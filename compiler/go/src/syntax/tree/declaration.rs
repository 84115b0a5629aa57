//! Declarations.

use super::statement::Block;
use super::{ExprId, Field, Ident, Signature};
use crate::syntax::files::Span;

/// A declaration. Those that may be grouped in parentheses are a list each.
#[derive(Debug)]
pub enum Decl {
    /// Something the parser could not read, and has reported.
    Bad(Span),
    /// `import`.
    Import(Vec<ImportSpec>),
    /// `const`; the index in the list is `iota`.
    Const(Vec<ValueSpec>),
    /// `var`.
    Var(Vec<ValueSpec>),
    /// `type`.
    Type(Vec<TypeSpec>),
    /// `func`.
    Func(Box<FuncDecl>),
}

/// The name an import is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportName {
    /// None: the package's own.
    Own,
    /// One, maybe blank.
    Given(Ident),
    /// `.`.
    Dot(Span),
}

/// One import.
#[derive(Debug)]
pub struct ImportSpec {
    /// The name.
    pub name: ImportName,
    /// The path, a string literal; empty span if it was missing.
    pub path: Span,
    /// The whole.
    pub span: Span,
}

/// Constants or variables that stand on one line.
#[derive(Debug)]
pub struct ValueSpec {
    /// The names.
    pub names: Box<[Ident]>,
    /// The type.
    pub ty: Option<ExprId>,
    /// The values.
    pub values: Box<[ExprId]>,
    /// The whole.
    pub span: Span,
}

/// One type declaration.
#[derive(Debug)]
pub struct TypeSpec {
    /// The name.
    pub name: Ident,
    /// Type parameters with their constraints.
    pub type_params: Box<[Field]>,
    /// `=` was written.
    pub alias: bool,
    /// The type.
    pub ty: ExprId,
    /// The whole.
    pub span: Span,
}

/// A function or a method.
#[derive(Debug)]
pub struct FuncDecl {
    /// The receiver's parameter list, which a checker holds to one.
    pub receiver: Option<Box<[Field]>>,
    /// The span of the receiver's parentheses.
    pub receiver_span: Span,
    /// The name.
    pub name: Ident,
    /// Type parameters, parameters and results.
    pub signature: Signature,
    /// The body; nothing for a function that is written elsewhere.
    pub body: Option<Block>,
    /// The whole.
    pub span: Span,
}
